"""The round through a real forum group, as far as the Bot API goes: real channel, real outbox, real pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.polling import poll
from bot.conversation import TicketOpened
from bot.desk.group import Desk
from bot.messages import Address, Message
from bot.outbound import Sender
from bot.storage import conversations, staff, tickets
from bot.storage.database import Database
from bot.tickets import Role, State
from tests.clock import Clock
from tests.fake_telegram import FakeTelegram

RESIDENT, ANNA, STAFF = 77, 501, -100123
HOME = Address("telegram", str(RESIDENT))
QUESTION = TicketOpened("school", "як записати <дитину>", "uk", "normal", pseudonym="Blue Heron 27")


@dataclass
class Running:
    """The desk between a fake Telegram and a database; group messages reach it, residents' are only let in."""

    database: Database
    clock: Clock
    desk: Desk
    sender: Sender

    async def note(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if message.is_group:
                await self.database.write(partial(self._hear, message))
        self.sender.wake()

    def _hear(self, message: Message, conn: Connection) -> None:
        self.desk.staff_message(conn, message, self.clock())

    async def ask(self) -> int:
        contact = (await self.database.write(lambda conn: conversations.load(conn, HOME, self.clock()))).contact
        made = await self.database.write(
            lambda conn: self.desk.opened(conn, (contact, HOME), QUESTION, None, self.clock())
        )
        self.sender.wake()
        return made.number


@asynccontextmanager
async def running(tg: FakeTelegram, database: Database, clock: Clock) -> AsyncIterator[Running]:
    channel = Telegram(tg.token, origin=tg.url)
    desk = Desk(Address("telegram", str(STAFF)), "en")
    sender = Sender(database, {"telegram": channel}, clock, "one", (desk.consequences,))
    point, stop = Running(database, clock, desk, sender), asyncio.Event()
    polling = poll(channel, point.note, clock=clock, jitter=lambda seconds: seconds, stop=stop, wait=1)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(sender.run(stop))
            tasks.create_task(polling)
            try:
                yield point
            finally:
                stop.set()
    finally:
        await channel.close()


async def test_a_question_goes_through_the_forum_and_back(sqlite_database: Database, clock: Clock) -> None:
    here = Address("telegram", str(ANNA))
    sqlite_database.write_now(lambda conn: staff.invite(conn, "Anna", Role.OPERATOR, "token", clock()))
    sqlite_database.write_now(lambda conn: staff.register(conn, "token", here, clock()))
    async with FakeTelegram() as tg, running(tg, sqlite_database, clock) as point:
        resident = tg.person(RESIDENT)
        group = tg.group(STAFF, forum=True)
        anna = group.member(ANNA)
        number = await point.ask()
        card = await anna.expect("як записати <дитину>")
        thread = card.thread
        assert thread in group.topics().values()
        await anna.press("Take")
        await anna.expect_edit(card, "Held by: Anna")
        await resident.expect("1")
        await anna.send("// internal", thread=thread)
        await anna.send("Come on Thursday, 12 616 00 00 <b>&", thread=thread)
        await resident.expect("Come on Thursday, 12 616 00 00 <b>&")
        await anna.expect("Delivered.", thread=thread)
        await anna.press("Close")
        await tg.wait(lambda: "Replied" in card.labels or None, "the outcomes")
        await anna.press("Replied")
        await anna.expect_edit(card, "Outcome: replied")
        closed = await sqlite_database.read(lambda conn: tickets.load(conn, number))
        assert closed.state is State.CLOSED
        assert not any("internal" in record.text for record in tg.messages(RESIDENT))
        assert tg.violations() == []
        assert tg.unanswered() == []
