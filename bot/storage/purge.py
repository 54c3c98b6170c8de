"""What is forgotten when. docs/privacy.md names the same lengths; a test compares them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, delete, or_, select, update

from bot.storage import inbox, outbox
from bot.storage.rows import conversation, flow_state, question, staff_task, ticket, ticket_event

RETENTION: Final = {
    "sent messages": timedelta(days=2),  # Telegram lets a bot take its own message back for 48 hours
    "questions": timedelta(days=30),  # the editors' weekly list reads four weeks
    "last question of a conversation": timedelta(hours=24),
    "flows that nobody finished": timedelta(days=7),  # their data holds what was said on the way
    "what people wrote about an article": timedelta(days=90),  # the editors' list reads a quarter
    "texts of ended tickets": timedelta(days=90),  # 7 days to reopen, then the desk's quarterly report
}


def purge(conn: Connection, now: datetime) -> dict[str, int]:
    """Forget what is past its retention. Gives how many rows of each kind were emptied."""
    return {
        "messages set aside": inbox.empty_set_aside(conn, now),
        "sent messages": outbox.empty_ended(conn, now - RETENTION["sent messages"]),
        "questions": _questions(conn, now - RETENTION["questions"]),
        "last question of a conversation": _last(conn, now - RETENTION["last question of a conversation"]),
        "flows that nobody finished": _flows(conn, now - RETENTION["flows that nobody finished"]),
        "what people wrote about an article": _words(conn, now - RETENTION["what people wrote about an article"]),
        "texts of ended tickets": _tickets(conn, now - RETENTION["texts of ended tickets"]),
    }


def _questions(conn: Connection, before: datetime) -> int:
    is_old = and_(question.c.asked_at < before, question.c.text.is_not(None), question.c.text != "")
    return conn.execute(update(question).where(is_old).values(text="")).rowcount


def _last(conn: Connection, before: datetime) -> int:
    is_old = and_(conversation.c.seen_at < before, conversation.c.asked.is_not(None), conversation.c.asked != "")
    return conn.execute(update(conversation).where(is_old).values(asked="", asked_at=None)).rowcount


def _flows(conn: Connection, before: datetime) -> int:
    return conn.execute(delete(flow_state).where(flow_state.c.changed_at < before)).rowcount


def _words(conn: Connection, before: datetime) -> int:
    is_old = and_(staff_task.c.opened_at < before, staff_task.c.reason.is_not(None), staff_task.c.kind == "feedback")
    return conn.execute(update(staff_task).where(is_old).values(reason=None)).rowcount


def _tickets(conn: Connection, before: datetime) -> int:
    ended = select(ticket.c.number).where(or_(ticket.c.closed_at < before, ticket.c.reopen_until < before))
    emptied = conn.execute(
        update(ticket_event).where(ticket_event.c.ticket.in_(ended), ticket_event.c.data.is_not(None)).values(data=None)
    )
    conn.execute(update(ticket).where(ticket.c.number.in_(ended)).values(bot_answer=""))
    return emptied.rowcount
