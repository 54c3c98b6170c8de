"""Questions and the one end that each of them comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, insert, select, update

from bot.conversation import Conversation, QuestionAsked
from bot.messages import Address
from bot.storage.rows import conversation, question, rating, ticket


def ask(conn: Connection, conversation: Conversation, event: QuestionAsked, now: datetime) -> int:
    """Write a question down, or lengthen the open one that it joins. Gives the question's id."""
    values = {
        "text": event.text,
        "language": event.language,
        "outcome": event.outcome,
        "article": event.article,
        "confidence": event.confidence,
        "ended_at": now if event.outcome else None,
    }
    if event.joins is not None:
        done = conn.execute(
            update(question).where(question.c.id == event.joins, question.c.outcome.is_(None)).values(values)
        )
        if done.rowcount == 1:
            return event.joins
    made = conn.execute(
        insert(question)
        .values(
            contact_id=conversation.contact,
            channel=conversation.address.channel,
            address_id=conversation.address.id,
            asked_at=now,
            **values,
        )
        .returning(question.c.id)
    )
    return int(made.scalar_one())


def end(conn: Connection, number: int, outcome: str, article: str | None, now: datetime) -> bool:
    """Give an open question its end. False: it had one already, and keeps it."""
    done = conn.execute(
        update(question)
        .where(question.c.id == number, question.c.outcome.is_(None))
        .values(outcome=outcome, article=article, ended_at=now)
    )
    return done.rowcount == 1


def without_end(conn: Connection, before: datetime) -> tuple[int, ...]:
    """The questions asked before a moment that came to no end: the query behind the promise."""
    found = conn.execute(
        select(question.c.id).where(question.c.outcome.is_(None), question.c.asked_at < before).order_by(question.c.id)
    )
    return tuple(found.scalars())


@dataclass(frozen=True, slots=True)
class Unended:
    """A question without an end: who asked it, in which language, the masked text."""

    id: int
    address: Address
    language: str
    text: str


def unasked(conn: Connection, after: datetime, until: datetime) -> tuple[Unended, ...]:
    """The newest questions of people who can be reached, asked in this span, without an end and not asked about yet.

    Nobody is asked while an operator holds his ticket.
    """
    is_newest = and_(
        conversation.c.channel == question.c.channel,
        conversation.c.address_id == question.c.address_id,
        conversation.c.question_id == question.c.id,
        conversation.c.blocked_at.is_(None),
    )
    is_held = exists().where(
        ticket.c.contact_id == question.c.contact_id, ticket.c.state == "taken", ticket.c.holder.is_not(None)
    )
    rows = conn.execute(
        select(question)
        .join(conversation, is_newest)
        .where(
            question.c.outcome.is_(None),
            question.c.reminded_at.is_(None),
            question.c.asked_at > after,
            question.c.asked_at <= until,
            ~is_held,
        )
        .order_by(question.c.id)
        .with_for_update(of=question, skip_locked=True)
    )
    return tuple(
        Unended(row.id, Address(row.channel, row.address_id), row.language or "en", row.text or "") for row in rows
    )


def mark_asked(conn: Connection, number: int, now: datetime) -> None:
    """The person was asked whether somebody should answer this one."""
    conn.execute(update(question).where(question.c.id == number).values(reminded_at=now))


def outcomes(conn: Connection) -> dict[str, int]:
    """How many questions ended how; "" counts those without an end."""
    found = conn.execute(select(func.coalesce(question.c.outcome, ""), func.count()).group_by(question.c.outcome))
    return {str(outcome): int(count) for outcome, count in found}


def rate(conn: Connection, article: str, *, helpful: bool, language: str, now: datetime) -> None:
    """Count a "helpful" or "not helpful"; nobody's name stands beside it."""
    conn.execute(insert(rating).values(article=article, helpful=helpful, language=language, at=now))
