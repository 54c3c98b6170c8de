"""The ledger of a broadcast: the next row to send, and what became of it.

pending -> sending -> sent | failed | skipped(reason) | unknown, or pending again. Consent is checked at the moment of
claiming. A row whose sender died, or whose answer was lost, is in doubt: sent once more, a second doubt is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, select, update

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
            _end(conn, _D.id == row.id, "skipped", now, reason=wish)
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
    is_there = and_(pace.c.channel == _D.channel, pace.c.address_id == _D.address_id)
    # Farther ahead than any wait of ours: the database's clock was set back meanwhile, and the wait is over.
    is_paced = and_(is_there, pace.c.next_at > seconds, pace.c.next_at < seconds + pacer.FARTHEST)
    # OPEN_DELIVERY is said as the partial index says it, so that both databases use that index.
    return conn.execute(
        select(delivery)
        .where(_D.broadcast_id == number, OPEN_DELIVERY, _D.state == "pending", _D.channel.in_(channels))
        .where(~exists().where(is_paced))
        .order_by(_D.id)
        .limit(1)
        .with_for_update(of=delivery, skip_locked=True)
    ).one_or_none()


def _wish(conn: Connection, row: Row[*tuple[object, ...]]) -> tuple[str, Wanted] | str:
    """What the person wants at this moment, and in which language; or why he gets nothing."""
    s, c = subscription.c, conversation.c
    is_there = and_(c.channel == s.channel, c.address_id == s.address_id)
    found = conn.execute(
        select(s.language, s.services, s.organisations, s.languages, s.ended_at, s.end_reason, c.blocked_at)
        .select_from(subscription.outerjoin(conversation, is_there))
        .where(s.contact_id == row.contact_id)
    ).one_or_none()
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
        "state": "sending",
        "lane": claimant.lane,
        "lease_owner": claimant.owner,
        "lease_until": now + claimant.lease,
        "attempts": attempts,
        "claimed_at": now,
    }
    conn.execute(update(delivery).where(_D.id == row.id).values(values))
    return _sending(row, way, attempts)


def _sending(row: Row[*tuple[object, ...]], way: Way, attempts: int) -> Sending:
    week, slot, language, wanted = way
    is_plain = row.reason == AS_PLAIN
    return Sending(row.id, week, slot, attempts, row.doubts, is_plain, language, wanted)


def _settle(conn: Connection, row: Sending, result: Result, now: datetime, lost: Lost) -> bool:
    match result:
        case Receipt(message_id=message_id):
            return _end(conn, _is_mine(row), "sent", now, message_id=message_id)
        case Blocked():
            return _block(conn, row, result.reason, now, lost)
        case Refused(why="markup") if not row.plain:
            return _again(conn, row, AS_PLAIN)
        case Refused(reason=reason):
            return _end(conn, _is_mine(row), "failed", now, reason=reason)
        case TryLater():
            return _delay(conn, row, result, now)
        case _:
            assert_never(result)


def _block(conn: Connection, row: Sending, reason: str, now: datetime, lost: Lost) -> bool:
    if not _end(conn, _is_mine(row), "skipped", now, reason=BLOCKED):
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
        return _end(conn, _is_mine(row), "unknown", now, reason=result.reason, doubts=doubts)
    if result.after is not None and not result.in_doubt:
        # The channel asked everybody to wait: that says nothing about this person, so it does not count as a try.
        return _again(conn, row, result.reason, attempts=row.attempts - 1)
    if row.attempts >= MOST_ATTEMPTS:
        state = "unknown" if doubts else "failed"
        return _end(conn, _is_mine(row), state, now, reason=result.reason, doubts=doubts)
    pacer.rest(conn, row.address, BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1])
    return _again(conn, row, result.reason, doubts=doubts)


def _again(conn: Connection, row: Sending, reason: str, **values: int) -> bool:
    kept = AS_PLAIN if row.plain else reason
    pending = {"state": "pending", "reason": kept, "lease_owner": None, "lease_until": None, **values}
    return conn.execute(update(delivery).where(_is_mine(row)).values(pending)).rowcount == 1


def _end(conn: Connection, which: ColumnElement[bool], state: str, now: datetime, **values: str | int | None) -> bool:
    ended = {"state": state, "reason": None, "done_at": now, "lease_owner": None, "lease_until": None, **values}
    return conn.execute(update(delivery).where(which).values(ended)).rowcount == 1


def _is_mine(row: Sending) -> ColumnElement[bool]:
    # The number of attempts tells this sending from a later one of the same row.
    is_same = and_(_D.lease_owner == row.slot.owner, _D.attempts == row.attempts)
    return and_(_D.id == row.id, _D.state == "sending", is_same)
