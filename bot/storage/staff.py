"""The people of the desk and the one-time invitations by which they register. A token is kept only as its hash."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from bot.messages import Address
from bot.storage.rows import invitation, staff
from bot.tickets import Role, Staff

LASTS = timedelta(days=7)  # an invitation that nobody used by then is void


def invite(conn: Connection, name: str, role: Role, token: str, now: datetime) -> Staff:
    """A person of the desk, not yet registered on any channel. An open name is invited again, with the new role."""
    known = named(conn, name)
    if known is None:
        made = conn.execute(insert(staff).values(name=name, role=role).returning(staff.c.id))
        known = Staff(int(made.scalar_one()), name, role)
    conn.execute(
        insert(invitation).values(
            token_hash=_hash(token),
            name=name,
            role=role,
            created_at=now,
            expires_at=now + LASTS,
            staff_id=known.id,
        )
    )
    return Staff(known.id, name, role, known.address)


def register(conn: Connection, token: str, address: Address, now: datetime) -> Staff | None:
    """Use an invitation once: this address is now that person. None: unknown, used or expired."""
    is_good = and_(
        invitation.c.token_hash == _hash(token), invitation.c.used_at.is_(None), invitation.c.expires_at > now
    )
    used = conn.execute(
        update(invitation).where(is_good).values(used_at=now).returning(invitation.c.staff_id, invitation.c.role)
    ).one_or_none()
    if used is None:
        return None
    # Whoever had this address before is somebody else now, or the same person under another name.
    mine = and_(staff.c.channel == address.channel, staff.c.address_id == address.id, staff.c.id != used.staff_id)
    conn.execute(update(staff).where(mine).values(channel=None, address_id=None, removed_at=now))
    values = {"channel": address.channel, "address_id": address.id, "registered_at": now, "role": used.role}
    conn.execute(update(staff).where(staff.c.id == used.staff_id).values(**values, removed_at=None))
    return by_id(conn, used.staff_id)


def at(conn: Connection, address: Address) -> Staff | None:
    """Who is registered with this address (the private chat; Telegram's author id is the same)."""
    return _one(conn, and_(staff.c.channel == address.channel, staff.c.address_id == address.id))


def by_id(conn: Connection, number: int) -> Staff | None:
    return _one(conn, staff.c.id == number)


def named(conn: Connection, name: str) -> Staff | None:
    return _one(conn, staff.c.name == name)


def everyone(conn: Connection) -> tuple[Staff, ...]:
    """All people of the desk, invited or registered, by name."""
    rows = conn.execute(select(staff).where(staff.c.removed_at.is_(None)).order_by(staff.c.name, staff.c.id))
    return tuple(_staff(row) for row in rows)


def _one(conn: Connection, where: ColumnElement[bool]) -> Staff | None:
    row = conn.execute(select(staff).where(where, staff.c.removed_at.is_(None)).order_by(staff.c.id)).first()
    return None if row is None else _staff(row)


def _staff(row: Row[tuple[object, ...]]) -> Staff:
    address = Address(row.channel, row.address_id) if row.channel and row.address_id else None
    return Staff(row.id, row.name, Role(row.role), address)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
