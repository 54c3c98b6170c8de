"""The published weeks: every version is kept, the latest counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.storage.rows import timetable_version
from bot.timetable.week import Week, document, duties_of

_TRIES: Final = 5  # two publishers may want the same number; each loses at most once to each other one
_T: Final = timetable_version.c


class SampleRefused(Exception):
    """Sample data is not published unless that is allowed."""


def publish(conn: Connection, week: Week, by: str, now: datetime, *, allow_sample: bool = False) -> int:
    """Make a week's duties its newest version and tell its number, 1 for the first.

    The same duties again change nothing: the number of the standing version comes back. Raises SampleRefused.
    """
    if week.is_sample and not allow_sample:
        raise SampleRefused(f"{week.iso} is sample data")
    for attempt in range(_TRIES):
        standing = latest(conn, week.iso)
        if standing is not None and (standing.duties, standing.is_sample) == (week.duties, week.is_sample):
            return standing.number
        number = _highest(conn, week.iso) + 1
        try:
            with conn.begin_nested():
                conn.execute(insert(timetable_version).values(_values(week, number, by, now)))
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
        else:
            return number
    raise AssertionError("the loop returns or raises")


def latest(conn: Connection, week: str) -> Week | None:
    """The newest published version of a week. Raises WrongDocument when it cannot be read."""
    found = published(conn, week, week)
    return found[0] if found else None


def published(conn: Connection, first: str, last: str) -> tuple[Week, ...]:
    """The newest published version of each ISO week from first to last ('2026-W48'), in order.

    Raises WrongDocument when one cannot be read.
    """
    chosen = (_T.published_at.is_not(None), _T.week.between(first, last))
    newest = select(_T.week, func.max(_T.number).label("number")).where(*chosen).group_by(_T.week).subquery()
    rows = conn.execute(
        select(timetable_version)
        .join(newest, (_T.week == newest.c.week) & (_T.number == newest.c.number))
        .order_by(_T.week)
    )
    return tuple(_week(row) for row in rows)


def stamp(conn: Connection) -> tuple[int, datetime | None]:
    """Differs whenever something was published since: what was read before may then be old."""
    row = conn.execute(select(func.count(_T.published_at), func.max(_T.published_at))).one()
    return row[0], row[1]


def _highest(conn: Connection, week: str) -> int:
    """The highest number that a version of a week has, published or not; 0 for none."""
    return conn.execute(select(func.max(_T.number)).where(_T.week == week)).scalar() or 0


def _values(week: Week, number: int, by: str, now: datetime) -> dict[str, object]:
    return {
        "week": week.iso,
        "number": number,
        "imported_at": now,
        "imported_by": by,
        "published_at": now,
        "published_by": by,
        "is_sample": week.is_sample,
        "duties": document(week.duties),
        "note": week.note,
    }


def _week(row: Row[Any]) -> Week:
    return Week(
        iso=row.week,
        duties=duties_of(row.duties),
        is_sample=row.is_sample,
        number=row.number,
        published_at=row.published_at,
        published_by=row.published_by or "",
        note=row.note or "",
    )
