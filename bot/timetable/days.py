"""Which days a text asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from bot.calendar import days as days_of_week
from bot.calendar import week_after, week_of
from bot.timetable.reading import Reading, resolved

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS: Final = ("today", "now", "tomorrow", "aftertomorrow", *WEEKDAYS, "week", "weekend")
FRIDAY: Final = 4


def asked_days(reading: Reading, today: date) -> tuple[date, ...]:
    """The days that a text names, in order; none: left open. A weekday is the next one, today included."""
    found: set[date] = set()
    for year, month, day in reading.days:
        written = resolved(year, month, day, today)
        found |= {written} if written else set()
    for group, ahead in (("today", 0), ("now", 0), ("tomorrow", 1), ("aftertomorrow", 2)):
        if reading.has(group):
            found.add(today + timedelta(days=ahead))
    weekdays = [number for number, name in enumerate(WEEKDAYS) if reading.has(name)]
    return tuple(sorted(found | _of_week(reading, weekdays, today)))


def around(today: date) -> tuple[date, ...]:
    """The rest of this week, at its end with the next: what 'the timetable' means without a day."""
    week = days_of_week(week_of(today))
    after = days_of_week(week_after(week_of(today))) if today.weekday() >= FRIDAY else ()
    return tuple(day for day in (*week, *after) if day >= today)


def _of_week(reading: Reading, weekdays: list[int], today: date) -> set[date]:
    """Weekdays and whole weeks: this one from today on, or the next."""
    next_week = days_of_week(week_after(week_of(today)))
    this_week = days_of_week(week_of(today))
    if weekdays:
        if reading.has("next"):
            return {next_week[number] for number in weekdays}
        return {today + timedelta(days=(number - today.weekday()) % 7) for number in weekdays}
    week = next_week if reading.has("next") else this_week
    if reading.has("weekend"):
        return set(week[5:])
    return {day for day in week if day >= today} if reading.has("week") else set()
