"""A post office for tests: a database, a channel with faults, and a sender between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, select

from bot.acts import Act, Result, Send
from bot.messages import Address, Reply
from bot.outbound import Patience, Sender
from bot.storage import outbox
from bot.storage import rows as tables
from bot.storage.database import Database
from bot.storage.outbox import Done
from tests.clock import Clock
from tests.faulty_channel import FaultyChannel


def say(text: str, address: Address) -> Send:
    return Send(address, Reply(text))


@dataclass
class Post:
    """A database, a channel and a sender that runs while `running()` is open."""

    database: Database
    clock: Clock
    channel: FaultyChannel = field(default_factory=FaultyChannel)
    ended: list[tuple[Done, Result]] = field(default_factory=list)
    owner: str = "one"

    def put(self, *acts: Act, bulk: bool = False, answers: str = "") -> None:
        def fn(conn: Connection) -> None:
            for act in acts:
                outbox.put(conn, act, self.clock(), bulk=bulk, ref="ticket:1", answers=answers)

        self.database.write_now(fn)

    def sender(self) -> Sender:
        def follow(conn: Connection, done: Done, result: Result, now: datetime) -> None:
            self.ended.append((done, result))

        channels = {self.channel.name: self.channel}
        return Sender(self.database, channels, self.clock, self.owner, (follow,), Patience(back_off=(0.02,)))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Sender]:
        stop = asyncio.Event()
        sender = self.sender()
        task = asyncio.create_task(sender.run(stop))
        try:
            yield sender
        finally:
            stop.set()
            await task

    async def deliver(self, seconds: float = 20.0) -> None:
        async with self.running() as sender:
            assert await sender.drain(seconds), self.states()

    def rows(self) -> list[Row[*tuple[object, ...]]]:
        return self.database.read_now(
            lambda conn: list(conn.execute(select(tables.outbox).order_by(tables.outbox.c.id)))
        )

    def states(self) -> list[str]:
        return [str(row.state) for row in self.rows()]

    async def until(self, is_so: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until it is so; fails when that takes too long."""
        async with asyncio.timeout(seconds):
            while not is_so():  # noqa: ASYNC110 - another process could make it so as well
                await asyncio.sleep(0.01)
