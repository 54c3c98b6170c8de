"""The timetable's answer to a question: what stands in the published weeks, and nothing else.

A week that is not published is said to be so; last week's hours never stand in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import local, weeks_between
from bot.timetable.duty import DESK, Duty, Status
from bot.timetable.question import TimetableQuestion
from bot.timetable.week import Week, in_order

AHEAD: Final = timedelta(days=14)  # product.md section 2, step 7: the next two weeks


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A duty that will not be, and the next one of its service, if one is published."""

    duty: Duty
    following: Duty | None


@dataclass(frozen=True, slots=True)
class Found:
    """Duties that fit. coming: not over, in order; running: of these, the ones that have begun. finished: of today.

    following: the next one when none is coming. unpublished: the asked weeks without data. today: at the Point.
    """

    question: TimetableQuestion
    today: date
    coming: tuple[Duty, ...]
    running: tuple[Duty, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()
    finished: tuple[Duty, ...] = ()
    following: Duty | None = None
    unpublished: tuple[str, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class NothingFound:
    """The asked days are published and nothing fits. following: the next within two weeks of the asked days."""

    question: TimetableQuestion
    today: date
    following: Duty | None = None
    unpublished: tuple[str, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class NotPublished:
    """Of the asked days nothing is published. weeks: ISO weeks."""

    question: TimetableQuestion
    weeks: tuple[str, ...]
    is_sample: bool = False


TimetableAnswer = Found | NothingFound | NotPublished


def answer(question: TimetableQuestion, weeks: Sequence[Week], now: datetime, zone: ZoneInfo) -> TimetableAnswer:
    """What the published weeks say. weeks: one version of each. now: an aware instant."""
    today = local(now, zone).date()
    days = question.days or tuple(today + timedelta(days=number) for number in range(AHEAD.days))
    published = {week.iso: week for week in weeks}
    asked = _weeks_of([day for day in days if day >= today] or days)
    unpublished = tuple(week for week in asked if week not in published)
    if len(unpublished) == len(asked):
        return NotPublished(question, unpublished)
    is_sample = any(published[week].is_sample for week in asked if week in published)
    fitting = [duty for duty in _all(weeks) if fits(duty, question)]
    on_days = [duty for duty in fitting if duty.date in days]
    if question.is_now:
        on_days = [duty for duty in on_days if duty.starts(zone) <= now < duty.ends(zone)]
    coming = tuple(duty for duty in on_days if not duty.is_cancelled and not duty.is_over(now, zone))
    cancelled = tuple(
        Cancelled(duty, _instead_of(duty, fitting, now, zone))
        for duty in on_days
        if duty.is_cancelled and not duty.is_over(now, zone)
    )
    finished = tuple(
        duty for duty in on_days if not duty.is_cancelled and duty.is_over(now, zone) and duty.date == today
    )
    following = None if coming else _next(fitting, max(now, _start_of(days[0], now, zone)), zone)
    if coming or cancelled or finished:
        running = tuple(duty for duty in coming if duty.starts(zone) <= now)
        return Found(question, today, coming, running, cancelled, finished, following, unpublished, is_sample)
    return NothingFound(question, today, following, unpublished, is_sample)


def fits(duty: Duty, question: TimetableQuestion) -> bool:
    """Whether a duty is of the service and in a language that is asked for."""
    if (question.subject or question.services) and duty.service.id not in question.services:
        return False
    return not question.languages or any(language in duty.languages for language in question.languages)


def nearest_duty(
    weeks: Sequence[Week], now: datetime, zone: ZoneInfo, services: tuple[str, ...] = (DESK,)
) -> Found | None:
    """The next duty of some services within two weeks, the running one included: where a person can help soonest."""
    question = TimetableQuestion(services=services)
    duty = _next([duty for duty in _all(weeks) if fits(duty, question)], now, zone)
    if duty is None:
        return None
    is_sample = any(week.is_sample for week in weeks if duty in week.duties)
    return Found(question, local(now, zone).date(), (duty,), is_sample=is_sample)


def _all(weeks: Iterable[Week]) -> tuple[Duty, ...]:
    return in_order(duty for week in weeks for duty in week.duties)


def _weeks_of(days: Sequence[date]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(week for day in days for week in weeks_between(day, day)))


def _start_of(day: date, now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of a day as an instant; now for a day that is over."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return max(now, midnight)


def _next(duties: Iterable[Duty], since: datetime, zone: ZoneInfo) -> Duty | None:
    """The first duty not over at an instant and starting within two weeks of it."""
    for duty in duties:
        if not duty.is_cancelled and not duty.is_over(since, zone):
            return duty if duty.starts(zone) <= since + AHEAD else None
    return None


def _instead_of(duty: Duty, fitting: Sequence[Duty], now: datetime, zone: ZoneInfo) -> Duty | None:
    """The replacement of a cancelled duty, else the next duty of its service."""
    same = [other for other in fitting if other.service.id == duty.service.id and not other.is_over(now, zone)]
    for other in same:
        if other.replaces == duty.id and other.status is not Status.CANCELLED:
            return other
    return _next(same, max(now, duty.starts(zone)), zone)
