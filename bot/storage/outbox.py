"""Acts not yet performed, and what became of each. Each row ends sent, failed, skipped or unknown.

Per address (channel, chat and topic) a row waits while an older one is unsent; live rows go before bulk ones. A row
whose sender died is in doubt: it is sent once more, and a second doubt ends it as unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from bot.acts import Act, Send
from bot.messages import Address
from bot.storage import pacer
from bot.storage.acts import dump_act, load_act
from bot.storage.bell import ring
from bot.storage.pacer import Slot, Wait
from bot.storage.parts import parts
from bot.storage.rows import outbox

UNSENT = ("ready", "sending")
# How many addresses are tried in one transaction when groups that used up their minute stand in front.
ADDRESSES = 20


PUT = insert(outbox).returning(outbox.c.id)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row taken for sending. attempts, doubts: how often it was begun (now included), how often in doubt before."""

    id: int
    act: Act
    slot: Slot
    attempts: int
    doubts: int
    bulk: bool
    due_at: datetime
    ref: str
    answers: str


@dataclass(frozen=True, slots=True)
class Done:
    """A row at its end: state is sent, failed, skipped or unknown. reason: the channel's words.

    `ready` only for a group that moved: the row goes on at its new id (the result is Refused with moved_to).
    """

    id: int
    act: Act
    state: str
    bulk: bool
    ref: str
    answers: str
    message_id: str | None = None
    reason: str = ""


def put(conn: Connection, act: Act, now: datetime, *, bulk: bool = False, ref: str = "", answers: str = "") -> int:
    """An act to be performed after the commit; its id. A reply too long for the channel becomes several rows in
    order, all with this ref, and the id is the last one's.

    ref: what it is about ("ticket:12:3"). answers: what it answers, by which a newer reply can withdraw it.
    """
    number = 0
    for one in _split(act):
        address = one.address
        values = {
            "channel": address.channel,
            "address_id": address.id,
            "thread": address.thread or 0,
            "act": dump_act(one),
            "bulk": bulk,
            "created_at": now,
            "due_at": now,
            "ref": ref,
            "answers": answers,
        }
        number = int(conn.execute(PUT, values).scalar_one())
    ring(conn)
    return number


def withdraw(conn: Connection, answers: str, now: datetime) -> int:
    """Take back the unsent rows that answer this; how many. One that is in doubt may have arrived: unknown."""
    if not answers:
        return 0
    is_unsent = and_(outbox.c.answers == answers, outbox.c.state == "ready")
    values = {"reason": "withdrawn", "done_at": now, "act": None}
    doubtful = conn.execute(update(outbox).where(is_unsent, outbox.c.doubts > 0).values(state="unknown", **values))
    return doubtful.rowcount + conn.execute(update(outbox).where(is_unsent).values(state="skipped", **values)).rowcount


def claim(conn: Connection, channel: str, owner: str, now: datetime, lease: timedelta) -> Outgoing | Wait | None:
    """The next row that may be sent now, with its slot; how long to wait for one; None when nothing is ready."""
    for _ in range(ADDRESSES):
        candidate = pacer.claimable(channel, now, pacer.moment(conn)).order_by(outbox.c.bulk, outbox.c.id).limit(1)
        number = conn.execute(candidate.with_for_update(of=outbox, skip_locked=True)).scalar()
        if number is None:
            break
        taken = _take(conn, int(number), owner, now, lease)
        if not isinstance(taken, Wait) or not taken.only_here:
            return taken
    seconds = pacer.until_next(conn, channel)
    return None if seconds is None else Wait(seconds)


def abandoned(conn: Connection, channel: str, owner: str | None, now: datetime) -> tuple[Outgoing, ...]:
    """Rows whose sender died: their lease ended, or they are this owner's own from before its restart."""
    is_over = outbox.c.lease_until <= now if owner is None else outbox.c.lease_owner == owner
    rows = conn.execute(
        select(outbox)
        .where(outbox.c.channel == channel, outbox.c.state == "sending", is_over)
        .order_by(outbox.c.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    found = []
    for row in rows:
        act = load_act(row.act)
        # What it leased comes back by its own end.
        found.append(_outgoing(row, act, Slot(act.address, (), (), row.lease_owner), row.attempts))
    return tuple(found)


def end(conn: Connection, row: Outgoing, done: Done, now: datetime) -> bool:
    """Note how it ended. False when the row was taken from this sender meanwhile: then nothing is noted."""
    values = {
        "state": done.state,
        "message_id": done.message_id,
        "reason": done.reason or None,
        "doubts": row.doubts,
        "done_at": now,
        "lease_owner": None,
        "lease_until": None,
    }
    return conn.execute(update(outbox).where(_is_mine(row)).values(values)).rowcount == 1


def again(conn: Connection, row: Outgoing, reason: str, *, doubts: int | None = None, act: Act | None = None) -> bool:
    """Make it ready once more, perhaps as another act. False when the row was taken from this sender meanwhile."""
    values: dict[str, object] = {"state": "ready", "reason": reason, "lease_owner": None, "lease_until": None}
    if doubts is not None:
        values["doubts"] = doubts
    if act is not None:
        values["act"] = dump_act(act)
    return conn.execute(update(outbox).where(_is_mine(row)).values(values)).rowcount == 1


def skip_rest(conn: Connection, address: Address, reason: str, now: datetime) -> tuple[Done, ...]:
    """Skip all ready rows of a channel's chat, in every topic: nobody is there any more."""
    return tuple(_skip(conn, row, reason, now) for row in _ready_at(conn, address))


def move(conn: Connection, address: Address, moved_to: str) -> int:
    """A group has a new id: its ready rows go there. How many."""
    rows = _ready_at(conn, address)
    for row in rows:
        act = load_act(row.act)
        moved = moved_act(act, moved_to)
        values = {"address_id": moved_to, "act": dump_act(moved)}
        conn.execute(update(outbox).where(outbox.c.id == row.id).values(values))
    return len(rows)


def moved_act(act: Act, moved_to: str) -> Act:
    """The same act at the group's new id."""
    return replace(act, address=replace(act.address, id=moved_to))


def unsent(conn: Connection, channels: Iterable[str], now: datetime) -> int:
    """How many rows of these channels are due and not at their end."""
    is_due = and_(outbox.c.channel.in_(tuple(channels)), outbox.c.state.in_(UNSENT), outbox.c.due_at <= now)
    return conn.scalar(select(func.count()).select_from(outbox).where(is_due)) or 0


def empty_ended(conn: Connection, before: datetime) -> int:
    """Forget the texts of rows that ended before this moment; how many."""
    is_old = and_(outbox.c.done_at < before, outbox.c.act.is_not(None))
    return conn.execute(update(outbox).where(is_old).values(act=None)).rowcount


def _take(conn: Connection, number: int, owner: str, now: datetime, lease: timedelta) -> Outgoing | Wait:
    row = conn.execute(select(outbox).where(outbox.c.id == number)).one()
    act = load_act(row.act)
    # The rows are ordered live first, so a bulk row is met only when no live one is ready.
    slot = pacer.lease_slot(conn, act.address, False, now, owner)
    if isinstance(slot, Wait):
        return slot
    attempts = row.attempts + 1
    values = {"state": "sending", "lease_owner": owner, "lease_until": now + lease, "attempts": attempts}
    conn.execute(update(outbox).where(outbox.c.id == row.id).values(values))
    return _outgoing(row, act, slot, attempts)


def _outgoing(row: Row[*tuple[object, ...]], act: Act, slot: Slot, attempts: int) -> Outgoing:
    return Outgoing(row.id, act, slot, attempts, row.doubts, row.bulk, row.due_at, row.ref, row.answers)


def _split(act: Act) -> tuple[Act, ...]:
    if not isinstance(act, Send):
        return (act,)
    return tuple(replace(act, reply=part) for part in parts(act.reply, act.address.channel))


def _ready_at(conn: Connection, address: Address) -> list[Row[*tuple[object, ...]]]:
    is_there = and_(outbox.c.channel == address.channel, outbox.c.address_id == address.id)
    rows = conn.execute(
        select(outbox).where(is_there, outbox.c.state == "ready").order_by(outbox.c.id).with_for_update()
    )
    return list(rows)


def _skip(conn: Connection, row: Row[*tuple[object, ...]], reason: str, now: datetime) -> Done:
    values = {"state": "skipped", "reason": reason, "done_at": now}
    conn.execute(update(outbox).where(outbox.c.id == row.id).values(values))
    return Done(row.id, load_act(row.act), "skipped", row.bulk, row.ref, row.answers, None, reason)


def _is_mine(row: Outgoing) -> ColumnElement[bool]:
    # The number of attempts tells this sending from a later one of the same row.
    return and_(
        outbox.c.id == row.id,
        outbox.c.state == "sending",
        outbox.c.attempts == row.attempts,
        or_(outbox.c.lease_owner == row.slot.owner, outbox.c.lease_owner.is_(None)),
    )
