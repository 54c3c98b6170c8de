"""All that is kept about one contact: shown to him, or erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

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

TABLES = (conversation, question, subscription, ticket)


def export(conn: Connection, number: int) -> dict[str, object]:
    """Every row that belongs to a contact, by table; for /mydata and `pomost contacts export`."""
    shown: dict[str, object] = {"contact": number}
    for table in TABLES:
        rows = conn.execute(select(table).where(table.c.contact_id == number))
        shown[table.name] = [{name: value for name, value in row._mapping.items() if value is not None} for row in rows]
    tickets = select(ticket.c.number).where(ticket.c.contact_id == number)
    events = conn.execute(
        select(ticket_event.c.ticket, ticket_event.c.at, ticket_event.c.kind, ticket_event.c.data)
        .where(ticket_event.c.ticket.in_(tickets))
        .order_by(ticket_event.c.id)
    )
    shown["ticket_event"] = [
        {"ticket": row.ticket, "at": row.at, "kind": row.kind, "text": (row.data or {}).get("text", "")}
        for row in events
    ]
    return shown


def exists(conn: Connection, number: int) -> bool:
    found = conn.scalar(select(contact.c.id).where(contact.c.id == number, contact.c.erased_at.is_(None)))
    return found is not None


def erase(conn: Connection, number: int, now: datetime) -> bool:
    """Remove the texts, flow data, tickets and ledger rows of a contact. The number itself stays, empty.

    The last message that tells him so is kept until it is sent.
    """
    addresses = [
        Address(row.channel, row.address_id)
        for row in conn.execute(
            select(conversation.c.channel, conversation.c.address_id).where(conversation.c.contact_id == number)
        )
    ]
    tickets = select(ticket.c.number).where(ticket.c.contact_id == number)
    conn.execute(delete(ticket_event).where(ticket_event.c.ticket.in_(tickets)))
    for table in (ticket, question, subscription, delivery):
        conn.execute(delete(table).where(table.c.contact_id == number))
    for address in addresses:
        key = flow_key(address, number, 0)
        conn.execute(
            delete(flow_state).where(
                flow_state.c.chat_id == key["chat_id"],
                flow_state.c.user_id == key["user_id"],
                flow_state.c.destiny == key["destiny"],
            )
        )
        here = (inbox.c.channel == address.channel) & (inbox.c.address_id == address.id)
        conn.execute(update(inbox).where(here).values(message=None, reason=None))
        sent = (outbox.c.channel == address.channel) & (outbox.c.address_id == address.id)
        ended = or_(outbox.c.state == "sent", outbox.c.done_at.is_not(None))
        conn.execute(update(outbox).where(sent, ended).values(act=None, answers="", ref=""))
    conn.execute(delete(conversation).where(conversation.c.contact_id == number))
    return conn.execute(update(contact).where(contact.c.id == number).values(erased_at=now)).rowcount == 1
