"""All that is kept about one contact: shown to him, or erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from bot.messages import Address
from bot.storage.conversations import flow_key
from bot.storage.rows import (
    contact,
    conversation,
    delivery,
    flow_state,
    inbox,
    outbox,
    question,
    subscription,
    ticket,
    ticket_event,
)

TABLES = (conversation, question, subscription, ticket, delivery)


# Where staff talk about a ticket; their internal notes ("noted") are not the resident's either.
STAFF_ONLY = frozenset({"group_channel", "group_id", "topic_id", "card_id", "holder"})


def export(conn: Connection, number: int) -> dict[str, object]:
    """Every row that belongs to a contact, by table; for /mydata and `pomost contacts export`."""
    shown: dict[str, object] = {"contact": number}
    for table in TABLES:
        rows = conn.execute(select(table).where(table.c.contact_id == number))
        shown[table.name] = [
            {name: value for name, value in row._mapping.items() if value is not None and name not in STAFF_ONLY}
            for row in rows
        ]
    tickets = select(ticket.c.number).where(ticket.c.contact_id == number)
    events = conn.execute(
        select(ticket_event.c.ticket, ticket_event.c.at, ticket_event.c.kind, ticket_event.c.data)
        .where(ticket_event.c.ticket.in_(tickets), ticket_event.c.kind != "noted")
        .order_by(ticket_event.c.id)
    )
    shown["ticket_event"] = [
        {"ticket": row.ticket, "at": row.at, "kind": row.kind, "text": (row.data or {}).get("text", "")}
        for row in events
    ]
    flows = [
        {"state": row.state, "data": row.data}
        for address in _addresses(conn, number)
        for row in conn.execute(select(flow_state.c.state, flow_state.c.data).where(_flow_of(address, number)))
    ]
    return {**shown, "flow_state": flows}


def exists(conn: Connection, number: int) -> bool:
    found = conn.scalar(select(contact.c.id).where(contact.c.id == number, contact.c.erased_at.is_(None)))
    return found is not None


def erase(conn: Connection, number: int, now: datetime) -> bool:
    """Remove the texts, flow data, tickets and ledger rows of a contact. The number itself stays, empty.

    The last message that tells him so is kept until it is sent; what he writes after this is a new contact's. Handled
    messages and ended acts no longer say whose they were.
    """
    addresses = _addresses(conn, number)
    tickets = select(ticket.c.number).where(ticket.c.contact_id == number)
    conn.execute(delete(ticket_event).where(ticket_event.c.ticket.in_(tickets)))
    for table in (ticket, question, subscription, delivery):
        conn.execute(delete(table).where(table.c.contact_id == number))
    for address in addresses:
        conn.execute(delete(flow_state).where(_flow_of(address, number)))
        here = (inbox.c.channel == address.channel) & (inbox.c.address_id == address.id)
        is_over = or_(inbox.c.handled_at.is_not(None), inbox.c.set_aside_at.is_not(None))
        conn.execute(update(inbox).where(here, is_over).values(message=None, reason=None, address_id=""))
        sent = (outbox.c.channel == address.channel) & (outbox.c.address_id == address.id)
        conn.execute(
            update(outbox)
            .where(sent, outbox.c.done_at.is_not(None))
            .values(act=None, answers="", ref="", address_id="")
        )
    conn.execute(delete(conversation).where(conversation.c.contact_id == number))
    return conn.execute(update(contact).where(contact.c.id == number).values(erased_at=now)).rowcount == 1


def _addresses(conn: Connection, number: int) -> list[Address]:
    """Where a contact has written from."""
    is_his = conversation.c.contact_id == number
    rows = conn.execute(select(conversation.c.channel, conversation.c.address_id).where(is_his))
    return [Address(row.channel, row.address_id) for row in rows]


def _flow_of(address: Address, number: int) -> ColumnElement[bool]:
    """Every flow of this address, whichever bot it ran with."""
    key = flow_key(address, number, 0)
    return and_(*(flow_state.c[name] == key[name] for name in ("chat_id", "user_id", "destiny")))
