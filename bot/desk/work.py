"""What staff and residents do with a ticket, with all that follows: log, card, notice, reply. Inside a transaction.

Every function raises NotPossible, AlreadyTaken or NoSuchTicket and then has changed nothing that may be committed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.acts import Copy, Send
from bot.conversation import TicketAdded, TicketOpened
from bot.desk import card, notices
from bot.desk.room import Room
from bot.i18n import N_
from bot.masking import masked
from bot.messages import Address, Reply
from bot.storage import outbox, staff, tickets
from bot.storage.database import Connection
from bot.tickets import (
    Add,
    Close,
    Expire,
    HandOver,
    Happening,
    Lose,
    Note,
    NotPossible,
    Outcome,
    Release,
    Reopen,
    ReplyToResident,
    Staff,
    State,
    Ticket,
)
from bot.tickets.machine import EXPIRES

URGENT = N_("URGENT")
# Working time without a word of staff after which a taken ticket is free again (product.md section 5 names no length:
# half a working day is this project's own choice until the Point sets one).
SILENT = timedelta(hours=4)


def opened(
    conn: Connection,
    room: Room,
    who: tuple[int, Address],
    event: TicketOpened,
    moments: tuple[datetime | None, datetime],
) -> Ticket:
    """A new ticket of (contact, address), shown to staff. moments: due at, now."""
    due_at, now = moments
    ticket = tickets.open_ticket(conn, who, event, due_at, now)
    room.open_topic(conn, ticket, now)
    return ticket


def added(conn: Connection, room: Room, number: int, event: TicketAdded, now: datetime) -> Ticket | None:
    """The resident wrote or sent more. A ticket that was closed at this moment opens again; None: it stays closed."""
    media = [event.media] if event.media else []
    try:
        if tickets.load(conn, number).state is State.CLOSED:
            tickets.make(conn, number, Reopen(), now)
        ticket, _ = tickets.make(conn, number, Add(event.text), now, media=media)
    except NotPossible:
        return None
    to = _private(conn, ticket) if ticket.sensitive else room.topic(ticket)
    if to is not None:
        text = f"{ticket.pseudonym}: {event.text}" if event.text else ""
        text = f"{room.tr(URGENT)} · {text}" if event.urgent else text
        if text:
            outbox.put(conn, Send(to, Reply(text)), now, ref=f"ticket:{number}:word")
        for source in media:
            room.copy(conn, ticket, source, now, to)
    room.refresh(conn, ticket, now)
    return ticket


def take(conn: Connection, room: Room, number: int, by: Staff, now: datetime) -> Ticket:
    """Of many at once one gets it; the resident is told, and a sensitive text goes to the taker's own chat."""
    ticket = tickets.take(conn, number, by, now)
    _tell(conn, ticket, notices.taken(ticket, room.zone), now)
    room.refresh(conn, ticket, now)
    if ticket.sensitive:
        _show_in_private(conn, room, ticket, by, now)
    return ticket


def reply(conn: Connection, room: Room, number: int, by: Staff, text: str, now: datetime) -> Ticket:
    """Words for the resident go to the outbox; whether they arrive is said by results.py. The log keeps them masked."""
    ticket, event = tickets.make(conn, number, ReplyToResident(by, masked(text)), now)
    act = Send(ticket.address, notices.replied(ticket, text))
    outbox.put(conn, act, now, ref=f"ticket:{number}:reply:{event}")
    room.refresh(conn, ticket, now)
    return ticket


def pass_on(conn: Connection, room: Room, number: int, by: Staff, source: tuple[Address, str], now: datetime) -> Ticket:
    """A photo, voice or file of an operator, (chat, message id), goes to the resident under the neutral beginning."""
    origin, message_id = source
    ticket, event = tickets.make(conn, number, ReplyToResident(by, ""), now, media=[message_id])
    _tell(conn, ticket, Reply(notices.beginning(ticket), silent=True), now)
    outbox.put(conn, Copy(ticket.address, origin, message_id), now, ref=f"ticket:{number}:reply:{event}")
    room.refresh(conn, ticket, now)
    return ticket


def note(conn: Connection, number: int, by: Staff, text: str, now: datetime) -> Ticket:
    """An internal line: it stays."""
    return tickets.make(conn, number, Note(by, masked(text)), now)[0]


def close(conn: Connection, room: Room, number: int, step: Close, now: datetime) -> Ticket:
    """Close with an outcome; the resident is told unless nobody can reach him. Merged: into another open one of his."""
    if step.outcome is Outcome.MERGED:
        contact = tickets.load(conn, number).contact
        others = [str(other.number) for other in tickets.of_contact(conn, contact) if other.is_open]
        if step.line.strip() not in others or step.line.strip() == str(number):
            raise NotPossible(N_("merged needs the number of another open ticket of the same resident"))
    ticket, _ = tickets.make(conn, number, step, now)
    notice = notices.closed(ticket)
    if notice is not None:
        _tell(conn, ticket, notice, now)
    room.refresh(conn, ticket, now)
    return ticket


def release(conn: Connection, room: Room, number: int, by: Staff | None, now: datetime) -> Ticket:
    """Back to the queue."""
    ticket, _ = tickets.make(conn, number, Release(by), now)
    room.refresh(conn, ticket, now)
    return ticket


def hand_over(conn: Connection, room: Room, number: int, step: HandOver, now: datetime) -> Ticket:
    """Another person of the desk has it now."""
    ticket, _ = tickets.make(conn, number, step, now)
    room.refresh(conn, ticket, now)
    room.say(conn, ticket, room.tr(N_("No. {number} is now held by {name}."), number=number, name=step.to.name), now)
    if ticket.sensitive:
        _show_in_private(conn, room, ticket, step.to, now)
    return ticket


def lost(conn: Connection, room: Room, address: Address, reason: str, now: datetime) -> None:
    """The resident at this address cannot be reached: his open tickets end undeliverable and the holder is told."""
    for ticket in tickets.open_at(conn, address):
        ended, _ = tickets.make(conn, ticket.number, Lose(reason), now)
        room.refresh(conn, ended, now)
        line = room.tr(
            N_("Not delivered: the resident cannot be reached ({reason}). Closed as undeliverable."), reason=reason
        )
        holder = staff.by_id(conn, ended.holder) if ended.holder is not None else None
        room.say(conn, ended, f"{holder.name}: {line}" if holder else line, now)


def returned(conn: Connection, room: Room, contact: int, now: datetime) -> Ticket | None:
    """The resident is there again: the newest ticket that was undeliverable reopens by itself."""
    gone = [one for one in tickets.of_contact(conn, contact) if one.outcome is Outcome.UNDELIVERABLE]
    if not gone or gone[-1].state is not State.CLOSED:
        return None
    ticket, _ = tickets.make(conn, gone[-1].number, Reopen(), now)
    room.refresh(conn, ticket, now)
    room.say(conn, ticket, room.tr(N_("The resident is there again. No. {number} is open."), number=ticket.number), now)
    return ticket


def expire(conn: Connection, room: Room, now: datetime) -> int:
    """End the answered tickets whose residents were silent for seven days; how many. To be called now and then."""
    ended = 0
    for ticket in tickets.list_open(conn):
        if ticket.state is State.ANSWERED and ticket.answered_at is not None and now - ticket.answered_at >= EXPIRES:
            after, _ = tickets.make(conn, ticket.number, Expire(), now)
            room.refresh(conn, after, now)
            ended += 1
    return ended


def release_silent(conn: Connection, room: Room, now: datetime) -> int:
    """Tickets that were taken and then left alone go back to the queue, so that the resident waits for nobody in
    particular and the bot speaks again; how many. To be called now and then."""
    released = 0
    for ticket in tickets.list_open(conn):
        if ticket.state is not State.TAKEN or ticket.waiting_since is None:
            continue
        since = max(ticket.waiting_since, tickets.last_word(conn, ticket.number) or ticket.opened_at)
        if room.working_time_after(since, SILENT) > now:
            continue
        after = release(conn, room, ticket.number, None, now)
        line = room.tr(
            N_("Nobody has answered no. {number} for a long time: it is back in the queue."), number=after.number
        )
        room.say(conn, after, line, now)
        room.announce(conn, line, now)
        _tell(conn, after, notices.waits(after), now)
        released += 1
    return released


def words_of(conn: Connection, number: int) -> tuple[str, ...]:
    """What the resident added since the question, masked."""
    return tuple(event.text for event in tickets.log(conn, number) if event.kind is Happening.ADDED and event.text)


def _tell(conn: Connection, ticket: Ticket, notice: Reply, now: datetime) -> None:
    outbox.put(conn, Send(ticket.address, notice), now, ref=f"ticket:{ticket.number}:notice")


def _private(conn: Connection, ticket: Ticket) -> Address | None:
    holder = staff.by_id(conn, ticket.holder) if ticket.holder is not None else None
    return holder.address if holder else None


def _show_in_private(conn: Connection, room: Room, ticket: Ticket, to: Staff, now: datetime) -> None:
    """A sensitive ticket's text, all of it, in the chat of the one who has it with the bot."""
    if to.address is None:
        return
    ref = f"ticket:{ticket.number}:private"
    outbox.put(conn, Send(to.address, card.private(ticket, room.language)), now, ref=ref)
    for text in words_of(conn, ticket.number):
        outbox.put(conn, Send(to.address, Reply(text)), now, ref=ref)
    for source in tickets.media(conn, ticket.number):
        outbox.put(conn, Copy(to.address, ticket.address, source, caption=""), now, ref=ref)
