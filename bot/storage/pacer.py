"""The channel's limits, kept by rows that every process shares.

A slot is one permission to send: leased before the send, free again one second after the channel *answered* (a
minute for a group's slots). So no second holds more sends than there are slots, whatever the network does: tried,
29.8/s and no violation, where even spacing gave violations under load (house.md section 4).

All moments here are seconds of the database's own clock, so that processes on several machines agree; app.clock()
may stand still in a demonstration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    select,
    text,
    update,
)

from bot.messages import Address
from bot.storage.rows import outbox, pace, pause, slot
from bot.storage.statements import insert_new


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel allows: sends a second to all, seconds between two to one address, sends a minute to a group."""

    overall: int = 30
    between: float = 1.0
    group: int = 20


# Telegram: bots/faq, "Broadcasting to users": about 30 a second, one a second to a chat, 20 a minute to a group.
# A channel that is not here has no limits.
LIMITS: Mapping[str, Limits] = {"telegram": Limits()}
SECOND = 1.0
MINUTE = 60.0
# SQLite's clock counts milliseconds and cuts; this much more is waited than asked.
MARGIN = 0.005
# A slot whose holder died comes back after this; longer than any request may take.
LEASE = 60.0
FARTHEST = 2 * (LEASE + MINUTE)
OLDER = outbox.alias("older")  # made once: making it is a third of what a claim costs in Python
# How soon to ask again when the live replies of the moment have to go first.
AFTER_LIVE = 0.05


@dataclass(frozen=True, slots=True)
class Slot:
    """A permission to send one message to the address. Give it back with `release`."""

    address: Address
    ids: tuple[int, ...]
    groups: tuple[int, ...]
    owner: str


@dataclass(frozen=True, slots=True)
class Wait:
    """No permission before this many seconds have passed. only_here: others may be written to meanwhile."""

    seconds: float
    only_here: bool = False


def is_group(address: Address) -> bool:
    """Telegram's groups have negative ids."""
    return address.id.startswith("-")


def moment(conn: Connection) -> float:
    """Now, in seconds of the database's clock."""
    if conn.dialect.name == "postgresql":
        return float(conn.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0.0)
    # Julian days; the epoch began at 2440587.5 of them.
    return float(conn.scalar(text("SELECT (julianday('now') - 2440587.5) * 86400.0")) or 0.0)


def lease_slot(conn: Connection, address: Address, bulk: bool, now: datetime, owner: str) -> Slot | Wait:
    """A slot for one message to this address, or how long to wait. bulk waits while a live reply can go.

    now: app.clock()'s moment, by which live replies are due. Commit at once; then send; then `release`.
    """
    seconds = moment(conn)
    wait = _paused(conn, address.channel, seconds) or _resting(conn, address, seconds)
    if wait is not None:
        return wait
    if bulk and conn.execute(claimable(address.channel, now, seconds).where(~outbox.c.bulk).limit(1)).first():
        return Wait(AFTER_LIVE)
    limits = LIMITS.get(address.channel)
    if limits is None:
        return Slot(address, (), (), owner)
    overall = _free(conn, address.channel, "", limits.overall, seconds)
    if isinstance(overall, Wait):
        return overall
    groups: tuple[int, ...] = ()
    if is_group(address):
        group = _free(conn, address.channel, address.id, limits.group, seconds)
        if isinstance(group, Wait):
            rest(conn, address, group.seconds)  # its rows step aside for others until then
            return Wait(group.seconds, only_here=True)
        groups = (group,)
    return _take(conn, Slot(address, (overall,), groups, owner), seconds)


def release(conn: Connection, leased: Slot, ago: float = 0.0) -> None:
    """The channel answered `ago` seconds ago (of a monotonic clock): the slot is free a second, or minute, later."""
    limits = LIMITS.get(leased.address.channel)
    if limits is None:
        return
    answered = moment(conn) - max(ago, 0.0) + MARGIN
    for ids, window in ((leased.ids, SECOND), (leased.groups, MINUTE)):
        if ids:
            is_mine = and_(slot.c.id.in_(ids), slot.c.owner == leased.owner)
            conn.execute(update(slot).where(is_mine).values(owner=None, free_at=answered + window))
    next_at = answered + limits.between
    conn.execute(update(pace).where(_is_at(leased.address)).values(owner=None, next_at=next_at))


def rest(conn: Connection, address: Address, seconds: float) -> None:
    """Send nothing to this address for so long: the back-off of a send that did not get through."""
    _set_pace(conn, address, moment(conn) + seconds, None)


def stop_all(conn: Connection, channel: str, seconds: float, reason: str) -> None:
    """The channel asked for silence (Telegram's retry_after): nothing to anybody for so long."""
    until = moment(conn) + seconds + MARGIN
    values = {"channel": channel, "until": until, "reason": reason}
    if not insert_new(conn, pause, values):
        is_sooner = and_(pause.c.channel == channel, pause.c.until < until)
        conn.execute(update(pause).where(is_sooner).values(until=until, reason=reason))


def recover(conn: Connection, owner: str) -> None:
    """At the start of a process with the same name as a dead one: what that held is free a second, or minute, on.

    The dead one's request may have arrived a moment ago, so its slots count as used now.
    """
    seconds = moment(conn) + MARGIN
    is_mine = slot.c.owner == owner
    conn.execute(update(slot).where(is_mine, slot.c.scope == "").values(owner=None, free_at=seconds + SECOND))
    conn.execute(update(slot).where(is_mine, slot.c.scope != "").values(owner=None, free_at=seconds + MINUTE))
    conn.execute(update(pace).where(pace.c.owner == owner).values(owner=None, next_at=seconds + SECOND))


def claimable(channel: str, now: datetime, seconds: float) -> Select[int]:
    """The outbox rows of a channel that could be sent right now: due, first of their address, and not paced."""
    is_older = and_(
        OLDER.c.channel == outbox.c.channel,
        OLDER.c.address_id == outbox.c.address_id,
        OLDER.c.thread == outbox.c.thread,
        OLDER.c.id < outbox.c.id,
        OLDER.c.state.in_(("ready", "sending")),
    )
    is_paced = and_(
        pace.c.channel == outbox.c.channel,
        pace.c.address_id == outbox.c.address_id,
        _is_ahead(pace.c.next_at, seconds),
    )
    return select(outbox.c.id).where(
        outbox.c.channel == channel,
        outbox.c.state == "ready",
        outbox.c.due_at <= now,
        ~exists().where(is_older),
        ~exists().where(is_paced),
    )


def until_next(conn: Connection, channel: str) -> float | None:
    """Seconds until an address of the channel may be written to again; None when none has to wait."""
    seconds = moment(conn)
    has_row = exists().where(
        outbox.c.channel == pace.c.channel, outbox.c.address_id == pace.c.address_id, outbox.c.state == "ready"
    )
    is_paced = and_(pace.c.channel == channel, _is_ahead(pace.c.next_at, seconds))
    soonest = conn.scalar(select(func.min(pace.c.next_at)).where(is_paced, has_row))
    return None if soonest is None else float(soonest) - seconds


def _paused(conn: Connection, channel: str, seconds: float) -> Wait | None:
    until = conn.scalar(select(pause.c.until).where(pause.c.channel == channel, pause.c.until > seconds))
    return None if until is None else Wait(until - seconds)


def _resting(conn: Connection, address: Address, seconds: float) -> Wait | None:
    next_at = conn.scalar(select(pace.c.next_at).where(_is_at(address), _is_ahead(pace.c.next_at, seconds)))
    return None if next_at is None else Wait(next_at - seconds, only_here=True)


def _free(conn: Connection, channel: str, scope: str, number: int, seconds: float) -> int | Wait:
    """A free slot's id, locked until the commit. The rows are made when the first one is asked for."""
    of_scope = and_(slot.c.channel == channel, slot.c.scope == scope)
    free = (
        select(slot.c.id)
        .where(of_scope, ~_is_ahead(slot.c.free_at, seconds))
        .order_by(slot.c.free_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = conn.execute(free).scalar()
    if found is None and not conn.scalar(select(exists().where(of_scope))):
        for index in range(number):
            insert_new(conn, slot, {"channel": channel, "scope": scope, "number": index, "free_at": seconds})
        found = conn.execute(free).scalar()
    if found is not None:
        return int(found)
    soonest = conn.scalar(select(func.min(slot.c.free_at)).where(of_scope))
    return Wait(max((soonest or seconds) - seconds, MARGIN))


def _take(conn: Connection, wanted: Slot, seconds: float) -> Slot | Wait:
    if not _set_pace(conn, wanted.address, seconds + LEASE, wanted.owner, unless_after=seconds):
        return Wait(MARGIN, only_here=True)  # another process writes to this address at this moment
    for ids, window in ((wanted.ids, SECOND), (wanted.groups, MINUTE)):
        if ids:
            free_at = seconds + LEASE + window
            conn.execute(update(slot).where(slot.c.id.in_(ids)).values(owner=wanted.owner, free_at=free_at))
    return wanted


def _set_pace(
    conn: Connection, address: Address, next_at: float, owner: str | None, unless_after: float | None = None
) -> bool:
    values = {"next_at": next_at, "owner": owner}
    statement = update(pace).where(_is_at(address)).values(values)
    if unless_after is not None:
        statement = statement.where(~_is_ahead(pace.c.next_at, unless_after))
    changed = conn.execute(statement)
    if changed.rowcount == 1:
        return True
    return insert_new(conn, pace, {"channel": address.channel, "address_id": address.id, **values})


def _is_ahead(column: ColumnElement[float], seconds: float) -> ColumnElement[bool]:
    # Farther ahead than any wait of ours: the database's clock was set back meanwhile, and the wait is over.
    return and_(column > seconds, column < seconds + FARTHEST)


def _is_at(address: Address) -> ColumnElement[bool]:
    return and_(pace.c.channel == address.channel, pace.c.address_id == address.id)
