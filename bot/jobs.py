"""The clock: timers and the start of lanes. The only module that knows the engine (DBOS).

The engine decides that and when; it is never asked who got what. Its file (or schema) may be deleted at any moment,
also while a broadcast runs: what is to be done follows from our own tables alone. Why: docs/decisions/0001.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, ScheduleInput, WorkflowHandleAsync

from bot import log
from bot.app import App
from bot.broadcast.lanes import LANES, Lanes, first
from bot.broadcast.sweep import sweep
from bot.desk.unsettled import ask_once
from bot.storage import inbox, purge, workers
from bot.storage.engines import location

NAME: Final = "pomost"
VERSION: Final = "1"  # fixed: the engine's own, a hash of the code, would orphan its rows at every deploy
SCHEMA: Final = "engine"  # on PostgreSQL
FILE: Final = "engine.sqlite"  # on SQLite, in POMOST_DATA

LOOK: Final = 2.0  # seconds between two looks for a broadcast that needs lanes
RENEW_EVERY: Final = 10.0  # seconds
GRACE: Final = 40.0  # seconds that requests under way get at the end; longer than any may take
LAST_WORDS: Final = 1.0  # seconds in which the engine may note how lanes ended
KEPT: Final = timedelta(days=2)  # how long the engine's own rows are kept
AT_ONCE: Final = 1000
ROUNDS: Final = 20


@dataclass
class Clockwork:
    """One run of the engine in this process. alive: the lanes (broadcast, number) that were started and run yet."""

    app: App
    lanes: Lanes
    stop: asyncio.Event  # the lanes' own: set at the end of the process, or when the engine must be started again
    alive: set[tuple[int, int]] = field(default_factory=set)
    kept: set[asyncio.Task[None]] = field(default_factory=set)  # the engine's own notes of how lanes ended
    ticks: int = 0  # timers that run at this moment

    async def lane(self, number: int, lane: int) -> str:
        """Run a lane to its end. What goes wrong is logged: the next look starts it again, under a fresh id."""
        try:
            await self.lanes.run(number, lane, self.stop)
        except Exception as error:  # noqa: BLE001
            log.logger("jobs").error("a lane ended early", number=number, error=type(error).__name__)
            return type(error).__name__
        finally:
            self.alive.discard((number, lane))
        return "ended"

    async def tick(self, act: Callable[[], Awaitable[object]]) -> None:
        """Run a timer's act; what goes wrong is logged, the next tick does it again."""
        self.ticks += 1
        try:
            await act()
        except Exception as error:  # noqa: BLE001
            log.logger("jobs").error("a timer failed", error=type(error).__name__)
        finally:
            self.ticks -= 1

    async def sweep(self) -> None:
        app, told = self.app, self.lanes.told
        await app.database.write(lambda conn: sweep(conn, told, app.clock(), demo=app.demo))

    async def expire(self) -> None:
        """What ends by itself: answered tickets, held ones left alone, texts of messages that were set aside."""
        await self.app.database.write(lambda conn: self.app.desk.expire(conn, self.app.clock()))
        await self.app.database.write(lambda conn: inbox.empty_set_aside(conn, self.app.clock()))

    async def ask(self) -> None:
        """Questions without an end since half an hour: shall a person answer?"""
        app = self.app
        asked = await app.database.write(lambda conn: ask_once(conn, app.clock(), app.settings.zone))
        if asked:
            app.sender.wake()

    async def purge(self) -> None:
        await self.app.database.write(lambda conn: purge.purge(conn, self.app.clock()))
        await asyncio.to_thread(self.app.database.wal_truncate)


class _Running:
    """The engine's functions are global; this is how they find what runs in this process."""

    now: Clockwork | None = None


@DBOS.workflow(name="lane")
async def _lane(number: int, lane: int) -> str:
    running = _Running.now
    return await running.lane(number, lane) if running else "stopped"


@DBOS.workflow(name="sweep")
async def _sweep(_moment: object, _context: object) -> None:
    if _Running.now is not None:
        await _Running.now.tick(_Running.now.sweep)


@DBOS.workflow(name="expire")
async def _expire(_moment: object, _context: object) -> None:
    if _Running.now is not None:
        await _Running.now.tick(_Running.now.expire)
        await _Running.now.tick(_Running.now.ask)


@DBOS.workflow(name="purge")
async def _purge(_moment: object, _context: object) -> None:
    if _Running.now is not None:
        await _Running.now.tick(_Running.now.purge)
        await _Running.now.tick(_forget)


async def run(app: App, stop: asyncio.Event) -> None:
    """Timers and lanes until `stop` is set; what is being sent by then is finished and noted."""
    lanes = app.lanes()
    await lanes.recover()
    try:
        while not stop.is_set():
            await _until_it_must_start_again(app, lanes, stop)
    finally:
        await app.database.write(lambda conn: workers.gone(conn, app.owner))


async def _until_it_must_start_again(app: App, lanes: Lanes, stop: asyncio.Event) -> None:
    clockwork = Clockwork(app, lanes, asyncio.Event())
    _Running.now = clockwork
    place = _place(app)
    try:
        _launch(app, place)
        await DBOS.apply_schedules_async(_schedules(app))
        await DBOS.start_workflow_async(_sweep, "at the start", None)
        await _watch(clockwork, place, stop)
    finally:
        await _end(clockwork)


def _launch(app: App, place: str) -> None:
    """Start the engine in the running loop. Its workers never take over each other's work: a fresh name each time."""
    logger = logging.getLogger("dbos")
    logger.addHandler(logging.NullHandler())  # a logger with a handler gets none of the engine's own
    logger.propagate = True
    config: DBOSConfig = {
        "name": NAME,
        "system_database_url": place,
        "dbos_system_schema": SCHEMA,
        "application_version": VERSION,
        "executor_id": f"{app.owner}-{uuid.uuid4().hex[:8]}",
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
    }
    DBOS(config=config)
    DBOS.launch()


def _place(app: App) -> str:
    """The engine's own file, or the same server as ours with a schema of its own."""
    url = location(app.settings.database)
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{app.settings.pomost_data / FILE}"
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _schedules(app: App) -> list[ScheduleInput]:
    zone = app.settings.pomost_timezone
    return [
        {"schedule_name": "sweep", "workflow_fn": _sweep, "schedule": "* * * * *"},
        {"schedule_name": "expire", "workflow_fn": _expire, "schedule": "*/10 * * * *"},
        # Not between two and three, an hour that the spring change skips and the autumn change repeats.
        {"schedule_name": "purge", "workflow_fn": _purge, "schedule": "30 3 * * *", "cron_timezone": zone},
    ]


async def _watch(clockwork: Clockwork, place: str, stop: asyncio.Event) -> None:
    """Start the lanes of every broadcast that needs them, within seconds; until told to stop, or until the engine's
    file is gone."""
    loop = asyncio.get_running_loop()
    renew_at = loop.time()
    begun_with = _file(place)
    while not stop.is_set():
        if _file(place) != begun_with:
            log.logger("jobs").error("the engine's file is gone; starting the engine again")
            return
        if loop.time() >= renew_at:
            renew_at = loop.time() + RENEW_EVERY
            await clockwork.tick(lambda: _renew(clockwork.app))
        await clockwork.tick(lambda: _start(clockwork))
        await first(stop, LOOK)


def _file(place: str) -> int | None:
    """Which file the engine's is: another one, made anew by an open connection, has another number."""
    if not place.startswith("sqlite"):
        return 0
    try:
        return Path(place.removeprefix("sqlite:///")).stat().st_ino
    except OSError:
        return None


async def _renew(app: App) -> None:
    await app.database.write(lambda conn: workers.here(conn, app.owner, app.clock()))


async def _start(clockwork: Clockwork) -> None:
    wanted = {(number, lane) for number in await clockwork.lanes.to_send() for lane in range(LANES)}
    for number, lane in sorted(wanted - clockwork.alive):
        clockwork.alive.add((number, lane))
        try:
            handle = await DBOS.start_workflow_async(_lane, number, lane)
        except BaseException:
            clockwork.alive.discard((number, lane))
            raise
        note = asyncio.create_task(_noted(handle))
        clockwork.kept.add(note)
        note.add_done_callback(clockwork.kept.discard)


async def _noted(handle: WorkflowHandleAsync[str]) -> None:
    """The engine has noted the end of a lane, or could not; to us it is all the same."""
    with contextlib.suppress(Exception):
        await handle.get_result()


async def _end(clockwork: Clockwork) -> None:
    """Let the lanes note their last outcome, then stop the engine."""
    clockwork.stop.set()
    loop = asyncio.get_running_loop()
    end = loop.time() + GRACE
    while (clockwork.alive or clockwork.ticks) and loop.time() < end:  # noqa: ASYNC110 - two things, both short
        await asyncio.sleep(0.01)
    _Running.now = None
    if clockwork.kept:
        await asyncio.wait(clockwork.kept, timeout=LAST_WORDS)
    # The engine made its threads the loop's (asyncio.to_thread) and ends them: first give the loop others.
    loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="pomost"))
    await loop.run_in_executor(None, DBOS.destroy)  # it waits for its threads, so not in the loop's own


async def _forget() -> None:
    """The engine keeps every run for ever: remove what is older than two days."""
    before = (datetime.now(UTC) - KEPT).isoformat()
    for _ in range(ROUNDS):
        old = await DBOS.list_workflows_async(end_time=before, limit=AT_ONCE, load_input=False, load_output=False)
        if not old:
            return
        await DBOS.delete_workflows_async([each.workflow_id for each in old])
