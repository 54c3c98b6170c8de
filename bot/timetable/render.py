"""The timetable's answer as a short text for a phone, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Final, assert_never

from bot.calendar import days as days_of_week
from bot.i18n import N_, translate
from bot.timetable import wording
from bot.timetable.answer import Cancelled, Found, NothingFound, NotPublished, TimetableAnswer
from bot.timetable.duty import Duty
from bot.timetable.question import TimetableQuestion
from bot.timetable.week import in_order

MOST_DATES: Final = 4  # of one service when no day was asked for
FORTNIGHT: Final = 2  # weeks; two weeks from today can reach into a third
LONGEST: Final = 3_500  # characters; a chat's limit is 4,096 and the point's own line follows


def lines(found: TimetableAnswer, language: str) -> str:
    """The answer in words. From sample data the text begins with SAMPLE."""
    match found:
        case Found():
            text = _found(found, language)
        case NothingFound():
            text = _nothing(found, language)
        case NotPublished(question=question, weeks=weeks):
            text = not_published(weeks if question.days else weeks[:FORTNIGHT], language)
        case _:
            assert_never(found)
    return "\n".join(filter(None, (wording.sample_mark(language) if found.is_sample else "", text)))


def not_published(weeks: Sequence[str], language: str) -> str:
    """The timetable for 30 November – 6 December is not published yet."""
    span = (days_of_week(weeks[0])[0], days_of_week(weeks[-1])[-1])
    days = wording.days(span, language)
    return translate(language, N_("The timetable for {days} is not published yet."), days=days)


def _found(found: Found, language: str) -> str:
    blocks = [_cancelled(each, found, language) for each in found.cancelled]
    if found.question.services or found.question.subject:
        blocks += [_finished(found, language)] if not found.coming else []
        blocks += _by_service(found, language)
    else:
        blocks += _by_day(found.coming, found.today, language)
    if not found.coming and not found.cancelled:
        blocks += _after(found.following, found.unpublished, found.today, language)
    elif found.unpublished and found.question.days:
        blocks.append(not_published(found.unpublished, language))
    return _short("\n\n".join(filter(None, blocks)))


def _nothing(found: NothingFound, language: str) -> str:
    days = _asked(found.question, found.today, language)
    what = _subject(found, language)
    if found.question.days and max(found.question.days) < found.today:
        said = translate(language, N_("{days}: already over."), days=wording.capital(days))
    elif found.question.is_opening:
        said = translate(language, N_("{days}: the desk of the Point is closed."), days=wording.capital(days))
    elif what:
        said = translate(language, N_("{what}, {days}: not in the timetable."), what=what, days=days)
    else:
        said = translate(language, N_("{days}: nothing in the timetable."), days=wording.capital(days))
    return "\n\n".join([said, *_after(found.following, found.unpublished, found.today, language)])


def _asked(question: TimetableQuestion, today: date, language: str) -> str:
    if question.is_now:
        return translate(language, N_("now"))
    if not question.days:
        return translate(language, N_("the next two weeks"))
    return wording.days(question.days, language, today)


def _subject(found: NothingFound, language: str) -> str:
    """What was asked for, in the nominative: the kind of help, the service, the languages."""
    named = ", ".join(wording.language_name(code, language) for code in found.question.languages)
    if found.question.subject:
        return ", ".join(filter(None, (translate(language, found.question.subject), named)))
    if found.question.services and found.following is not None:
        return wording.service(found.following, language)
    return wording.capital(named)


def _after(following: Duty | None, unpublished: Sequence[str], today: date, language: str) -> list[str]:
    """What comes next, or that later weeks are not known."""
    if following is not None:
        said = translate(language, N_("Next: {when}"), when=wording.moment(following, language, today))
        return [wording.joined((said, wording.service(following, language)))]
    return [not_published(unpublished, language)] if unpublished else []


def _cancelled(each: Cancelled, found: Found, language: str) -> str:
    when = wording.moment(each.duty, language, found.today)
    service = wording.service(each.duty, language)
    said = [translate(language, N_("Cancelled: {service}, {when}"), service=service, when=when)]
    said.append(each.duty.note.into(language))
    if each.following is not None and each.following not in found.coming:
        said.append(translate(language, N_("Next: {when}"), when=wording.moment(each.following, language, found.today)))
    return "\n".join(filter(None, said))


def _finished(found: Found, language: str) -> str:
    if not found.finished:
        return ""
    last = max(found.finished, key=lambda duty: duty.end)
    service = wording.service(last, language)
    return translate(language, N_("{service}: finished today at {time}."), service=service, time=f"{last.end:%H:%M}")


def _by_service(found: Found, language: str) -> list[str]:
    """Each service once, its days beneath, how to book at the end."""
    names = tuple(dict.fromkeys(duty.service.id for duty in found.coming))
    most = len(found.coming) if found.question.days else MOST_DATES
    return [
        _service([duty for duty in found.coming if duty.service.id == name][:most], found, language) for name in names
    ]


def _service(duties: Sequence[Duty], found: Found, language: str) -> str:
    """Its days; what is the same on all of them is said once."""
    said = [wording.heading(duties[0], language)]
    said.append(_open_now(found, language) if found.question.is_opening else "")
    details = [_details(duty, language, is_opening=found.question.is_opening) for duty in duties]
    shared = _shared(duties, details)
    for duty, pieces in zip(duties, details, strict=True):
        own = (piece for piece in pieces if piece not in shared)
        when = wording.capital(wording.moment(duty, language, found.today))
        said += [wording.joined((when, *own)), duty.note.into(language)]
    said.append(wording.joined(piece for piece in details[0] if piece in shared))
    said += dict.fromkeys(wording.how_to_book(duty.booking, language) for duty in duties)
    return "\n".join(filter(None, said))


def _open_now(found: Found, language: str) -> str:
    """Whether the desk is open at this moment, where that is the question."""
    if found.running:
        until = max(duty.end for duty in found.running)
        return translate(language, N_("Open now, until {time}."), time=f"{until:%H:%M}")
    return "" if found.question.days else translate(language, N_("Closed now."))


def _shared(duties: Sequence[Duty], details: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """The pieces that stand for every day; none where a note belongs to one of them."""
    if len(duties) == 1 or any(duty.note for duty in duties):
        return frozenset()
    return frozenset.intersection(*map(frozenset, details))


def _details(duty: Duty, language: str, *, is_opening: bool) -> tuple[str, ...]:
    """another room · Room 4, stairs · en pl uk · by appointment; of opening hours only the last entry."""
    standing, last = wording.standing(duty, language), wording.last_entry(duty, language)
    if is_opening:
        return standing, last
    return (
        standing,
        wording.room(duty.room, language, detailed=True),
        wording.spoken(duty, language),
        wording.way_in(duty, language),
        wording.places(duty, language),
        last,
        wording.cost(duty, language),
    )


def brief(duty: Duty, language: str) -> str:
    """16:00-19:00 Lawyer: stay, work, rent · Room 1 · en pl uk · by appointment: +48 …"""
    way = "" if duty.attendance.value == "walk_in" else wording.way_in(duty, language)
    contact = duty.booking.phone or duty.booking.url or duty.booking.email
    return wording.joined(
        (
            f"{wording.hours(duty)} {wording.service(duty, language)}",
            wording.standing(duty, language),
            wording.room(duty.room, language, detailed=False),
            wording.spoken(duty, language),
            ": ".join(filter(None, (way, contact))) if way else "",
        )
    )


def _by_day(duties: Iterable[Duty], today: date, language: str) -> list[str]:
    blocks = []
    for day, of_day in groupby(in_order(duties), key=lambda duty: duty.date):
        said = [wording.capital(wording.day(day, language, today))]
        for duty in of_day:
            said += [brief(duty, language), duty.note.into(language)]
        blocks.append("\n".join(filter(None, said)))
    return blocks


def _short(text: str) -> str:
    """Cut at the end of a line when it is too long for one message."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rsplit(chr(10), 1)[0]}\n…"
