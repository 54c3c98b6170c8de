"""What must happen whoever runs the lanes: plan what is due, return what died, give up, finish, tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.broadcast import plan, report
from bot.calendar import WARSAW, is_quiet
from bot.storage import broadcasts, deliveries
from bot.storage.database import Connection
from bot.storage.deliveries import Lost

AT_ONCE: Final = 100  # rows that deliveries.abandoned gives back at a time
ROUNDS: Final = 100


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears of it, inside the same transaction. announce: a line to all staff, in `language`. lost: an address
    turned out to be unreachable."""

    announce: Callable[[Connection, str, datetime], None]
    lost: Lost
    language: str = "pl"
    zone: ZoneInfo = WARSAW


def sweep(conn: Connection, told: Told, now: datetime, *, demo: bool = False) -> None:
    """Once a minute, in one process. demo: the clock may plan sample data too."""
    given_up = plan.by_the_clock(conn, now, told.zone, demo=demo)
    if given_up is not None:
        told.announce(conn, report.dropped(given_up.week, told.language), now)
    close(conn, told, now)


def close(conn: Connection, told: Told, now: datetime) -> None:
    """Return what died, give up what is too late, finish what has no open row any more."""
    recover(conn, told, now)
    for each in broadcasts.unfinished(conn):
        broadcasts.too_late(conn, each.id, now)
        finish(conn, each.id, told, now)


def recover(conn: Connection, told: Told, now: datetime, owner: str | None = None) -> None:
    """Give back rows whose lane died; with an owner those of this process from before its restart."""
    for _ in range(ROUNDS):
        if deliveries.abandoned(conn, owner, now, told.lost) < AT_ONCE:
            return


def finish(conn: Connection, number: int, told: Told, now: datetime) -> bool:
    """End a broadcast that has no open row, and tell staff; True for the one who did."""
    counts = broadcasts.finish(conn, number, now)
    ended = broadcasts.numbered(conn, number)
    if counts is None or ended is None:
        return False
    told.announce(conn, report.finished(ended, counts, told.language), now)
    return True


def to_send(conn: Connection, now: datetime, zone: ZoneInfo) -> tuple[int, ...]:
    """The broadcasts that lanes should be sending at this moment; none in quiet hours."""
    if is_quiet(now, zone):
        return ()
    return tuple(each.id for each in broadcasts.unfinished(conn) if each.is_due(now))
