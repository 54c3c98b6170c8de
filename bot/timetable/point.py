"""Is the Point open now? The duties of the service `desk` in the published week say so, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.calendar import local, week_of
from bot.timetable.answer import nearest_duty
from bot.timetable.week import Week


@dataclass(frozen=True, slots=True)
class Open:
    """Open today: now when `since` has passed, else later today. Local times; until: the end of the last desk duty."""

    since: time
    until: time
    last_entry: time | None = None
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed for the rest of today. following: day and hour of the next opening within two weeks, if published."""

    following: tuple[date, time] | None = None
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class NotPublishedYet:
    """The week of today has no published timetable."""


PointToday = Open | Closed | NotPublishedYet


def point_today(weeks: Sequence[Week], now: datetime, zone: ZoneInfo) -> PointToday:
    """The Point's opening today. Several desk duties of a day: the ones not over count, as one."""
    today = local(now, zone).date()
    week = next((week for week in weeks if week.iso == week_of(today)), None)
    if week is None:
        return NotPublishedYet()
    spans = [duty for duty in week.on(today) if duty.is_desk and not duty.is_cancelled and not duty.is_over(now, zone)]
    if spans:
        last = max(spans, key=lambda duty: duty.end)
        return Open(min(duty.start for duty in spans), last.end, last.last_entry, week.is_sample)
    found = nearest_duty(weeks, now, zone)
    return Closed((found.coming[0].date, found.coming[0].start) if found else None, week.is_sample)
