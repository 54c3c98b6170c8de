"""The pieces of a duty in words: day and hours, room, languages, how to come and to book."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from babel import dates as babel_dates

from bot.i18n import LOCALES, N_, NP_, format_day, translate, translate_plural
from bot.timetable.duty import Attendance, Booking, Duty, Room, Status

DOT: Final = " · "
SIGN_LANGUAGE: Final = "pjm"

WAYS_IN: Final = {
    Attendance.WALK_IN: N_("walk-in"),
    Attendance.APPOINTMENT: N_("by appointment"),
    Attendance.TICKET: N_("take a ticket at the door"),
    Attendance.BOTH: N_("walk-in or by appointment"),
}
STANDINGS: Final = {
    Status.SCHEDULED: "",
    Status.CHANGED: N_("changed"),
    Status.MOVED: N_("another room"),
    Status.CANCELLED: N_("cancelled"),
    Status.REPLACEMENT: N_("new day"),
    Status.EXTRA: N_("extra"),
    Status.FULL: N_("no free places"),
}
# Rooms as sheets call them in one language; other names are shown as they stand in the sheet.
ROOMS: Final = {
    "reception": N_("Reception"),
    "reception desk": N_("Reception"),
    "recepcja": N_("Reception"),
    "big hall": N_("Big hall"),
    "duża sala": N_("Big hall"),
    "by phone": N_("by phone"),
    "telefonicznie": N_("by phone"),
    "online": N_("online"),
}
# Marked here: extraction does not look into f-strings.
INVENTED: Final = N_("invented data, not the real timetable")
TODAY: Final = N_("today")
TOMORROW: Final = N_("tomorrow")
STAIRS: Final = N_("stairs")
NO_STAIRS: Final = N_("no stairs")
_NUMBERED: Final = re.compile(r"(?:room|pokój|pok\.|кімната|комната)\s*(\d+\w?)", re.IGNORECASE)
_REMARK: Final = re.compile(r"\s*\([^)]*\)\s*$")
_AHEAD: Final = re.compile(r"(\d{1,2})\s+(working day|business day|day|week)s?\b(.*)", re.IGNORECASE)
_LENGTHS: Final = {
    "working day": NP_("{n} working day before", "{n} working days before"),
    "business day": NP_("{n} working day before", "{n} working days before"),
    "day": NP_("{n} day before", "{n} days before"),
    "week": NP_("{n} week before", "{n} weeks before"),
}


def sample_mark(language: str) -> str:
    """Stands first in everything that comes from sample data. SAMPLE is a signal, so it is the same everywhere."""
    return f"SAMPLE: {translate(language, INVENTED)}"


def joined(pieces: Iterable[str]) -> str:
    return DOT.join(piece for piece in pieces if piece)


def hours(duty: Duty) -> str:
    """16:00-19:00"""
    return f"{duty.start:%H:%M}-{duty.end:%H:%M}"


def capital(text: str) -> str:
    """For the beginning of a line: most languages write a weekday small."""
    return text[:1].upper() + text[1:]


def day(found: date, language: str, today: date | None = None) -> str:
    """Thursday 26 November (tomorrow)"""
    named = format_day(found, language)
    if today is not None and found == today:
        return f"{named} ({translate(language, TODAY)})"
    if today is not None and found == today + timedelta(days=1):
        return f"{named} ({translate(language, TOMORROW)})"
    return named


def days(found: Sequence[date], language: str, today: date | None = None) -> str:
    """One day with its name, or the first to the last: 23–29 November, 30 November – 6 December."""
    if len(found) == 1:
        return day(found[0], language, today)
    first, last = (babel_dates.format_date(each, "d MMMM", LOCALES[language]) for each in (found[0], found[-1]))
    same_month = (found[0].year, found[0].month) == (found[-1].year, found[-1].month)
    return f"{found[0].day}–{last}" if same_month else f"{first} – {last}"


def moment(duty: Duty, language: str, today: date | None = None) -> str:
    """Thursday 26 November, 16:00-19:00"""
    return f"{day(duty.date, language, today)}, {hours(duty)}"


def service(duty: Duty, language: str) -> str:
    return duty.service.name.into(language)


def heading(duty: Duty, language: str) -> str:
    """Service and organisation; the desk's own and a group of the same name stand alone."""
    name, sender = service(duty, language), duty.organisation.name.into(language)
    return name if duty.is_desk or sender == name else joined((name, sender))


def room(place: Room, language: str, *, detailed: bool) -> str:
    """Room 1, no stairs; without detail only stairs are said."""
    plain = _REMARK.sub("", place.name.into(language))
    if found := _NUMBERED.fullmatch(plain):
        plain = translate(language, N_("Room {number}"), number=found[1])
    elif plain.casefold() in ROOMS:
        plain = translate(language, ROOMS[plain.casefold()])
    if not place.is_place or place.is_step_free is None:
        return plain
    if not place.is_step_free:
        return f"{plain}, {translate(language, STAIRS)}"
    return f"{plain}, {translate(language, NO_STAIRS)}" if detailed else plain


def spoken(duty: Duty, language: str) -> str:
    """en pl uk, as the sheet has them; Polish Sign Language by name."""
    codes = " ".join(code for code in duty.languages if code != SIGN_LANGUAGE)
    signed = translate(language, N_("sign language")) if SIGN_LANGUAGE in duty.languages else ""
    return ", ".join(filter(None, (codes, signed)))


def language_name(code: str, language: str) -> str:
    """Ukrainian, in the language of the reader."""
    if code == SIGN_LANGUAGE:
        return translate(language, N_("sign language"))
    return str(LOCALES[language].languages.get(code, code))


def last_entry(duty: Duty, language: str) -> str:
    return translate(language, N_("last entry {time}"), time=f"{duty.last_entry:%H:%M}") if duty.last_entry else ""


def places(duty: Duty, language: str) -> str:
    if duty.status is Status.FULL or not duty.places_left:
        return ""
    return translate_plural(language, *NP_("{n} place left", "{n} places left"), duty.places_left)


def cost(duty: Duty, language: str) -> str:
    if duty.cost is None:
        return ""
    return f"{duty.cost.normalize():f} PLN" if duty.cost else translate(language, N_("free of charge"))


def way_in(duty: Duty, language: str) -> str:
    return translate(language, WAYS_IN[duty.attendance])


def standing(duty: Duty, language: str) -> str:
    """cancelled, extra, …; nothing for a duty as planned."""
    return translate(language, STANDINGS[duty.status]) if STANDINGS[duty.status] else ""


def how_to_book(booking: Booking, language: str) -> str:
    """Book: +48 …, 2 working days before; nothing when nobody can be asked."""
    contacts = ", ".join(filter(None, (booking.phone, booking.email, booking.url)))
    if not contacts:
        return ""
    return joined((translate(language, N_("Book: {contacts}"), contacts=contacts), ahead(booking.before, language)))


def ahead(before: str, language: str) -> str:
    """How long ahead, in the reader's language for the usual lengths, else as the sheet says it."""
    if before.casefold() == "same day":
        return translate(language, N_("on the same day"))
    found = _AHEAD.fullmatch(before)
    return translate_plural(language, *_LENGTHS[found[2].casefold()], int(found[1])) if found else before
