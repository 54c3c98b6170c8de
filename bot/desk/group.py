"""The desk as the program sees it, and what staff write and press in the staff group."""

from __future__ import annotations

from datetime import datetime

from bot.acts import Result, Send
from bot.calendar import Hours
from bot.conversation import EmergencySeen, TicketAdded, TicketOpened
from bot.desk import presses, results, work
from bot.desk.danger import DANGERS
from bot.desk.room import Room
from bot.i18n import N_
from bot.messages import MEDIA, Address, Choice, Kind, Message, Reply
from bot.storage import outbox, staff, tickets
from bot.storage.database import Connection
from bot.storage.outbox import Done
from bot.tickets import Happening, Role, Staff, Ticket, TicketEvent

NOTE = "//"
NOT_REGISTERED = N_("you are not registered. Ask a lead for an invitation")
FREE = N_("nobody has taken no. {number} yet")
HELD = N_("{name} has no. {number}")
ENDED = N_("no. {number} is closed")
EDITED = N_("a change in an old message does not reach the resident. Write it again")
UNREADABLE = N_("this cannot be passed on")
ROLES = {Role.OPERATOR: N_("operator"), Role.EDITOR: N_("editor"), Role.LEAD: N_("lead")}


class Desk:
    """One for the program. Everything runs inside the caller's transaction; what is to be sent goes to the outbox.

    staff_chat: the forum group, None when there is none (then tickets are worked on in the terminal).
    language: what staff read. hours: when operators answer; without them two hours of the clock count as working.
    """

    def __init__(self, staff_chat: Address | None, language: str = "pl", hours: Hours | None = None) -> None:
        self.room = Room(staff_chat, language, hours)

    def opened(
        self, conn: Connection, who: tuple[int, Address], event: TicketOpened, due_at: datetime | None, now: datetime
    ) -> Ticket:
        """A question of (contact, address) for a person, shown to staff. Telling the resident is the caller's."""
        return work.opened(conn, self.room, who, event, (due_at, now))

    def added(self, conn: Connection, number: int, event: TicketAdded, now: datetime) -> Ticket | None:
        """Something more for an open ticket; one that was closed at this moment opens again. None: it stays closed."""
        return work.added(conn, self.room, number, event, now)

    def lost(self, conn: Connection, address: Address, reason: str, now: datetime) -> None:
        """The person blocked the bot or is gone: open tickets end as undeliverable, their holders are told."""
        work.lost(conn, self.room, address, reason, now)

    def returned(self, conn: Connection, contact: int, now: datetime) -> Ticket | None:
        """The person is there again: the newest undeliverable ticket reopens; None when there is none."""
        return work.returned(conn, self.room, contact, now)

    def erased(self, conn: Connection, contact: int, now: datetime) -> None:
        """Take what the desk wrote about a contact out of the staff group; call it before the tickets are erased."""
        for ticket in tickets.of_contact(conn, contact):
            self.room.clear(conn, ticket, now)

    def expire(self, conn: Connection, now: datetime) -> int:
        """The clock's sweep: answered, then seven days of silence; taken, then left alone. How many ended."""
        work.release_silent(conn, self.room, now)
        return work.expire(conn, self.room, now)

    def consequences(self, conn: Connection, done: Done, result: Result, now: datetime) -> None:
        """The outbox's hook: what an act's end means for tickets."""
        results.consequences(conn, self.room, done, result, now)

    def alarmed(self, conn: Connection, event: EmergencySeen, now: datetime, contact: int = 0) -> None:
        """All staff are told at once of an emergency: kind and language, never the text. contact: who may be offered a
        person by a button (product.md section 2)."""
        line = N_("EMERGENCY: {kind}, language {language}. The red card with the phones was sent.")
        kind = self.room.tr(DANGERS.get(event.kind, event.kind))
        offer = (Choice(f"desk:{presses.OFFER}:{contact}", self.room.tr(N_("Offer a person"))),) if contact else ()
        self.room.announce(conn, self.room.tr(line, kind=kind, language=event.language), now, offer)

    def registered(self, conn: Connection, address: Address, token: str, now: datetime) -> Reply:
        """Use a one-time invitation ("/start staff_<token>" in the private chat)."""
        person = staff.register(conn, token, address, now)
        if person is None:
            return Reply(self.room.tr(N_("This invitation is unknown, used or too old. Ask a lead for a new one.")))
        role = self.room.tr(ROLES[person.role])
        line = N_("You are registered as {name}, {role}. Open the staff group and take a ticket.")
        return Reply(self.room.tr(line, name=person.name, role=role))

    def staff_message(self, conn: Connection, message: Message, now: datetime) -> None:
        """A message or press in a group. Another group than the staff's is told one line when the bot is added."""
        chat = self.room.staff_chat
        if chat is None or message.address.id != chat.id:
            if message.kind is Kind.ADDED:
                line = self.room.tr(N_("I answer in private chats only. Write to me there."))
                outbox.put(conn, Send(message.address, Reply(line)), now)
            return
        person = staff.at(conn, Address(message.address.channel, message.author))
        if message.kind is Kind.CHOICE:
            presses.pressed(conn, self.room, message, person, now)
            return
        ticket = tickets.of_topic(conn, message.address) if message.address.thread is not None else None
        if ticket is not None:
            _written(conn, self.room, message, (ticket, person), now)


def _written(conn: Connection, room: Room, message: Message, who: tuple[Ticket, Staff | None], now: datetime) -> None:
    """A text or file in a ticket's topic: a note stays, the holder's words leave, others' are answered at once."""
    ticket, person = who
    text = message.text.strip()
    if text.startswith(NOTE):  # also beneath a picture
        if person is not None:
            work.note(conn, ticket.number, person, text.removeprefix(NOTE).strip(), now)
        return
    refusal = room.tr(NOT_REGISTERED) if person is None else _refusal(conn, room, message, ticket, person)
    if person is None or refusal:
        _not_sent(conn, room, message, (ticket, person, refusal), now)
    elif message.kind is Kind.TEXT:
        work.reply(conn, room, ticket.number, person, text, now)
    elif message.source is not None:
        work.pass_on(conn, room, ticket.number, person, (message.address, message.source), now)


def _refusal(conn: Connection, room: Room, message: Message, ticket: Ticket, person: Staff) -> str:
    """Why a registered person's message does not leave; "" when it does."""
    if message.kind is Kind.EDIT:
        return room.tr(EDITED)
    if message.kind is not Kind.TEXT and message.kind not in MEDIA:
        return room.tr(UNREADABLE)
    if not ticket.is_open:
        return room.tr(ENDED, number=ticket.number)
    if ticket.holder is None:
        return room.tr(FREE, number=ticket.number)
    if ticket.holder != person.id and person.role is not Role.LEAD:
        return room.tr(HELD, number=ticket.number, name=presses.name_of(conn, room, ticket.holder))
    return ""


def _not_sent(
    conn: Connection, room: Room, message: Message, why: tuple[Ticket, Staff | None, str], now: datetime
) -> None:
    """Answered at once, in the topic; where taking would help, one press takes the ticket and sends the words."""
    ticket, person, reason = why
    choices: tuple[Choice, ...] = ()
    if person is not None and ticket.is_open and ticket.holder is None:
        choices = (Choice(f"desk:take:{ticket.number}", room.tr(N_("Take"))),)
        if message.kind is Kind.TEXT:
            # As he wrote it, not masked: the words may still leave, with the phone of an office in them.
            line = TicketEvent(Happening.UNSENT, now, person.id, message.text.strip())
            event = tickets.add_event(conn, ticket, line)
            choices = (Choice(f"desk:send:{ticket.number}:{event}", room.tr(N_("Take and send"))),)
    room.say(conn, ticket, room.tr(N_("Not sent: {reason}."), reason=reason), now, choices)
