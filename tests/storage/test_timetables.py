"""Every published version of a week is kept and the latest counts, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.storage import timetables
from bot.storage.database import Database
from bot.storage.timetables import SampleRefused
from bot.timetable.week import Week
from tests.clock import Clock
from tests.timetable.weeks import NEXT_WEEK, SAMPLES, THIS_WEEK


def publish(database: Database, week: Week, clock: Clock, *, allow_sample: bool = False) -> int:
    return database.write_now(lambda conn: timetables.publish(conn, week, "lead", clock(), allow_sample=allow_sample))


def published(database: Database, first: str = "2026-W01", last: str = "2026-W53") -> tuple[Week, ...]:
    return database.read_now(lambda conn: timetables.published(conn, first, last))


def test_a_published_week_is_read_back_as_it_was(database: Database, clock: Clock) -> None:
    assert publish(database, replace(THIS_WEEK, note="why"), clock) == 1
    assert published(database) == (replace(THIS_WEEK, number=1, published_at=clock(), published_by="lead", note="why"),)


def test_a_new_version_counts_and_the_old_one_does_not(database: Database, clock: Clock) -> None:
    publish(database, THIS_WEEK, clock)
    shorter = replace(THIS_WEEK, duties=THIS_WEEK.duties[1:])
    assert publish(database, shorter, clock) == 2
    (found,) = published(database)
    assert (found.number, found.duties) == (2, shorter.duties)


def test_the_same_duties_again_are_no_new_version(database: Database, clock: Clock) -> None:
    assert [publish(database, THIS_WEEK, clock) for _ in range(3)] == [1, 1, 1]


def test_weeks_are_read_in_order_and_only_the_ones_asked_for(database: Database, clock: Clock) -> None:
    publish(database, NEXT_WEEK, clock)
    publish(database, THIS_WEEK, clock)
    assert [week.iso for week in published(database)] == ["2026-W48", "2026-W49"]
    assert [week.iso for week in published(database, "2026-W49", "2026-W60")] == ["2026-W49"]


def test_a_week_that_nobody_published_is_none(database: Database) -> None:
    assert database.read_now(lambda conn: timetables.latest(conn, "2026-W48")) is None
    assert published(database) == ()


def test_sample_data_is_refused_unless_it_is_allowed(database: Database, clock: Clock) -> None:
    with pytest.raises(SampleRefused):
        publish(database, SAMPLES[0], clock)
    assert published(database) == ()
    assert publish(database, SAMPLES[0], clock, allow_sample=True) == 1
    assert published(database)[0].is_sample


def test_the_stamp_differs_after_every_publication(database: Database, clock: Clock) -> None:
    stamps = [database.read_now(timetables.stamp)]
    for week in (THIS_WEEK, NEXT_WEEK, replace(THIS_WEEK, duties=())):
        publish(database, week, clock)
        stamps.append(database.read_now(timetables.stamp))
    assert len(set(stamps)) == len(stamps)
    publish(database, NEXT_WEEK, clock)  # changes nothing
    assert database.read_now(timetables.stamp) == stamps[-1]


async def test_several_who_publish_at_once_get_numbers_of_their_own(database: Database, clock: Clock) -> None:
    versions = [replace(THIS_WEEK, duties=THIS_WEEK.duties[:number]) for number in range(6)]
    numbers = await asyncio.gather(
        *(
            database.write(lambda conn, week=week: timetables.publish(conn, week, "lead", clock()))  # type: ignore[misc]  # a default is no argument
            for week in versions
        )
    )
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
