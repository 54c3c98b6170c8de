"""The weekly broadcast: planning it, sending with the pace lifted, and sending at Telegram's own pace.

Planned: 30,000 subscribers, one INSERT … SELECT. Lifted: six lanes of one process to a channel without limits that
answers at once, so that only the ledger costs. Paced: 600 messages over HTTP to a strict fake Telegram in this
process, which counts every window of a second; the share is of the 30 a second that Telegram allows. PostgreSQL
flushes to disk here, unlike in the tests.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert

from bot.broadcast.lanes import Lanes
from bot.broadcast.plan import Weekly, wanted
from bot.broadcast.sweep import Told
from bot.channels.channel import Channel
from bot.channels.telegram.channel import Telegram
from bot.storage import figures, rows, schema, timetables
from bot.storage.database import Database
from tests import postgres
from tests.fake_telegram import FakeTelegram
from tests.faulty_channel import FaultyChannel
from tests.timetable.weeks import THIS_WEEK

PLANNED = 30_000
LIFTED = 3_000
PACED = 600
ALLOWED = 30.0  # messages a second
FIRST = 1001
FREE = "viber"  # a channel without limits
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WEEKLY = Weekly(THIS_WEEK.iso)
LANGUAGES = ("uk", "en", "ru", "pl")


def table() -> Iterator[str]:
    yield "| database | 30,000 planned | pace lifted | 600 paced | share of 30/s | violations |"
    yield "|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        yield _line("SQLite", lambda name: f"sqlite:///{Path(folder)}/{name}.sqlite")
    with postgres.running(careless=False) as server:
        yield _line("PostgreSQL", lambda _: postgres.create(server))


def _line(name: str, new: Callable[[str], str]) -> str:
    database = _database(new("planned"), PLANNED, FREE)
    begun = time.perf_counter()
    _plan(database)
    planned = time.perf_counter() - begun
    database.close_now()
    lifted = asyncio.run(_lifted(new("lifted")))
    seconds, broken = asyncio.run(_paced(new("paced")))
    rate = PACED / seconds
    return (
        f"| {name} | {planned:.2f} s | {lifted:.0f}/s | {seconds:.1f} s, {rate:.1f}/s | {rate / ALLOWED:.0%} "
        f"| {len(broken)} |"
    )


def _database(url: str, people: int, channel: str) -> Database:
    schema.migrate(url)
    database = Database.open(url)

    def fill(conn: Connection) -> None:
        timetables.publish(conn, THIS_WEEK, "benchmark", NOW)
        numbers = range(1, people + 1)
        places = [{"channel": channel, "address_id": str(FIRST + number - 1)} for number in numbers]
        known = [{"id": number, "created_at": NOW} for number in numbers]
        conn.execute(insert(rows.contact), known)
        talks = [{"contact_id": number, "version": 0, **place} for number, place in zip(numbers, places, strict=True)]
        conn.execute(insert(rows.conversation), talks)
        wishes = [
            {"contact_id": number, "language": LANGUAGES[number % 4], "since": NOW, **place}
            for number, place in zip(numbers, places, strict=True)
        ]
        conn.execute(insert(rows.subscription), wishes)

    database.write_now(fill)
    return database


def _plan(database: Database) -> int:
    return database.write_now(lambda conn: wanted(conn, WEEKLY, NOW, NOW)).broadcast.id


async def _send(database: Database, channels: Mapping[str, Channel]) -> float:
    """Seconds until all is sent and noted."""
    told = Told(lambda _, __, ___: None, lambda _, __, ___, ____: None)
    number = _plan(database)
    begun = time.perf_counter()
    await Lanes(database, channels, lambda: NOW, "benchmark", told).all(number, asyncio.Event())
    seconds = time.perf_counter() - begun
    found = await database.read(lambda conn: figures.counts(conn, number))
    assert found.states["sent"] == found.total, found
    await database.close()
    return seconds


async def _lifted(url: str) -> float:
    return LIFTED / await _send(_database(url, LIFTED, FREE), {FREE: FaultyChannel(FREE)})


async def _paced(url: str) -> tuple[float, list[str]]:
    with FakeTelegram() as tg:
        for person in range(FIRST, FIRST + PACED):
            tg.person(person)
        telegram = Telegram(tg.token, origin=tg.url)
        seconds = await _send(_database(url, PACED, "telegram"), {"telegram": telegram})
        await telegram.close()
        return seconds, tg.violations()
