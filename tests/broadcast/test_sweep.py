from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.broadcast.plan import STALE, Weekly
from bot.broadcast.sweep import sweep
from bot.storage import broadcasts, timetables
from tests.broadcast import ledger
from tests.broadcast.ledger import WEEK, Office
from tests.timetable.weeks import THIS_WEEK

WEEKLY = Weekly(WEEK)


def swept(office: Office, at: datetime, *, demo: bool = False) -> None:
    office.clock.set(at)
    office.database.write_now(lambda conn: sweep(conn, office.told, at, demo=demo))


def planned(office: Office) -> broadcasts.Broadcast | None:
    return office.database.read_now(broadcasts.newest)


def test_the_week_is_planned_at_its_moment_and_once(office: Office) -> None:
    ledger.publish(office.database, office.clock())
    ledger.subscribe(office.database, [1, 2], office.clock())
    swept(office, WEEKLY.due - timedelta(minutes=1))
    assert planned(office) is None
    swept(office, WEEKLY.due)
    swept(office, WEEKLY.due + timedelta(minutes=1))
    found = planned(office)
    assert found is not None
    assert (found.name, found.starts_at, found.not_after) == (WEEKLY.name, WEEKLY.due, WEEKLY.dropped)
    assert office.states() == {"1": "pending", "2": "pending"}


def test_published_late_it_starts_when_it_is_published(office: Office) -> None:
    swept(office, WEEKLY.due)
    assert planned(office) is None
    ledger.publish(office.database, office.clock())
    swept(office, WEEKLY.dropped - timedelta(hours=3))
    found = planned(office)
    assert found is not None
    assert found.is_due(office.clock())


def test_not_published_by_monday_noon_it_is_dropped_with_one_alarm(office: Office) -> None:
    swept(office, WEEKLY.dropped - timedelta(minutes=1))
    assert office.announced == []
    for minutes in range(3):
        swept(office, WEEKLY.dropped + timedelta(minutes=minutes))
    assert len(office.announced) == 1
    assert office.announced[0].startswith("ALARM: the timetable of 2026-W48 was not published.")
    found = planned(office)
    assert found is not None
    assert found.is_dropped


def test_a_program_that_begins_days_later_raises_no_alarm(one_office: Office) -> None:
    swept(one_office, WEEKLY.dropped + STALE)
    assert (one_office.announced, planned(one_office)) == ([], None)


def test_the_clock_sends_sample_data_only_in_a_demonstration(one_office: Office) -> None:
    sample = replace(THIS_WEEK, is_sample=True)
    now = one_office.clock()
    one_office.database.write_now(lambda conn: timetables.publish(conn, sample, "a lead", now, allow_sample=True))
    swept(one_office, WEEKLY.due)
    assert planned(one_office) is None
    swept(one_office, WEEKLY.due, demo=True)
    assert planned(one_office) is not None


def test_too_late_is_an_alarm_with_its_figure(office: Office) -> None:
    office.begin(4)
    found = planned(office)
    assert found is not None
    swept(office, found.not_after - timedelta(seconds=1))
    assert office.announced == []
    swept(office, found.not_after)
    swept(office, found.not_after + timedelta(minutes=1))
    assert len(office.announced) == 1
    assert office.announced[0].startswith("ALARM: too late for 4 subscribers.")
    assert set(office.states().values()) == {"skipped: too late"}
    ended = planned(office)
    assert ended is not None
    assert ended.finished_at == found.not_after


def test_a_stopped_broadcast_is_not_called_finished_while_a_row_is_pending(one_office: Office) -> None:
    number = one_office.begin(2)
    one_office.database.write_now(lambda conn: broadcasts.stop(conn, number, one_office.clock()))
    swept(one_office, one_office.clock() + timedelta(minutes=1))
    found = planned(one_office)
    assert found is not None
    assert found.finished_at is None
