"""Which issue is due when, and planning it: by the clock on Sunday evening, or because a lead asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import WARSAW, days, instant, local, monday, week_after, week_of
from bot.storage import broadcasts
from bot.storage.broadcasts import Issue, Planned
from bot.storage.database import Connection

# product.md section 6: Sunday 18:00; when the week was not published by then, until Monday 12:00.
DUE_AT: Final = time(18)
DROPPED_AT: Final = time(12)
# As long as from Sunday 18:00 to Monday 12:00: a message of the week that is later than that is no use any more.
WINDOW: Final = timedelta(hours=18)
# An alarm about a week that was dropped longer ago than this tells nobody anything.
STALE: Final = timedelta(days=1)


class NotPlanned(Exception):
    """The week cannot be sent; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """The issue of a week: due on the Sunday before it, given up on its Monday."""

    week: str
    zone: ZoneInfo = WARSAW

    @property
    def name(self) -> str:
        return f"weekly:{self.week}"

    @property
    def due(self) -> datetime:
        return instant(monday(self.week) - timedelta(days=1), DUE_AT, self.zone)

    @property
    def dropped(self) -> datetime:
        return instant(monday(self.week), DROPPED_AT, self.zone)

    @property
    def over(self) -> datetime:
        """The end of its last day."""
        return instant(days(self.week)[-1] + timedelta(days=1), time(), self.zone)

    def issue(self, version_id: int | None, starts_at: datetime) -> Issue:
        return Issue(self.name, self.week, version_id, starts_at, max(self.dropped, starts_at + WINDOW))


def at_hand(now: datetime, zone: ZoneInfo = WARSAW) -> Weekly | None:
    """The issue whose moment has come and whose alarm is not stale yet; None on most days of the week."""
    this_week = week_of(local(now, zone).date())
    for week in (week_after(this_week), this_week):
        weekly = Weekly(week, zone)
        if weekly.due <= now < weekly.dropped + STALE:
            return weekly
    return None


def wanted(conn: Connection, weekly: Weekly, starts_at: datetime, now: datetime) -> Planned:
    """Plan a week because somebody asked for it, sample or not. Raises NotPlanned; planned before is no error."""
    standing = broadcasts.named(conn, weekly.name)
    if standing is not None and not standing.is_dropped:
        return Planned(standing, is_new=False)
    version = broadcasts.version_of(conn, weekly.week)
    if version is None:
        raise NotPlanned(f"the timetable of {weekly.week} is not published yet")
    if starts_at >= weekly.over and not version.is_sample:
        raise NotPlanned(f"{weekly.week} is over: nobody needs its timetable any more")
    return broadcasts.plan(conn, weekly.issue(version.id, starts_at), now)


def by_the_clock(conn: Connection, now: datetime, zone: ZoneInfo, *, demo: bool = False) -> Weekly | None:
    """Plan the issue that is due. Gives it back only when it was given up at this moment: then staff must be told.

    Sample data is sent by the clock only in a demonstration.
    """
    weekly = at_hand(now, zone)
    if weekly is None or broadcasts.named(conn, weekly.name) is not None:
        return None
    version = broadcasts.version_of(conn, weekly.week)
    is_there = version is not None and (demo or not version.is_sample)
    if now >= weekly.dropped:
        return weekly if broadcasts.drop(conn, weekly.issue(None, weekly.due), "not published", now) else None
    if version is not None and is_there:
        broadcasts.plan(conn, weekly.issue(version.id, weekly.due), now)
    return None
