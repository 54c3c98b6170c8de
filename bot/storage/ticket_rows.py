"""A ticket read back from its row and the two ends of its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Connection, Row, func, select

from bot.messages import Address
from bot.storage.rows import ticket, ticket_event
from bot.tickets import Happening, Outcome, State, Ticket, TicketEvent


def standing_of(after: Ticket) -> dict[str, object]:
    """What an event keeps of the ticket after it, because the row has no column for it."""
    since = after.waiting_since.isoformat() if after.waiting_since else None
    return {"waiting_since": since, "delivered": after.delivered, "failure": after.failure}


def many(conn: Connection, where: ColumnElement[bool]) -> tuple[Ticket, ...]:
    """The tickets that fit, oldest first."""
    rows = conn.execute(select(ticket).where(where).order_by(ticket.c.number)).all()
    firsts, lasts = _ends_of_logs(conn, [row.number for row in rows])
    return tuple(_ticket(row, firsts.get(row.number, {}), lasts.get(row.number, {})) for row in rows)


Texts = dict[int, Mapping[str, object]]


def _ends_of_logs(conn: Connection, numbers: Sequence[int]) -> tuple[Texts, Texts]:
    """The first and the last event's data of each ticket."""
    if not numbers:
        return {}, {}
    bounds = (
        select(func.min(ticket_event.c.id).label("first"), func.max(ticket_event.c.id).label("last"))
        .where(ticket_event.c.ticket.in_(numbers))
        .group_by(ticket_event.c.ticket)
        .subquery()
    )
    return _texts(conn, bounds.c.first), _texts(conn, bounds.c.last)


def _texts(conn: Connection, ids: ColumnElement[int]) -> Texts:
    rows = conn.execute(select(ticket_event.c.ticket, ticket_event.c.data).where(ticket_event.c.id.in_(select(ids))))
    return {row.ticket: data_of(row.data) for row in rows}


def _ticket(row: Row[tuple[object, ...]], first: Mapping[str, object], last: Mapping[str, object]) -> Ticket:
    standing = data_of(last.get("standing"))
    since = standing.get("waiting_since")
    return Ticket(
        number=row.number,
        address=Address(row.channel, row.address_id),
        contact=row.contact_id,
        language=row.language or "",
        topic=row.topic or "",
        urgency=row.urgency,
        pseudonym=row.pseudonym,
        text=str(first.get("text") or ""),
        bot_answer=row.bot_answer or "",
        sensitive=row.sensitive,
        opened_at=row.created_at,
        due_at=row.due_at,
        state=State(row.state),
        holder=row.holder,
        waiting_since=datetime.fromisoformat(str(since)) if since else None,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        delivered=bool(standing.get("delivered")),
        failure=str(standing.get("failure") or ""),
        thread=row.topic_id,
        card=row.card_id,
    )


def event_of(row: Row[tuple[object, ...]]) -> TicketEvent:
    """A line of the log."""
    return TicketEvent(Happening(row.kind), row.at, row.staff_id, str(data_of(row.data).get("text") or ""))


def data_of(value: object) -> Mapping[str, object]:
    """A document column as a mapping; empty for NULL."""
    return cast(Mapping[str, object], value) if isinstance(value, dict) else {}
