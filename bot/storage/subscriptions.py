"""Who gets the week, in which language, and which part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from bot.conversation import Conversation, Subscribed
from bot.messages import Address
from bot.storage.rows import subscription


@dataclass(frozen=True, slots=True)
class Subscription:
    """A standing wish for the week. Empty services, organisations and languages mean the whole of it."""

    contact: int
    address: Address
    language: str
    services: tuple[str, ...]
    organisations: tuple[str, ...]
    languages: tuple[str, ...]
    since: datetime
    ended_at: datetime | None
    end_reason: str | None


def subscribe(conn: Connection, conversation: Conversation, wish: Subscribed, now: datetime) -> None:
    """Begin or change a subscription. The language is the one that the person reads now."""
    values = {
        "channel": conversation.address.channel,
        "address_id": conversation.address.id,
        "language": conversation.language or conversation.spoken or "en",
        "services": list(wish.services),
        "organisations": list(wish.organisations),
        "languages": list(wish.languages),
        "since": now,
        "ended_at": None,
        "end_reason": None,
    }
    whose = subscription.c.contact_id == conversation.contact
    if conn.execute(update(subscription).where(whose).values(values)).rowcount == 0:
        conn.execute(insert(subscription).values(contact_id=conversation.contact, **values))


def unsubscribe(conn: Connection, contact: int, reason: str, now: datetime) -> bool:
    """End a subscription; the row stays so that the person can be asked once whether to begin again."""
    done = conn.execute(
        update(subscription)
        .where(subscription.c.contact_id == contact, subscription.c.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
    )
    return done.rowcount == 1


def end_at(conn: Connection, address: Address, reason: str, now: datetime) -> bool:
    """End the subscription of an address that cannot be reached."""
    is_there = (subscription.c.channel == address.channel) & (subscription.c.address_id == address.id)
    done = conn.execute(
        update(subscription).where(is_there, subscription.c.ended_at.is_(None)).values(ended_at=now, end_reason=reason)
    )
    return done.rowcount == 1


def speak(conn: Connection, contact: int, language: str) -> None:
    """The week comes in the language that the person has chosen."""
    conn.execute(update(subscription).where(subscription.c.contact_id == contact).values(language=language))


def of_contact(conn: Connection, contact: int) -> Subscription | None:
    row = conn.execute(select(subscription).where(subscription.c.contact_id == contact)).one_or_none()
    return None if row is None else read(row)


def read(row: Row[tuple[object, ...]]) -> Subscription:
    """A row of the table as a value."""

    def words(stored: Sequence[str] | None) -> tuple[str, ...]:
        return tuple(stored or ())

    return Subscription(
        contact=row.contact_id,
        address=Address(row.channel, row.address_id),
        language=row.language,
        services=words(row.services),
        organisations=words(row.organisations),
        languages=words(row.languages),
        since=row.since,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )
