"""What one message costs the database: note; claim and load; save, outbox and finish. Each is one transaction.

Messages of 200 contacts, handled by 1 or by 16 at once; each keeps going from note to finish. p50 and p99 are of a
whole message. PostgreSQL flushes to disk here, unlike in the tests.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.acts import Send
from bot.conversation import Conversation
from bot.messages import Address, Kind, Message, Reply
from bot.storage import conversations, inbox, outbox, schema
from bot.storage.database import Database
from bot.storage.inbox import Claim
from tests import postgres

MESSAGES = 1500
CONTACTS = 200
LEASE = timedelta(seconds=60)
TEXT = "як отримати песель для дитини, якщо ми приїхали минулого тижня"
REPLY = Reply("Ім'я, адреса, документ. " * 20, "PESEL")


def table() -> Iterator[str]:
    yield "| database | at once | messages/s | p50 ms | p99 ms | our CPU ms a message |"
    yield "|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        for at_once in (1, 16):
            yield _line("SQLite", f"sqlite:///{Path(folder)}/{at_once}.sqlite", at_once)
    with postgres.running(careless=False) as server:
        for at_once in (1, 16):
            yield _line("PostgreSQL", postgres.create(server), at_once)


def _line(name: str, url: str, at_once: int) -> str:
    schema.migrate(url)
    cpu = time.process_time()
    seconds, each = asyncio.run(_measure(url, at_once))
    cpu = 1000 * (time.process_time() - cpu) / len(each)
    each.sort()
    p50, p99 = (1000 * each[int(len(each) * part)] for part in (0.5, 0.99))
    return f"| {name} | {at_once} | {len(each) / seconds:.0f} | {p50:.1f} | {p99:.1f} | {cpu:.1f} |"


async def _measure(url: str, at_once: int) -> tuple[float, list[float]]:
    database = Database.open(url)
    numbers = iter(range(MESSAGES))
    each: list[float] = []

    async def work(owner: str) -> None:
        for number in numbers:
            start = time.perf_counter()
            await _message(database, owner, number)
            each.append(time.perf_counter() - start)

    start = time.perf_counter()
    await asyncio.gather(*(work(str(number)) for number in range(at_once)))
    seconds = time.perf_counter() - start
    await database.close()
    return seconds, each


async def _message(database: Database, owner: str, number: int) -> None:
    now = datetime.now(UTC)
    address = Address("telegram", str(number % CONTACTS))
    message = Message(address, str(number), Kind.TEXT, now, TEXT, author=address.id)

    def begin(conn: Connection) -> tuple[Claim, Conversation] | None:
        claimed = inbox.claim(conn, owner, now, LEASE)
        return None if claimed is None else (claimed, conversations.load(conn, claimed.address, now))

    await database.write(lambda conn: inbox.note(conn, message, now))
    begun = await database.write(begin)
    if begun is None:
        return  # another one joined this message to his
    claimed, before = begun

    def end(conn: Connection) -> None:
        conversations.save(conn, before, replace(before, asked=TEXT, asked_at=now, misses=number % 3), now)
        outbox.put(conn, Send(claimed.address, REPLY), now, answers=f"inbox:{claimed.ids[0]}")
        inbox.finish(conn, claimed, owner, now)

    await database.write(end)
