"""What the staff should look at: an article past its review, an ended rule, a complaint."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.storage.rows import staff_task
from bot.storage.statements import insert_new


def open_task(conn: Connection, kind: str, article: str, reason: str, now: datetime) -> bool:
    """One open task a kind and article; False when there is one already."""
    return insert_new(conn, staff_task, {"kind": kind, "article": article, "reason": reason, "opened_at": now})


def add_to_task(conn: Connection, kind: str, article: str, reason: str, most: int = 4000) -> None:
    """One more reason for the task that is open already; at most so many characters in all, the newest are kept."""
    is_it = (staff_task.c.kind == kind) & (staff_task.c.article == article) & staff_task.c.done_at.is_(None)
    known = conn.execute(select(staff_task.c.reason).where(is_it)).scalar()
    conn.execute(update(staff_task).where(is_it).values(reason=f"{known or ''}\n{reason}".strip()[-most:]))


def done(conn: Connection, number: int, now: datetime) -> bool:
    """Close a task. False: there is no such open task."""
    is_open = (staff_task.c.id == number) & staff_task.c.done_at.is_(None)
    return conn.execute(update(staff_task).where(is_open).values(done_at=now)).rowcount == 1


def open_tasks(conn: Connection) -> tuple[tuple[int, str, str, str], ...]:
    """id, kind, article and reason of what is open, oldest first."""
    rows = conn.execute(select(staff_task).where(staff_task.c.done_at.is_(None)).order_by(staff_task.c.id))
    return tuple((row.id, row.kind, row.article, row.reason or "") for row in rows)
