"""One process at a time: a lease on a name, for polling and for sweeps."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, update

from bot.storage.rows import lease
from bot.storage.statements import insert_new


def acquire(conn: Connection, name: str, owner: str, now: datetime, length: timedelta) -> bool:
    """Take or renew the lease until now + length. False while somebody else's is live."""
    until = now + length
    mine_or_over = or_(lease.c.owner == owner, lease.c.until <= now)
    taken = conn.execute(update(lease).where(lease.c.name == name, mine_or_over).values(owner=owner, until=until))
    return taken.rowcount == 1 or insert_new(conn, lease, {"name": name, "owner": owner, "until": until})


def release(conn: Connection, name: str, owner: str) -> None:
    """Give it up before its end; nothing happens when it is somebody else's."""
    conn.execute(delete(lease).where(lease.c.name == name, lease.c.owner == owner))
