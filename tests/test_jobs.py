"""The clock in this process, with the real engine. Each test starts and ends it, which takes a second or two."""

from __future__ import annotations

import asyncio
import io
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import jobs, log
from bot.app import App, build
from bot.broadcast.plan import Weekly
from bot.dialogue.scene import World
from bot.settings import Settings
from bot.storage import broadcasts, figures, workers
from bot.storage.database import Database
from tests.broadcast import ledger
from tests.broadcast.ledger import Office, until
from tests.clock import Clock

STOPS_WITHIN = 20.0  # seconds, on a busy machine


@pytest.fixture(autouse=True)
def logged() -> io.StringIO:
    """What the program logs; a command that another test ran may have left the log on a stream that is closed now."""
    stream = io.StringIO()
    log.set_up(stream=stream)
    return stream


def app_of(office: Office, world: World, folder: Path) -> App:
    url = office.database.url
    settings = Settings(_env_file=None, pomost_data=folder, database_url=url)  # type: ignore[call-arg]  # as in settings.read
    return build(settings, office.database, office.clock, others=(office.channel,), world=world)


@asynccontextmanager
async def working(app: App) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(jobs.run(app, stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(STOPS_WITHIN):
            await running


def done(office: Office) -> bool:
    return ledger.standing(office.database).finished_at is not None


def reached(office: Office) -> Counter[str]:
    return Counter(arrival.act.address.id for arrival in office.channel.arrivals if arrival.is_done)


async def test_a_broadcast_that_the_command_line_planned_is_sent_within_seconds(
    database: Database, clock: Clock, world: World, tmp_path: Path
) -> None:
    office = Office(database, clock)
    ledger.publish(database, clock())
    ledger.subscribe(database, range(20), clock())
    async with working(app_of(office, world, tmp_path / "data")):
        await until(lambda: database.read_now(lambda conn: workers.any_lives(conn, clock())))
        office.plan()
        await until(lambda: done(office))
    assert set(reached(office).values()) == {1}
    assert ledger.counts(database).states["sent"] == 20
    assert not database.read_now(lambda conn: workers.any_lives(conn, clock()))
    if database.dialect == "postgresql":
        tables = text("SELECT count(*) FROM information_schema.tables WHERE table_schema = :name")
        there = database.read_now(lambda conn: conn.execute(tables, {"name": jobs.SCHEMA}).scalar_one())
        assert there > 0
        assert not (tmp_path / "data" / jobs.FILE).exists()


async def test_the_engines_file_deleted_in_mid_broadcast_loses_and_repeats_nothing(
    sqlite_database: Database, clock: Clock, world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # The engine tells at length that its tables are gone; that is what this test does to it.
    caplog.set_level(logging.CRITICAL, logger="dbos")
    office = Office(sqlite_database, clock)
    office.channel.latency = 0.05
    office.begin(300)
    async with working(app_of(office, world, tmp_path / "data")):
        await until(lambda: len(office.channel.arrivals) >= 20)
        (tmp_path / "data" / jobs.FILE).unlink()
        await until(lambda: done(office))
        await until((tmp_path / "data" / jobs.FILE).exists)
    assert len(reached(office)) == 300
    assert set(reached(office).values()) == {1}
    counts = ledger.counts(sqlite_database)
    assert (counts.states["sent"], counts.doubts) == (300, 0)


async def test_the_clock_plans_the_week_by_itself_and_an_orderly_stop_repeats_nothing(
    sqlite_database: Database, clock: Clock, world: World, tmp_path: Path
) -> None:
    office = Office(sqlite_database, clock)
    office.channel.latency = 0.03
    ledger.publish(sqlite_database, clock())
    ledger.subscribe(sqlite_database, range(150), clock())
    clock.set(Weekly(ledger.WEEK).due)
    async with working(app_of(office, world, tmp_path / "data")):
        await until(lambda: len(office.channel.arrivals) >= 20)
    counts = ledger.counts(sqlite_database)
    assert (counts.states["sending"], counts.doubts) == (0, 0)
    assert counts.states["sent"] == len(office.channel.arrivals) < 150
    (tmp_path / "data" / jobs.FILE).unlink()  # and between two lives it is needed as little
    async with working(app_of(office, world, tmp_path / "data")):
        await until(lambda: done(office))
    assert set(reached(office).values()) == {1}
    assert len(reached(office)) == 150
    assert sqlite_database.read_now(broadcasts.unfinished) == ()


async def test_timers_do_what_they_are_for(
    sqlite_database: Database, clock: Clock, world: World, tmp_path: Path
) -> None:
    office = Office(sqlite_database, clock)
    number = office.begin(1)
    app = app_of(office, world, tmp_path / "data")
    clockwork = jobs.Clockwork(app, app.lanes(), asyncio.Event())
    clock.set(ledger.standing(sqlite_database).not_after)
    await clockwork.tick(clockwork.sweep)
    await clockwork.tick(clockwork.expire)
    await clockwork.tick(clockwork.purge)
    assert sqlite_database.read_now(lambda conn: figures.counts(conn, number)).states["skipped"] == 1
    assert clockwork.ticks == 0


async def test_a_lane_that_fails_is_logged_by_name_only_and_may_start_again(
    sqlite_database: Database, clock: Clock, world: World, tmp_path: Path, logged: io.StringIO
) -> None:
    app = app_of(Office(sqlite_database, clock), world, tmp_path / "data")
    clockwork = jobs.Clockwork(app, app.lanes(), asyncio.Event(), {(7, 0)})

    async def failing() -> None:
        raise RuntimeError("with a resident's words")

    await clockwork.tick(failing)
    assert "RuntimeError" in logged.getvalue()
    assert "words" not in logged.getvalue()
    assert await clockwork.lane(7, 0) == "ended"  # there is no such broadcast: nothing to do
    assert clockwork.alive == set()
