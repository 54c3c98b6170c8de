"""The standing of a contact on a channel, kept in three tables: conversation, flow_state and what tickets say.

The flow's state and data live under aiogram's key, so that an aiogram Dispatcher on the same database sees them:
in Telegram's private chats (bot, chat, chat, destiny "default"), on other channels (0, contact, contact, channel).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    case,
    delete,
    insert,
    or_,
    select,
    update,
)

from bot.conversation import Conversation, Subscribed
from bot.messages import Address
from bot.storage.columns import Instant
from bot.storage.rows import contact, conversation, flow_state, subscription, ticket
from bot.storage.statements import insert_new, upsert

OPEN = ("new", "taken", "answered", "reopened")
HELD = ("taken", "answered")
KEY = ("bot_id", "chat_id", "user_id", "thread_id", "business_connection_id", "destiny")


# Statements are built once: putting one together costs more than running it on SQLite.
AT = and_(
    conversation.c.channel == bindparam("at_channel", type_=Text),
    conversation.c.address_id == bindparam("at_id", type_=Text),
)
FIND = select(conversation).where(AT)
SAVE = (
    update(conversation)
    .where(AT, conversation.c.version == bindparam("old_version", type_=BigInteger))
    .values(
        {
            name: bindparam(name)
            for name in (
                *("language", "spoken", "misses", "question_id", "asked", "asked_at", "receipt_at"),
                *("consented", "seen_at", "version"),
            )
        }
    )
)
IS_KEY = and_(*(flow_state.c[name] == bindparam(f"key_{name}", type_=flow_state.c[name].type) for name in KEY))
FLOW = select(flow_state.c.state, flow_state.c.data).where(IS_KEY)
FLOW_LOCKED = FLOW.with_for_update()  # nobody moves it from here to the commit
CLEAR_FLOW = delete(flow_state).where(IS_KEY)
NOW = bindparam("now", type_=Instant)
CONTACT = bindparam("contact_id", type_=BigInteger)
IS_HELD = and_(
    ticket.c.state.in_(HELD),
    ticket.c.holder.is_not(None),
    or_(ticket.c.lease_until.is_(None), ticket.c.lease_until > NOW),
)
# Of several the one that an operator holds: what the person writes is for whoever talks with him.
FIRST_OPEN = (
    select(ticket.c.number, ticket.c.due_at, IS_HELD.label("held"))
    .where(ticket.c.contact_id == CONTACT, ticket.c.state.in_(OPEN))
    .order_by(case((IS_HELD, 0), else_=1), ticket.c.number.desc())
    .limit(1)
)
SUBSCRIBED = select(subscription).where(subscription.c.contact_id == CONTACT, subscription.c.ended_at.is_(None))


class Stale(Exception):
    """The conversation was changed since it was loaded: load it again and decide again."""


def load(conn: Connection, address: Address, now: datetime, bot_id: int = 0) -> Conversation:
    """The conversation with this address; contact and row are made for a new one. bot_id: Telegram's id of the bot."""
    place = {"at_channel": address.channel, "at_id": address.id}
    row = conn.execute(FIND, place).one_or_none()
    if row is None:
        _create(conn, address, now)
        row = conn.execute(FIND, place).one()
    state, data = _flow(conn, flow_key(address, row.contact_id, bot_id)) or (None, {})
    standing = _ticket(conn, row.contact_id, now)
    return Conversation(
        address=address,
        contact=row.contact_id,
        language=row.language,
        spoken=row.spoken,
        state=state,
        data=data,
        misses=row.misses,
        question=row.question_id,
        asked=row.asked or "",
        asked_at=row.asked_at,
        ticket=standing.number,
        ticket_due=standing.due_at,
        held=standing.held,
        receipt_at=row.receipt_at,
        subscription=_subscription(conn, row.contact_id),
        consented=row.consented,
        version=row.version,
    )


def save(conn: Connection, before: Conversation, after: Conversation, now: datetime, bot_id: int = 0) -> Conversation:
    """Write what changed from before to after, and give it back with its new version.

    ticket, held and subscription are not written: they follow from their own tables. Raises Stale when the
    conversation, or its flow's state or data, is not any more as `before` says.
    """
    changed = conn.execute(
        SAVE,
        {
            "at_channel": before.address.channel,
            "at_id": before.address.id,
            "old_version": before.version,
            "language": after.language,
            "spoken": after.spoken,
            "misses": after.misses,
            "question_id": after.question,
            "asked": after.asked,
            "asked_at": after.asked_at,
            "receipt_at": after.receipt_at,
            "consented": after.consented,
            "seen_at": now,
            "version": before.version + 1,
        },
    )
    if changed.rowcount != 1:
        raise Stale(f"conversation of contact {before.contact} is no longer version {before.version}")
    _save_flow(conn, flow_key(before.address, before.contact, bot_id), (before, after), now)
    return replace(after, version=before.version + 1)


def mark_blocked(conn: Connection, address: Address, reason: str, now: datetime) -> bool:
    """The person cannot be reached; True when that is news."""
    is_news = and_(_at(address), conversation.c.blocked_at.is_(None))
    values = {"blocked_at": now, "blocked_reason": reason}
    return conn.execute(update(conversation).where(is_news).values(values)).rowcount == 1


def mark_unblocked(conn: Connection, address: Address, now: datetime) -> bool:
    """The person can be reached again; True when that is news."""
    is_news = and_(_at(address), conversation.c.blocked_at.is_not(None))
    values = {"blocked_at": None, "blocked_reason": None, "seen_at": now}
    return conn.execute(update(conversation).where(is_news).values(values)).rowcount == 1


def is_blocked(conn: Connection, address: Address) -> bool:
    return conn.scalar(select(conversation.c.blocked_at).where(_at(address))) is not None


def is_held(conn: Connection, address: Address, now: datetime) -> bool:
    """Whether an operator has this conversation now."""
    contact_id = conn.scalar(select(conversation.c.contact_id).where(_at(address)))
    return contact_id is not None and _ticket(conn, contact_id, now).held


def reach(conn: Connection, contact_id: int) -> tuple[Address, str] | None:
    """Where a contact was seen last and which language is spoken there; None: gone, or blocked."""
    is_there = and_(conversation.c.contact_id == contact_id, conversation.c.blocked_at.is_(None))
    row = conn.execute(select(conversation).where(is_there).order_by(conversation.c.seen_at.desc()).limit(1)).first()
    return None if row is None else (Address(row.channel, row.address_id), row.language or row.spoken or "en")


def flow_key(address: Address, contact_id: int, bot_id: int) -> Mapping[str, int | str]:
    """aiogram's StorageKey as columns. Outside Telegram the contact's id stands for chat and user."""
    is_telegram = address.channel == "telegram"
    number = int(address.id) if is_telegram else contact_id
    return {
        "bot_id": bot_id if is_telegram else 0,
        "chat_id": number,
        "user_id": number,
        "thread_id": 0,
        "business_connection_id": "",
        "destiny": "default" if is_telegram else address.channel,
    }


def _at(address: Address) -> ColumnElement[bool]:
    return and_(conversation.c.channel == address.channel, conversation.c.address_id == address.id)


def _create(conn: Connection, address: Address, now: datetime) -> None:
    number = conn.execute(insert(contact).values(created_at=now).returning(contact.c.id)).scalar_one()
    values = {"channel": address.channel, "address_id": address.id, "contact_id": number, "created_at": now}
    if not insert_new(conn, conversation, values):  # another process was first
        conn.execute(delete(contact).where(contact.c.id == number))


def _flow(
    conn: Connection, key: Mapping[str, int | str], *, locked: bool = False
) -> tuple[str | None, Mapping[str, object]] | None:
    row = conn.execute(FLOW_LOCKED if locked else FLOW, _named(key)).one_or_none()
    if row is None:
        return None
    return row.state, row.data if isinstance(row.data, dict) else {}


def _save_flow(
    conn: Connection, key: Mapping[str, int | str], change: tuple[Conversation, Conversation], now: datetime
) -> None:
    before, after = change
    found = _flow(conn, key, locked=True)
    if (found or (None, {})) != (before.state, dict(before.data)):
        raise Stale(f"the flow of contact {before.contact} was moved by another program")
    if after.state is None and not after.data:
        if found is not None:
            conn.execute(CLEAR_FLOW, _named(key))
    elif (before.state, before.data) != (after.state, after.data):
        upsert(conn, flow_state, KEY, {**key, "state": after.state, "data": dict(after.data), "changed_at": now})


def _named(key: Mapping[str, int | str]) -> dict[str, int | str]:
    return {f"key_{name}": key[name] for name in KEY}


@dataclass(frozen=True, slots=True)
class Standing:
    """The open ticket that a contact's words are for, and whether an operator holds it."""

    number: int | None = None
    due_at: datetime | None = None
    held: bool = False


def _ticket(conn: Connection, contact_id: int, now: datetime) -> Standing:
    row = conn.execute(FIRST_OPEN, {"contact_id": contact_id, "now": now}).one_or_none()
    return Standing() if row is None else Standing(row.number, row.due_at, bool(row.held))


def _subscription(conn: Connection, contact_id: int) -> Subscribed | None:
    row = conn.execute(SUBSCRIBED, {"contact_id": contact_id}).one_or_none()
    if row is None:
        return None
    return Subscribed(tuple(row.services or ()), tuple(row.organisations or ()), tuple(row.languages or ()))
