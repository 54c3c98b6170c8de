"""Which worker processes live: each holds a lease that it renews."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.storage import leases
from bot.storage.rows import lease

PREFIX: Final = "worker:"
# A worker that was not heard of for so long is gone; it speaks every ten seconds.
LEASE: Final = timedelta(seconds=30)


def here(conn: Connection, owner: str, now: datetime) -> None:
    """This process is a worker, and alive."""
    leases.acquire(conn, PREFIX + owner, owner, now, LEASE)


def gone(conn: Connection, owner: str) -> None:
    leases.release(conn, PREFIX + owner, owner)


def any_lives(conn: Connection, now: datetime) -> bool:
    found = select(lease.c.name).where(lease.c.name.startswith(PREFIX, autoescape=True), lease.c.until > now)
    return conn.execute(found.limit(1)).first() is not None
