"""Days and hours at the Point: ISO weeks, local time and instants, quiet hours, when operators answer.

Everything is a value; `now` is an aware instant and the zone a ZoneInfo. Instants that come out are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

WARSAW: Final = ZoneInfo("Europe/Warsaw")

# product.md section 6: no message that the bot starts between 21 and 8 local time.
QUIET_FROM: Final = time(21)
QUIET_UNTIL: Final = time(8)

# Working time of the desk within which the first answer is promised, by urgency (product.md section 5 names the
# urgencies; the lengths are this project's own choice until the Point sets them).
RESPONSE: Final = {"today": timedelta(hours=1), "dated": timedelta(hours=4), "normal": timedelta(hours=8)}

LOOK_AHEAD_DAYS: Final = 60  # no opening within two months means: no hours are set
WEEK: Final = re.compile(r"(\d{4})-W(\d{2})")


class WrongWeek(ValueError):
    """Not an ISO week; the message says how one is written."""


def instant(day: date, at: time, zone: ZoneInfo = WARSAW) -> datetime:
    """The UTC instant of a local time. An hour that the spring change skips is read an hour later; of an hour that
    the autumn change repeats the first is meant."""
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), zone).astimezone(UTC)


def local(moment: datetime, zone: ZoneInfo = WARSAW) -> datetime:
    """The same instant as the clock on the Point's wall shows it."""
    return moment.astimezone(zone)


def week_of(day: date) -> str:
    """The ISO week of a day: '2026-W48'."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def monday(week: str) -> date:
    """The first day of an ISO week. Raises WrongWeek when the text is not one."""
    found = WEEK.fullmatch(week)
    if not found:
        raise WrongWeek(f"{week!r} is not a week; write it like 2026-W48")
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise WrongWeek(f"there is no week {week}; write it like 2026-W48") from None


def days(week: str) -> tuple[date, ...]:
    """Monday to Sunday of an ISO week."""
    first = monday(week)
    return tuple(first + timedelta(days=number) for number in range(7))


def week_after(week: str) -> str:
    return week_of(monday(week) + timedelta(days=7))


def weeks_between(first: date, last: date) -> tuple[str, ...]:
    """The ISO weeks that hold the days from first to last, in order."""
    found = [week_of(first)]
    while found[-1] < week_of(last):
        found.append(week_after(found[-1]))
    return tuple(found)


def is_quiet(now: datetime, zone: ZoneInfo = WARSAW) -> bool:
    """Whether now lies in the quiet hours, 21:00 to 8:00 on the Point's clock."""
    at = local(now, zone).time()
    return at >= QUIET_FROM or at < QUIET_UNTIL


def quiet_until(now: datetime, zone: ZoneInfo = WARSAW) -> datetime:
    """The first moment from now on that is not in the quiet hours; now itself when it is not."""
    if not is_quiet(now, zone):
        return now.astimezone(UTC)
    here = local(now, zone)
    day = here.date() + timedelta(days=1) if here.time() >= QUIET_FROM else here.date()
    return instant(day, QUIET_UNTIL, zone)


@dataclass(frozen=True, slots=True)
class Span:
    """From start to end on one day, local time, start < end."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A day that differs from the weekly hours; no spans: closed."""

    day: date
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """When operators answer. weekly: the spans of Monday to Sunday, in order of time. exceptions win over them."""

    weekly: tuple[tuple[Span, ...], ...]
    exceptions: tuple[Exceptional, ...] = ()
    zone: ZoneInfo = WARSAW

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of one day."""
        for exception in self.exceptions:
            if exception.day == day:
                return exception.spans
        return self.weekly[day.weekday()]


class WrongHours(ValueError):
    """Hours that cannot be read; the message says how they are written."""


_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART: Final = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d{1,2}:\d{2})-(\d{1,2}:\d{2})")


def hours_of(text: str, zone: ZoneInfo = WARSAW) -> Hours:
    """Weekly hours from a setting such as 'Mon-Fri 09:00-12:00, Mon-Fri 13:00-17:00, Sat 10:00-13:00'.

    Raises WrongHours with a line that names the part that cannot be read.
    """
    weekly: list[list[Span]] = [[] for _ in _DAYS]
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        first, last, span = _part(part)
        for number in range(first, last + 1):
            weekly[number].append(span)
    ordered = tuple(tuple(sorted(spans, key=lambda span: span.start)) for spans in weekly)
    return Hours(ordered, (), zone)


def _part(part: str) -> tuple[int, int, Span]:
    found = _PART.fullmatch(part.casefold())
    if found and found[1] in _DAYS and (found[2] or found[1]) in _DAYS:
        first, last = _DAYS.index(found[1]), _DAYS.index(found[2] or found[1])
        try:
            start, end = (time.fromisoformat(at.zfill(5)) for at in found.group(3, 4))
        except ValueError:
            start = end = time()
        if first <= last and start < end:
            return first, last, Span(start, end)
    raise WrongHours(f"{part!r} is not a span of hours; write it like Mon-Fri 09:00-17:00")


def _openings(now: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """The spans still to come or running, as instants, the first cut to start now."""
    today = local(now, hours.zone).date()
    for number in range(LOOK_AHEAD_DAYS):
        day = today + timedelta(days=number)
        for span in hours.on(day):
            start, end = instant(day, span.start, hours.zone), instant(day, span.end, hours.zone)
            if end > now:
                yield max(start, now.astimezone(UTC)), end


def is_open(now: datetime, hours: Hours) -> bool:
    return next_opening(now, hours) == now


def next_opening(now: datetime, hours: Hours) -> datetime | None:
    """When operators answer next: now if they do, None if not within two months."""
    for start, _ in _openings(now, hours):
        return start
    return None


def working_time_after(now: datetime, length: timedelta, hours: Hours) -> datetime | None:
    """The instant at which `length` of the desk's open time has passed since now; None: not within two months."""
    left = length
    for start, end in _openings(now, hours):
        if start + left <= end:
            return start + left
        left -= end - start
    return None


def expected_answer(now: datetime, urgency: str, hours: Hours) -> datetime | None:
    """By when the first answer is promised for 'today', 'dated' or 'normal'; None when no hours are set."""
    return working_time_after(now, RESPONSE[urgency], hours)
