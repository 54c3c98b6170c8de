"""Tickets and their append-only log. What a ticket stands at is its row; its texts, and whether a reply arrived, are
in the log: the first event holds the question, and every event the standing after it.

Texts are masked before they come here. An operator's unsent words are kept as he wrote them: he may still send them.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from bot.conversation import TicketOpened
from bot.messages import Address
from bot.storage.rows import outbox, ticket, ticket_event
from bot.storage.ticket_rows import data_of, event_of, many, standing_of
from bot.tickets import (
    Happening,
    Move,
    Staff,
    State,
    Take,
    Ticket,
    TicketEvent,
    move,
    opened,
)
from bot.tickets.machine import REOPENS

OPEN = (State.NEW, State.TAKEN, State.ANSWERED, State.REOPENED)
WAITING = (State.NEW, State.REOPENED)


class NoSuchTicket(LookupError):
    """There is no ticket of this number."""


class AlreadyTaken(Exception):
    """Somebody was first; `holder` is the id of who has it."""

    def __init__(self, number: int, holder: int | None) -> None:
        super().__init__(f"no. {number} is already taken")
        self.number = number
        self.holder = holder


def open_ticket(
    conn: Connection, who: tuple[int, Address], event: TicketOpened, due_at: datetime | None, now: datetime
) -> Ticket:
    """A new ticket of a contact (id, address) with its first line in the log. event's texts are masked."""
    contact, address = who
    made = conn.execute(
        insert(ticket)
        .values(
            contact_id=contact,
            channel=address.channel,
            address_id=address.id,
            pseudonym=event.pseudonym,
            language=event.language,
            topic=event.topic,
            urgency=event.urgency,
            sensitive=event.sensitive,
            state=State.NEW,
            due_at=due_at,
            created_at=now,
            changed_at=now,
            bot_answer=event.bot_answer,
        )
        .returning(ticket.c.number)
    )
    new = Ticket(
        number=int(made.scalar_one()),
        address=address,
        contact=contact,
        language=event.language,
        topic=event.topic,
        urgency=event.urgency,
        pseudonym=event.pseudonym,
        text=event.text,
        bot_answer=event.bot_answer,
        sensitive=event.sensitive,
        opened_at=now,
        due_at=due_at,
        waiting_since=now,
    )
    for line in opened(new):
        add_event(conn, new, line, media=list(event.media))
    return new


def load(conn: Connection, number: int) -> Ticket:
    """Raises NoSuchTicket."""
    return _one(conn, ticket.c.number == number, f"there is no ticket no. {number}")


def of_topic(conn: Connection, group: Address) -> Ticket | None:
    """The ticket whose topic this is."""
    is_here = and_(
        ticket.c.group_channel == group.channel, ticket.c.group_id == group.id, ticket.c.topic_id == group.thread
    )
    found = many(conn, is_here)
    return found[-1] if found else None


def of_contact(conn: Connection, contact: int) -> tuple[Ticket, ...]:
    """All tickets of a contact, oldest first."""
    return many(conn, ticket.c.contact_id == contact)


def open_at(conn: Connection, address: Address) -> tuple[Ticket, ...]:
    """The open tickets of this address, oldest first."""
    is_there = and_(ticket.c.channel == address.channel, ticket.c.address_id == address.id, ticket.c.state.in_(OPEN))
    return many(conn, is_there)


def list_open(conn: Connection) -> tuple[Ticket, ...]:
    """Every open ticket: earliest due first, those without a due moment last."""
    found = many(conn, ticket.c.state.in_(OPEN))
    return tuple(sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.opened_at, one.number)))


def waiting(conn: Connection, now: datetime) -> tuple[int, int]:
    """How many tickets nobody has taken, and how many of them are past their due moment."""
    is_free = ticket.c.state.in_(WAITING)
    free = conn.scalar(select(func.count()).select_from(ticket).where(is_free)) or 0
    late = conn.scalar(select(func.count()).select_from(ticket).where(is_free, ticket.c.due_at < now)) or 0
    return free, late


def take(conn: Connection, number: int, by: Staff, now: datetime) -> Ticket:
    """Of many at once one gets it: one UPDATE where nobody holds it. Raises AlreadyTaken, NotPossible, NoSuchTicket."""
    seen = load(conn, number)
    if seen.state is State.TAKEN or (seen.state is State.ANSWERED and seen.holder is not None):
        raise AlreadyTaken(number, seen.holder)
    taken, events = move(seen, Take(by), now)
    is_free = and_(ticket.c.number == number, ticket.c.holder.is_(None), ticket.c.state.in_(WAITING))
    values = {"holder": by.id, "state": State.TAKEN, "taken_at": now, "changed_at": now}
    if conn.execute(update(ticket).where(is_free).values(**values)).rowcount != 1:
        raise AlreadyTaken(number, conn.scalar(select(ticket.c.holder).where(ticket.c.number == number)))
    for event in events:
        add_event(conn, taken, event)
    return taken


def make(conn: Connection, number: int, step: Move, now: datetime, **more: object) -> tuple[Ticket, int]:
    """Any move: the ticket after it and the id of its event, which keeps `more` too.

    Raises NotPossible, AlreadyTaken, NoSuchTicket.
    """
    if isinstance(step, Take):
        after = take(conn, number, step.by, now)
        return after, last_event(conn, number)
    # Two moves of one ticket come one after the other: the second decides on what the first left.
    conn.execute(select(ticket.c.number).where(ticket.c.number == number).with_for_update())
    after, events = move(load(conn, number), step, now)
    _write(conn, after, now)
    ids = [add_event(conn, after, event, **more) for event in events]
    return after, ids[-1]


def add_event(conn: Connection, after: Ticket, event: TicketEvent, **more: object) -> int:
    """Append to the log of a ticket, with what it stands at after the event; the event's id."""
    data = {"text": event.text, "standing": standing_of(after), **more}
    values = {"ticket": after.number, "at": event.at, "kind": event.kind, "staff_id": event.by, "data": data}
    return int(conn.execute(insert(ticket_event).values(**values).returning(ticket_event.c.id)).scalar_one())


def log(conn: Connection, number: int) -> tuple[TicketEvent, ...]:
    """All that happened to a ticket, in order."""
    rows = conn.execute(select(ticket_event).where(ticket_event.c.ticket == number).order_by(ticket_event.c.id))
    return tuple(event_of(row) for row in rows)


def event(conn: Connection, number: int, event_id: int) -> TicketEvent | None:
    """One line of this ticket's log."""
    is_it = and_(ticket_event.c.id == event_id, ticket_event.c.ticket == number)
    row = conn.execute(select(ticket_event).where(is_it)).one_or_none()
    return None if row is None else event_of(row)


def last_event(conn: Connection, number: int) -> int:
    return int(conn.scalar(select(func.max(ticket_event.c.id)).where(ticket_event.c.ticket == number)) or 0)


def last_word(conn: Connection, number: int) -> datetime | None:
    """When staff last did something with a ticket."""
    is_theirs = and_(ticket_event.c.ticket == number, ticket_event.c.staff_id.is_not(None))
    last = select(ticket_event.c.at).where(is_theirs).order_by(ticket_event.c.id.desc()).limit(1)
    return conn.execute(last).scalar()


def media(conn: Connection, number: int) -> tuple[str, ...]:
    """The channel's ids of the messages that came with the question and are to be passed on."""
    rows = conn.execute(
        select(ticket_event.c.data)
        .where(ticket_event.c.ticket == number, ticket_event.c.kind.in_((Happening.OPENED, Happening.ADDED)))
        .order_by(ticket_event.c.id)
    )
    return tuple(str(one) for row in rows for one in cast(list[object], data_of(row.data).get("media") or []))


def place(conn: Connection, number: int, group: Address | None, card: str | None) -> None:
    """Remember the ticket's topic (None: it has none any more) and its card."""
    values = {
        "group_channel": group.channel if group else None,
        "group_id": group.id if group else None,
        "topic_id": group.thread if group else None,
        "card_id": card,
    }
    conn.execute(update(ticket).where(ticket.c.number == number).values(**values))


def speak(conn: Connection, contact: int, language: str) -> None:
    """From now on a resident reads about his open tickets in this language."""
    is_open = and_(ticket.c.contact_id == contact, ticket.c.state.in_(OPEN))
    conn.execute(update(ticket).where(is_open).values(language=language))


def hold_until(conn: Connection, number: int, moment: datetime | None) -> None:
    """The bot is silent for the resident of a held ticket until then; None: as long as it is held."""
    conn.execute(update(ticket).where(ticket.c.number == number).values(lease_until=moment))


def parts_of(conn: Connection, ref: str, except_id: int) -> dict[str, int]:
    """How many other rows of the outbox carry this ref, by state: a long reply is several rows."""
    rows = conn.execute(
        select(outbox.c.state, func.count())
        .where(outbox.c.ref == ref, outbox.c.id != except_id)
        .group_by(outbox.c.state)
    )
    return {str(state): int(count) for state, count in rows}


def written(conn: Connection, number: int, now: datetime) -> tuple[tuple[Address, str], ...]:
    """Where the bot wrote to staff about a ticket, (place, message id); the acts themselves are forgotten here, and
    those that wait are not performed any more."""
    is_of_it = outbox.c.ref.like(f"ticket:{number}:%")
    is_to_resident = and_(outbox.c.channel == ticket.c.channel, outbox.c.address_id == ticket.c.address_id)
    rows = conn.execute(
        select(outbox.c.id, outbox.c.channel, outbox.c.address_id, outbox.c.thread, outbox.c.message_id, outbox.c.ref)
        .join(ticket, ticket.c.number == number)
        .where(is_of_it, ~is_to_resident)
        .order_by(outbox.c.id)
    ).all()
    unsent = {"state": "skipped", "reason": "erased", "done_at": now}
    conn.execute(update(outbox).where(is_of_it, outbox.c.state == "ready").values(**unsent))
    conn.execute(update(outbox).where(is_of_it, outbox.c.done_at.is_not(None)).values(act=None))
    kept = [row for row in rows if row.message_id and row.ref.rpartition(":")[2] in {"card", "word", "private"}]
    return tuple((Address(row.channel, row.address_id, row.thread or None), row.message_id) for row in kept)


def _write(conn: Connection, after: Ticket, now: datetime) -> None:
    values = {
        "state": after.state,
        "outcome": after.outcome,
        "holder": after.holder,
        "answered_at": after.answered_at,
        "closed_at": after.closed_at,
        "reopen_until": after.closed_at + REOPENS if after.closed_at else None,
        "changed_at": now,
        "lease_until": None,
    }
    conn.execute(update(ticket).where(ticket.c.number == after.number).values(**values))


def _one(conn: Connection, where: ColumnElement[bool], otherwise: str) -> Ticket:
    found = many(conn, where)
    if not found:
        raise NoSuchTicket(otherwise)
    return found[0]
