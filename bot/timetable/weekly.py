"""The whole week as one message: changes and cancellations first, then a line a duty by day (product.md section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from bot.calendar import days as days_of_week
from bot.i18n import N_, NP_, translate, translate_plural
from bot.timetable import wording
from bot.timetable.duty import Attendance, Duty, Status, Texts
from bot.timetable.week import Week

LONGEST: Final = 3_500  # characters, product.md section 6
DETAILS: Final = (2, 1, 0)  # everything; without languages and booking; only hours and service


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a subscriber chose. Services and organisations widen, languages narrow; all empty: the whole week."""

    services: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def holds(self, duty: Duty) -> bool:
        chosen = self.services or self.organisations
        if chosen and duty.service.id not in self.services and duty.organisation.id not in self.organisations:
            return False
        return not self.languages or any(language in duty.languages for language in self.languages)


EVERYTHING: Final = Wanted()


def service_names(weeks: Iterable[Week]) -> dict[str, Texts]:
    """Service id -> its names, the latest of these weeks counting."""
    return {duty.service.id: duty.service.name for week in weeks for duty in week.duties}


def week_text(
    week: Week,
    language: str,
    wanted: Wanted = EVERYTHING,
    *,
    names: Mapping[str, Texts] | None = None,
    since: date | None = None,
) -> str:
    """A week in a language, at most 3,500 characters. From sample data it begins with SAMPLE.

    names: of chosen services, so that one without a duty can be said. since: leave out the days before.
    """
    kept = [duty for duty in week.duties if wanted.holds(duty) and (since is None or duty.date >= since)]
    missing = _missing(week, wanted, language, names or {})
    text = ""
    for detail in DETAILS:
        text = "\n\n".join(filter(None, (_top(week, language), *_blocks(kept, language, detail), missing)))
        if len(text) <= LONGEST:
            return text
    return _cut(text, language)


def _top(week: Week, language: str) -> str:
    days = wording.days(days_of_week(week.iso), language)
    title = translate(language, N_("Timetable, {days}"), days=days)
    return f"{wording.sample_mark(language)}\n{title}" if week.is_sample else title


def _blocks(duties: Sequence[Duty], language: str, detail: int) -> list[str]:
    if not duties:
        return [translate(language, N_("Nothing of this is in the timetable this week."))]
    changed = [_change(duty, language) for duty in duties if duty.is_change]
    blocks = ["\n".join([translate(language, N_("Changes:")), *changed])] if changed else []
    for day, of_day in groupby((duty for duty in duties if not duty.is_cancelled), key=lambda duty: duty.date):
        blocks.append(
            "\n".join(
                [wording.capital(wording.day(day, language)), *(_line(duty, language, detail) for duty in of_day)]
            )
        )
    return blocks


def _change(duty: Duty, language: str) -> str:
    """Tuesday 24 November, 10:00-14:00 Advice: … · another room. Note"""
    said = wording.joined(
        (
            wording.capital(wording.moment(duty, language)),
            wording.service(duty, language),
            wording.standing(duty, language),
        )
    )
    note = duty.note.into(language)
    return f"• {said}. {note}" if note else f"• {said}"


def _line(duty: Duty, language: str, detail: int) -> str:
    first = f"{wording.hours(duty)} {wording.service(duty, language)}"
    full = wording.standing(duty, language) if duty.status is Status.FULL else ""
    if detail == 0:
        return wording.joined((first, full))
    place = wording.room(duty.room, language, detailed=False)
    way = "" if duty.attendance is Attendance.WALK_IN else wording.way_in(duty, language)
    if detail == 1:
        return wording.joined((first, full, place, way))
    contact = duty.booking.phone or duty.booking.url or duty.booking.email
    booked = ": ".join(filter(None, (way, contact))) if way else ""
    return wording.joined((first, full, place, wording.spoken(duty, language), booked))


def _missing(week: Week, wanted: Wanted, language: str, names: Mapping[str, Texts]) -> str:
    """The chosen services that have no duty this week."""
    there = {duty.service.id for duty in week.duties if not duty.is_cancelled}
    absent = [names[each].into(language) if each in names else each for each in wanted.services if each not in there]
    if not absent:
        return ""
    return translate(language, N_("Not this week: {services}."), services=", ".join(absent))


def _cut(text: str, language: str) -> str:
    """Whole lines up to the limit, and how many are left out."""
    lines = text.split("\n")
    kept: list[str] = []
    room = LONGEST - 100  # for the last line
    for line in lines:
        if sum(map(len, kept)) + len(kept) + len(line) > room:
            break
        kept.append(line)
    left = sum(bool(line) for line in lines[len(kept) :])
    return "\n".join([*kept, translate_plural(language, *NP_("… and {n} more line", "… and {n} more lines"), left)])
