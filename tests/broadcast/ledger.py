"""A published week, its subscribers and the ledger of its broadcast, for tests of anything that sends it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select

from bot.broadcast.lanes import Lanes
from bot.broadcast.plan import Weekly, wanted
from bot.broadcast.sweep import Told
from bot.conversation import Subscribed
from bot.messages import Address
from bot.storage import broadcasts, conversations, figures, subscriptions, timetables
from bot.storage import rows as tables
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from bot.storage.deliveries import Claimant
from bot.storage.figures import Counts
from tests.clock import Clock
from tests.faulty_channel import FaultyChannel
from tests.timetable.weeks import THIS_WEEK

WEEK = THIS_WEEK.iso
FIRST = 1001
# A channel without limits: what has to do with pace is tested with Telegram's.
FREE = "viber"
EVERYTHING = Subscribed((), ())
NAME = Weekly(WEEK).name


def publish(database: Database, now: datetime) -> None:
    database.write_now(lambda conn: timetables.publish(conn, THIS_WEEK, "a lead", now))


def subscribe(
    database: Database, numbers: Sequence[int], now: datetime, channel: str = FREE, wish: Subscribed = EVERYTHING
) -> None:
    def fn(conn: Connection) -> None:
        for number in numbers:
            conversation = conversations.load(conn, Address(channel, str(number)), now)
            subscriptions.subscribe(conn, conversation, wish, now)

    database.write_now(fn)


def deliveries(database: Database) -> list[Row[*tuple[object, ...]]]:
    return database.read_now(lambda conn: list(conn.execute(select(tables.delivery).order_by(tables.delivery.c.id))))


def states(database: Database) -> dict[str, str]:
    """Address id -> state, with the reason where there is one."""
    return {row.address_id: f"{row.state}: {row.reason}" if row.reason else row.state for row in deliveries(database)}


def counts(database: Database) -> Counts:
    return database.read_now(lambda conn: figures.counts(conn, standing(database).id))


def standing(database: Database) -> Broadcast:
    found = database.read_now(lambda conn: broadcasts.named(conn, NAME))
    assert found is not None
    return found


async def until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until it is so; fails when that takes too long."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - another process could make it so as well
            await asyncio.sleep(0.01)


@dataclass
class Office:
    """A database with a published week, some subscribers, a channel with faults, and lanes between them."""

    database: Database
    clock: Clock
    channel: FaultyChannel = field(default_factory=lambda: FaultyChannel(FREE))
    announced: list[str] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)

    def begin(self, people: int) -> int:
        """Publish, subscribe so many, plan for now; the broadcast's number."""
        publish(self.database, self.clock())
        subscribe(self.database, range(FIRST, FIRST + people), self.clock(), self.channel.name)
        return self.plan()

    def plan(self) -> int:
        now = self.clock()
        return self.database.write_now(lambda conn: wanted(conn, Weekly(WEEK), now, now)).broadcast.id

    @property
    def told(self) -> Told:
        return Told(
            lambda _, text, __: self.announced.append(text),
            lambda _, address, reason, __: self.lost.append((address.id, reason)),
            "en",
        )

    def lanes(self, owner: str = "one") -> Lanes:
        return Lanes(self.database, {self.channel.name: self.channel}, self.clock, owner, self.told)

    def claimant(self, owner: str = "one", lane: int = 0) -> Claimant:
        return Claimant(owner, lane, (self.channel.name,), timedelta(seconds=60))

    async def send(self, number: int, seconds: float = 20.0) -> None:
        """Run the lanes of one process until they end by themselves."""
        async with asyncio.timeout(seconds):
            await self.lanes().all(number, asyncio.Event())

    def states(self) -> dict[str, str]:
        return states(self.database)
