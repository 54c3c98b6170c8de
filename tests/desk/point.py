"""A desk with its database and a channel that stands for the messenger: what tests of the desk act on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.acts import Act, CloseTopic, Copy, Delete, Edit, OpenTopic, Receipt, Result, Send
from bot.calendar import expected_answer, hours_of
from bot.conversation import Conversation, TicketAdded, TicketOpened
from bot.desk.group import Desk
from bot.messages import Address, Choice, Kind, Message
from bot.outbound import Sender
from bot.storage import conversations, staff, tickets
from bot.storage.database import Database
from bot.tickets import Role, Staff, Ticket
from tests.clock import Clock
from tests.faulty_channel import FaultyChannel

# A channel without a pace: what the pacer does is tested elsewhere.
RESIDENT = Address("console", "77")
GROUP = Address("console", "-100")
HOURS = hours_of("Mon-Fri 09:00-17:00")
QUESTION = TicketOpened("school", "як записати дитину", "uk", "normal", "bot said", pseudonym="Blue Heron 27")


class Messenger(FaultyChannel):
    """Its ids are numbers, as a forum group's topics need."""

    def _result(self, act: Act) -> tuple[Result, bool]:
        result, is_done = super()._result(act)
        if isinstance(result, Receipt) and result.message_id is not None:
            return Receipt(result.message_id.removeprefix("m")), is_done
        return result, is_done


@dataclass
class Point:
    database: Database
    clock: Clock
    desk: Desk = field(default_factory=lambda: Desk(GROUP, "en", HOURS))
    messenger: Messenger = field(default_factory=lambda: Messenger("console"))
    said: int = 0

    def hire(self, name: str, role: Role = Role.OPERATOR) -> Staff:
        """Invite and register; the person's chat has his name for an id."""

        def fn(conn: Connection) -> Staff | None:
            staff.invite(conn, name, role, f"token {name}", self.clock())
            self.desk.registered(conn, Address("console", name), f"token {name}", self.clock())
            return staff.at(conn, Address("console", name))

        hired = self.database.write_now(fn)
        assert hired is not None
        return hired

    def conversation(self) -> Conversation:
        return self.database.write_now(lambda conn: conversations.load(conn, RESIDENT, self.clock()))

    async def ask(self, question: TicketOpened = QUESTION) -> Ticket:
        """The resident asks for a person; the topic and the card are there afterwards."""
        number = self.open(question)
        await self.deliver()
        return self.ticket(number)

    def open(self, question: TicketOpened = QUESTION) -> int:
        """The same, but nothing is delivered yet; the ticket's number."""
        contact, now = self.conversation().contact, self.clock()
        due_at = expected_answer(now, question.urgency, HOURS)
        made = self.database.write_now(lambda conn: self.desk.opened(conn, (contact, RESIDENT), question, due_at, now))
        return made.number

    async def add(self, text: str = "", media: str | None = None, *, urgent: bool = False) -> None:
        number = self.conversation().ticket
        assert number is not None
        event = TicketAdded(text, media, urgent)
        self.database.write_now(lambda conn: self.desk.added(conn, number, event, self.clock()))
        await self.deliver()

    async def write(self, author: str, ticket: Ticket, text: str = "", kind: Kind = Kind.TEXT) -> None:
        """Somebody writes into the ticket's topic."""
        self.said += 1
        place = Address(GROUP.channel, GROUP.id, ticket.thread)
        message = Message(
            place, f"u{self.said}", kind, self.clock(), text, author, source=f"s{self.said}", is_group=True
        )
        self.database.write_now(lambda conn: self.desk.staff_message(conn, message, self.clock()))
        await self.deliver()

    async def press(self, author: str, ticket: Ticket, label: str) -> None:
        """Somebody presses the newest button of this label in the ticket's topic."""
        found = [choice for choice in self.buttons(ticket) if choice.label == label]
        assert found, f"no button {label!r} among {[choice.label for choice in self.buttons(ticket)]}"
        await self.write(author, ticket, found[-1].value, Kind.CHOICE)

    async def deliver(self) -> None:
        """Perform all that is in the outbox, with all that follows."""
        stop = asyncio.Event()
        follow = (self.desk.consequences,)
        sender = Sender(self.database, {"console": self.messenger}, self.clock, "one", follow)
        task = asyncio.create_task(sender.run(stop))
        try:
            assert await sender.drain(20.0)
        finally:
            stop.set()
            await task

    def ticket(self, number: int) -> Ticket:
        return self.database.read_now(lambda conn: tickets.load(conn, number))

    def log(self, ticket: Ticket) -> list[str]:
        return [event.kind for event in self.database.read_now(lambda conn: tickets.log(conn, ticket.number))]

    def done(self) -> list[Act]:
        return [arrival.act for arrival in self.messenger.arrivals if arrival.is_done]

    def seen_by(self, address_id: str) -> list[str]:
        """What a person can read in a private chat: titles and texts, and copies by their id."""
        shown = []
        for act in self.done():
            if act.address.id != address_id:
                continue
            match act:
                case Send():
                    shown.append(f"{act.reply.title}\n{act.reply.text}".strip())
                case Copy():
                    shown.append(f"copy of {act.origin.id}/{act.message_id}")
                case Edit() | Delete() | OpenTopic() | CloseTopic():
                    pass
        return shown

    def topic(self, ticket: Ticket) -> list[str]:
        """What was sent into the topic after the card, in order."""
        sends = [act for act in self.done() if isinstance(act, Send) and act.address.thread == ticket.thread]
        return [act.reply.text for act in sends if act.address.id == GROUP.id][1:]

    def card(self, ticket: Ticket) -> str:
        """The card as it reads now."""
        place = Address(GROUP.channel, GROUP.id, ticket.thread)
        sent = next(act.reply for act in self.done() if isinstance(act, Send) and act.address == place)
        edits = [act.reply for act in self.done() if isinstance(act, Edit) and act.message_id == ticket.card]
        reply = edits[-1] if edits else sent
        return f"{reply.title}\n{reply.text}"

    def buttons(self, ticket: Ticket) -> list[Choice]:
        """Every button there is in the topic: those of the newest card, then those beneath words."""
        place = Address(GROUP.channel, GROUP.id, ticket.thread)
        sends = [act.reply for act in self.done() if isinstance(act, Send) and act.address == place]
        edits = [act.reply for act in self.done() if isinstance(act, Edit) and act.message_id == ticket.card]
        card = edits[-1] if edits else sends[0]
        return [choice for reply in (card, *sends[1:]) for choice in reply.choices]
