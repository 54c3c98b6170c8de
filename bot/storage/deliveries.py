"""The ledger of a broadcast: the next row to send, and what became of it.

pending -> sending -> sent | failed | skipped(reason) | unknown, or pending again. Consent is checked at the moment of
claiming. A row whose sender died, or whose answer was lost, is in doubt: sent once more, a second doubt is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from sqlalchemy import BigInteger, Connection, Float, Integer, Row, Text, and_, bindparam, exists, select, update

from bot.acts import Blocked, Receipt, Refused, Result, TryLater
from bot.messages import Address
from bot.storage import broadcasts, conversations, pacer, subscriptions
from bot.storage.broadcasts import BLOCKED
from bot.storage.pacer import Slot, Wait
from bot.storage.rows import OPEN_DELIVERY, conversation, delivery, pace, subscription
from bot.timetable.weekly import Wanted

# What else follows when an address turns out to be unreachable: open tickets end as undeliverable.
Lost = Callable[[Connection, Address, str, datetime], None]

ROWS: Final = 50  # how many rows one claim may skip before it commits
NOTHING_NOW: Final = 0.5  # seconds until a lane looks again when all open rows rest or are being sent
MOST_DOUBTS: Final = 2
MOST_ATTEMPTS: Final = 8  # tries that surely did not get through; with BACK_OFF about four minutes
BACK_OFF: Final = (
    1.0,
    2.0,
    4.0,
    8.0,
    15.0,
    30.0,
    60.0,
    120.0,
)  # seconds of rest after the n-th try; the last from then
AS_PLAIN: Final = "markup refused, as plain text"
NOT_SUBSCRIBED: Final = "not subscribed any more"
STOPPED: Final = TryLater("the program stopped while sending", in_doubt=True)
_D: Final = delivery.c

# The statements of every message are built once; building them costs more than running them.
_PENDING: Final = and_(
    _D.broadcast_id == bindparam("number", type_=BigInteger),
    OPEN_DELIVERY,  # as the partial index says it, so that both databases use that index
    _D.state == "pending",
    _D.channel.in_(bindparam("channels", expanding=True)),
)
_IS_PACED: Final = and_(
    pace.c.channel == _D.channel,
    pace.c.address_id == _D.address_id,
    pace.c.next_at > bindparam("seconds", type_=Float),
    # Farther ahead than any wait of ours: the database's clock was set back meanwhile, and the wait is over.
    pace.c.next_at < bindparam("farthest", type_=Float),
)
NEXT: Final = (
    select(delivery)
    .where(_PENDING, ~exists().where(_IS_PACED))
    .order_by(_D.id)
    .limit(1)
    .with_for_update(of=delivery, skip_locked=True)
)
_S, _C = subscription.c, conversation.c
WISH: Final = (
    select(_S.language, _S.services, _S.organisations, _S.languages, _S.ended_at, _S.end_reason, _C.blocked_at)
    .select_from(subscription.outerjoin(conversation, and_(_C.channel == _S.channel, _C.address_id == _S.address_id)))
    .where(_S.contact_id == bindparam("contact", type_=BigInteger))
)
TAKE: Final = update(delivery).where(_D.id == bindparam("row", type_=BigInteger))
MINE: Final = update(delivery).where(
    _D.id == bindparam("row", type_=BigInteger),
    _D.state == "sending",
    _D.lease_owner == bindparam("owner", type_=Text),
    # The number of attempts tells this sending from a later one of the same row.
    _D.attempts == bindparam("tries", type_=Integer),
)

Way = tuple[str, Slot, str, Wanted]  # week, slot, language, choice


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who claims. owner: a process, by a name that its next start may bear but no other at the same time.
    channels: those it can send on. lease: after this time without a word it is dead."""

    owner: str
    lane: int
    channels: tuple[str, ...]
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Sending:
    """A row taken for sending. attempts: how often it was begun, now included. plain: the markup was refused before."""

    id: int
    week: str
    slot: Slot
    attempts: int
    doubts: int
    plain: bool
    language: str
    wanted: Wanted

    @property
    def address(self) -> Address:
        return self.slot.address


def claim(conn: Connection, number: int, claimant: Claimant, now: datetime) -> Sending | Wait | None:
    """The next row of a broadcast with its slot; how long to wait; None when there is nothing to do any more:
    all rows ended, or the broadcast was stopped, is over or not yet due."""
    week = broadcasts.running(conn, number, now)
    if week is None:
        return None
    for _ in range(ROWS):
        row = _next(conn, number, claimant.channels)
        if row is None:
            return Wait(NOTHING_NOW) if broadcasts.has_open(conn, number) else None
        wish = _wish(conn, row)
        if isinstance(wish, str):
            conn.execute(TAKE, {"row": row.id, "state": "skipped", "reason": wish, "done_at": now})
            continue
        slot = pacer.lease_slot(conn, Address(row.channel, row.address_id), True, now, claimant.owner)
        if not isinstance(slot, Wait):
            return _take(conn, row, (week, slot, *wish), claimant, now)
        if not slot.only_here:
            return slot
    return Wait(0.0)


def note(conn: Connection, row: Sending, result: Result, ago: float, now: datetime, lost: Lost) -> bool:
    """What the channel answered `ago` seconds ago. False when the row was given to another lane meanwhile."""
    pacer.release(conn, row.slot, ago)
    return _settle(conn, row, result, now, lost)


def abandoned(conn: Connection, owner: str | None, now: datetime, lost: Lost) -> int:
    """Rows whose lane died: their lease ended, or they are this owner's own from before its restart. They are in
    doubt. How many; at most 100 at a time."""
    is_over = _D.lease_until <= now if owner is None else _D.lease_owner == owner
    found = conn.execute(
        select(delivery)
        .where(OPEN_DELIVERY, _D.state == "sending", is_over)
        .order_by(_D.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    for row in found:
        # What it leased comes back by its own end.
        slot = Slot(Address(row.channel, row.address_id), (), (), row.lease_owner or "")
        sending = _sending(row, ("", slot, row.language, Wanted()), row.attempts)
        _settle(conn, sending, STOPPED, now, lost)
    return len(found)


def _next(conn: Connection, number: int, channels: tuple[str, ...]) -> Row[*tuple[object, ...]] | None:
    seconds = pacer.moment(conn)
    values = {"number": number, "channels": channels, "seconds": seconds, "farthest": seconds + pacer.FARTHEST}
    return conn.execute(NEXT, values).one_or_none()


def _wish(conn: Connection, row: Row[*tuple[object, ...]]) -> tuple[str, Wanted] | str:
    """What the person wants at this moment, and in which language; or why he gets nothing."""
    found = conn.execute(WISH, {"contact": row.contact_id}).one_or_none()
    if found is None or found.ended_at is not None:
        return (found and found.end_reason) or NOT_SUBSCRIBED
    if found.blocked_at is not None:
        return BLOCKED
    wanted = Wanted(tuple(found.services or ()), tuple(found.organisations or ()), tuple(found.languages or ()))
    return found.language or row.language or "en", wanted


def _take(
    conn: Connection,
    row: Row[*tuple[object, ...]],
    way: Way,
    claimant: Claimant,
    now: datetime,
) -> Sending:
    attempts = row.attempts + 1
    values = {
        "row": row.id,
        "state": "sending",
        "lane": claimant.lane,
        "lease_owner": claimant.owner,
        "lease_until": now + claimant.lease,
        "attempts": attempts,
        "claimed_at": now,
    }
    conn.execute(TAKE, values)
    return _sending(row, way, attempts)


def _sending(row: Row[*tuple[object, ...]], way: Way, attempts: int) -> Sending:
    week, slot, language, wanted = way
    is_plain = row.reason == AS_PLAIN
    return Sending(row.id, week, slot, attempts, row.doubts, is_plain, language, wanted)


def _settle(conn: Connection, row: Sending, result: Result, now: datetime, lost: Lost) -> bool:
    match result:
        case Receipt(message_id=message_id):
            return _end(conn, row, "sent", now, message_id=message_id)
        case Blocked():
            return _block(conn, row, result.reason, now, lost)
        case Refused(why="markup") if not row.plain:
            return _again(conn, row, AS_PLAIN)
        case Refused(reason=reason):
            return _end(conn, row, "failed", now, reason=reason)
        case TryLater():
            return _delay(conn, row, result, now)
        case _:
            assert_never(result)


def _block(conn: Connection, row: Sending, reason: str, now: datetime, lost: Lost) -> bool:
    if not _end(conn, row, "skipped", now, reason=BLOCKED):
        return False
    conversations.mark_blocked(conn, row.address, reason, now)
    subscriptions.end_at(conn, row.address, BLOCKED, now)
    lost(conn, row.address, reason, now)
    return True


def _delay(conn: Connection, row: Sending, result: TryLater, now: datetime) -> bool:
    if result.after is not None:
        pacer.stop_all(conn, row.address.channel, result.after, result.reason)
    doubts = row.doubts + int(result.in_doubt)
    if doubts >= MOST_DOUBTS and result.in_doubt:
        return _end(conn, row, "unknown", now, reason=result.reason, doubts=doubts)
    if result.after is not None and not result.in_doubt:
        # The channel asked everybody to wait: that says nothing about this person, so it does not count as a try.
        return _again(conn, row, result.reason, attempts=row.attempts - 1)
    if row.attempts >= MOST_ATTEMPTS:
        state = "unknown" if doubts else "failed"
        return _end(conn, row, state, now, reason=result.reason, doubts=doubts)
    pacer.rest(conn, row.address, BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1])
    return _again(conn, row, result.reason, doubts=doubts)


def _again(conn: Connection, row: Sending, reason: str, **values: int) -> bool:
    kept = AS_PLAIN if row.plain else reason
    return _change(conn, row, {"state": "pending", "reason": kept, **values})


def _end(conn: Connection, row: Sending, state: str, now: datetime, **values: str | int | None) -> bool:
    return _change(conn, row, {"state": state, "reason": None, "done_at": now, **values})


def _change(conn: Connection, row: Sending, values: Mapping[str, object]) -> bool:
    """False when the row was given to another lane meanwhile: then nothing is changed."""
    mine = {"row": row.id, "owner": row.slot.owner, "tries": row.attempts}
    found = conn.execute(MINE, {**mine, "lease_owner": None, "lease_until": None, **values})
    return found.rowcount == 1
