"""Broadcasts: planned once by name, a delivery a subscriber, finished only when no delivery is open.

A row runs while it is started, not stopped, not finished and its not_after lies ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage import figures
from bot.storage.columns import Instant
from bot.storage.figures import Counts
from bot.storage.rows import OPEN_DELIVERY, broadcast, conversation, delivery, subscription, timetable_version
from bot.storage.statements import insert_new

UNASKED: Final = {"console": "the terminal cannot be written to"}  # channels that only answer, and why
BLOCKED: Final = "blocked"
TOO_LATE: Final = "too late"
_B: Final = broadcast.c
_D: Final = delivery.c

_NOW: Final = bindparam("now", type_=Instant)
IS_RUNNING: Final = and_(
    _B.id == bindparam("number", type_=BigInteger),
    _B.finished_at.is_(None),
    _B.stopped_at.is_(None),
    _B.starts_at <= _NOW,
    _B.not_after > _NOW,
)
RUNNING: Final = select(_B.week).where(IS_RUNNING)  # asked for every message, so built once


@dataclass(frozen=True, slots=True)
class Issue:
    """What is to be sent. name: its key ("weekly:2026-W49"). starts_at, not_after: when sending begins and gives up."""

    name: str
    week: str
    version_id: int | None
    starts_at: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A planned issue as it stands."""

    id: int
    name: str
    week: str
    planned_at: datetime
    starts_at: datetime
    not_after: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    finished_at: datetime | None
    report: Mapping[str, object] | None

    @property
    def is_dropped(self) -> bool:
        """Given up before anything was planned."""
        return bool(self.report and "dropped" in self.report)

    def is_due(self, now: datetime) -> bool:
        """Lanes should be sending it now."""
        return self.finished_at is None and self.stopped_at is None and self.starts_at <= now < self.not_after


@dataclass(frozen=True, slots=True)
class Planned:
    """is_new: this call planned it; False: it was planned before and nothing was changed."""

    broadcast: Broadcast
    is_new: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The newest published version of a week."""

    id: int
    is_sample: bool


def version_of(conn: Connection, week: str) -> Version | None:
    """None: the week is not published."""
    t = timetable_version.c
    newest = select(t.id, t.is_sample).where(t.week == week, t.published_at.is_not(None)).order_by(t.number.desc())
    row = conn.execute(newest.limit(1)).one_or_none()
    return None if row is None else Version(row.id, bool(row.is_sample))


def plan(conn: Connection, issue: Issue, now: datetime) -> Planned:
    """A broadcast and a delivery for each current subscriber. The same name again changes nothing, unless it was
    dropped before."""
    values = _values(issue, now)
    is_new = insert_new(conn, broadcast, values)
    found = named(conn, issue.name)
    assert found is not None
    if not is_new and found.is_dropped:
        again = {**values, "finished_at": None, "report": None}
        is_new = conn.execute(update(broadcast).where(_B.id == found.id).values(again)).rowcount == 1
        found = numbered(conn, found.id) or found
    if is_new:
        _fan_out(conn, found.id, now)
    return Planned(found, is_new)


def drop(conn: Connection, issue: Issue, reason: str, now: datetime) -> bool:
    """Note that an issue will not be sent, without any delivery. True for the first who says so."""
    return insert_new(conn, broadcast, {**_values(issue, now), "finished_at": now, "report": {"dropped": reason}})


def named(conn: Connection, name: str) -> Broadcast | None:
    return _one(conn, _B.name == name)


def numbered(conn: Connection, number: int) -> Broadcast | None:
    return _one(conn, _B.id == number)


def newest(conn: Connection) -> Broadcast | None:
    """The one that was planned last."""
    row = conn.execute(select(broadcast).order_by(_B.id.desc()).limit(1)).one_or_none()
    return None if row is None else _read(row)


def unfinished(conn: Connection) -> tuple[Broadcast, ...]:
    rows = conn.execute(select(broadcast).where(_B.finished_at.is_(None)).order_by(_B.id))
    return tuple(_read(row) for row in rows)


def start(conn: Connection, number: int, now: datetime) -> bool:
    """The first lane begins: whoever subscribed since the plan gets a delivery too. True for the one who began."""
    begun = update(broadcast).where(IS_RUNNING, _B.started_at.is_(None))
    if conn.execute(begun, {"number": number, "now": now, "started_at": now}).rowcount == 0:
        return False
    _fan_out(conn, number, now)
    return True


def hasten(conn: Connection, number: int, now: datetime, not_after: datetime) -> bool:
    """Start a planned broadcast now instead of later; False when it had begun or ended."""
    is_ahead = and_(_B.id == number, _B.started_at.is_(None), _B.finished_at.is_(None), _B.starts_at > now)
    values = {"starts_at": now, "not_after": not_after}
    return conn.execute(update(broadcast).where(is_ahead).values(values)).rowcount == 1


def running(conn: Connection, number: int, now: datetime) -> str | None:
    """The week of a broadcast that should be sent at this moment; None when it should not."""
    return conn.scalar(RUNNING, {"number": number, "now": now})


def stop(conn: Connection, number: int, now: datetime) -> bool:
    """Claim nothing more until `resume`; what is being sent is still noted. False when there is nothing to stop."""
    is_going = and_(_B.id == number, _B.finished_at.is_(None), _B.stopped_at.is_(None))
    return conn.execute(update(broadcast).where(is_going).values(stopped_at=now)).rowcount == 1


def resume(conn: Connection, number: int) -> bool:
    """Go on after `stop`; False when it was not stopped, or is finished."""
    is_stopped = and_(_B.id == number, _B.finished_at.is_(None), _B.stopped_at.is_not(None))
    return conn.execute(update(broadcast).where(is_stopped).values(stopped_at=None)).rowcount == 1


def resend_failed(conn: Connection, number: int, not_after: datetime) -> int:
    """Make failed deliveries pending and open the broadcast again until not_after; how many. Nothing else is resent."""
    conn.execute(select(_B.id).where(_B.id == number).with_for_update())  # nobody finishes it meanwhile
    is_failed = and_(_D.broadcast_id == number, _D.state == "failed")
    values = {"state": "pending", "attempts": 0, "reason": None, "done_at": None}
    count = conn.execute(update(delivery).where(is_failed).values(values)).rowcount
    if count:
        later = case((_B.not_after > not_after, _B.not_after), else_=literal(not_after, _B.not_after.type))
        again = {"finished_at": None, "stopped_at": None, "not_after": later}
        conn.execute(update(broadcast).where(_B.id == number).values(again))
    return count


def too_late(conn: Connection, number: int, now: datetime) -> int:
    """Past not_after: skip what is still pending; how many."""
    is_over = select(_B.id).where(_B.id == number, _B.finished_at.is_(None), _B.not_after <= now)
    is_pending = and_(_D.broadcast_id.in_(is_over), _D.state == "pending")
    values = {"state": "skipped", "reason": TOO_LATE, "done_at": now}
    return conn.execute(update(delivery).where(is_pending).values(values)).rowcount


def finish(conn: Connection, number: int, now: datetime) -> Counts | None:
    """The report, for the one caller who finished it; None while a delivery is open, or when it was finished before."""
    may_end = and_(_B.id == number, _B.finished_at.is_(None), or_(_B.started_at.is_not(None), _B.not_after <= now))
    if conn.execute(select(_B.id).where(may_end).with_for_update()).first() is None or has_open(conn, number):
        return None
    found = figures.counts(conn, number)
    values = {"finished_at": now, "report": found.document()}
    return found if conn.execute(update(broadcast).where(may_end).values(values)).rowcount == 1 else None


def has_open(conn: Connection, number: int) -> bool:
    """Whether a delivery is pending or being sent."""
    return conn.execute(select(_D.id).where(_D.broadcast_id == number, OPEN_DELIVERY).limit(1)).first() is not None


def _values(issue: Issue, now: datetime) -> dict[str, object]:
    return {
        "name": issue.name,
        "kind": issue.name.partition(":")[0],
        "week": issue.week,
        "version_id": issue.version_id,
        "planned_at": now,
        "starts_at": issue.starts_at,
        "not_after": issue.not_after,
    }


def _fan_out(conn: Connection, number: int, now: datetime) -> None:
    """A delivery for each current subscriber who has none; those who cannot be reached are skipped at once."""
    dialect = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    columns = ["broadcast_id", "contact_id", "channel", "address_id", "language", "state", "reason", "done_at"]
    statement = dialect(delivery).from_select(columns, _subscribers(number, now))
    conn.execute(statement.on_conflict_do_nothing(index_elements=["broadcast_id", "contact_id"]))


def _subscribers(number: int, now: datetime) -> Select[*tuple[object, ...]]:
    s, c = subscription.c, conversation.c
    is_there = and_(c.channel == s.channel, c.address_id == s.address_id)
    unreachable = [(s.channel == channel, literal(why)) for channel, why in UNASKED.items()]
    reason = case(*unreachable, (c.blocked_at.is_not(None), literal(BLOCKED)))
    is_out = or_(s.channel.in_(tuple(UNASKED)), c.blocked_at.is_not(None))
    return (
        select(
            literal(number, _B.id.type),
            s.contact_id,
            s.channel,
            s.address_id,
            func.coalesce(s.language, c.language, "en"),
            case((is_out, "skipped"), else_="pending"),
            reason,
            case((is_out, literal(now, _D.done_at.type))),
        )
        .select_from(subscription.outerjoin(conversation, is_there))
        .where(s.ended_at.is_(None))
        .order_by(s.id)
    )


def _one(conn: Connection, which: ColumnElement[bool]) -> Broadcast | None:
    row = conn.execute(select(broadcast).where(which)).one_or_none()
    return None if row is None else _read(row)


def _read(row: Row[*tuple[object, ...]]) -> Broadcast:
    fields = ("starts_at", "not_after", "started_at", "stopped_at", "finished_at", "report")
    return Broadcast(row.id, row.name, row.week or "", row.planned_at, *(getattr(row, name) for name in fields))
