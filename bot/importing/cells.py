"""One cell read: dates and times as people and spreadsheets write them, words of a closed list, numbers.

Each reader gives a Read: the value (None when it cannot be read), what is wrong (a msgid, "" when nothing) and the text
that would be right where only one is plausible. A value and a remark together mean: read so, but look at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, Generic, TypeVar

from bot.i18n import N_

T = TypeVar("T")

EXCEL_DAY_ZERO: Final = date(1899, 12, 30)  # Excel's day 1 is 1900-01-01, and it believes in 1900-02-29
PLAUSIBLE_SERIALS: Final = range(40_000, 70_000)  # 2009 to 2091
MINUTES: Final = 24 * 60

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]0{1,2}:00(?::00)?)?")
_POLISH: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: 0{1,2}:00(?::00)?)?")
_NO_YEAR: Final = re.compile(r"(\d{1,2})[./](\d{1,2})\.?")
_CLOCK: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")
_FRACTION: Final = re.compile(r"[01]?[.,]\d+|0|1")
_HOUR: Final = re.compile(r"\d{1,2}")

WEEKDAYS: Final = (
    "mon monday pn pon poniedziałek пн понеділок понедельник",
    "tue tuesday wt wtorek вт вівторок вторник",
    "wed wednesday śr sr środa sroda ср середа среда",
    "thu thursday cz czw czwartek чт четвер четверг",
    "fri friday pt piątek piatek пт пятниця п'ятниця пятница",
    "sat saturday so sob sobota сб субота суббота",
    "sun sunday nd ndz niedz niedziela нд неділя вс воскресенье",
)
SHORT_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YES: Final = frozenset(("yes", "y", "true", "1", "tak", "t", "так", "да", "prawda"))
NO: Final = frozenset(("no", "n", "false", "0", "nie", "ні", "нет", "fałsz", "falsz"))
# ISO 639-1, and pjm for Polish Sign Language (ISO 639-3 has no shorter code).
_CODES: Final = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
    jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd
    ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu pjm"""
LANGUAGE_CODES: Final = frozenset(_CODES.split())
MISTAKEN_CODES: Final = {
    "ua": "uk", "ukr": "uk", "укр": "uk", "eng": "en", "gb": "en", "англ": "en", "ang": "en", "rus": "ru", "рус": "ru",
    "ros": "ru", "pol": "pl", "пол": "pl", "by": "be", "blr": "be", "esp": "es", "hiszp": "es", "ger": "de",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What a cell says. problem: msgid of what is wrong. suggestion: the one text that would be right."""

    value: T | None
    problem: str = ""
    cure: str = ""
    suggestion: str | None = None


NOT_A_DATE: Final = N_("“{value}” is not a date.")
WRITE_A_DATE: Final = N_("Write the date like 2026-12-10 or 10.12.2026.")
NOT_A_TIME: Final = N_("“{value}” is not a time.")
WRITE_A_TIME: Final = N_("Write the time like 9:00.")
WRITE_THIS: Final = N_("Write {suggestion}.")
READ_AS: Final = N_("It was read as {suggestion}.")
IS_EMPTY: Final = N_("The cell is empty.")


def day(cell: str, year: int | None = None) -> Read[date]:
    """A date: 2026-12-10, 10.12.2026, or the number that a spreadsheet keeps for it. year: for a cure of '10.12'."""
    if not cell:
        return Read(None, IS_EMPTY, WRITE_A_DATE)
    if found := _ISO.fullmatch(cell):
        return _date(found[1], found[2], found[3])
    if found := _POLISH.fullmatch(cell):
        return _date(found[3], found[2], found[1])
    if (found := _NO_YEAR.fullmatch(cell)) and year is not None:
        guess = _date(str(year), found[2], found[1])
        if guess.value is not None:
            return Read(None, N_("“{value}” has no year."), WRITE_THIS, guess.value.isoformat())
    if cell.isascii() and cell.isdecimal() and int(cell[:6]) in PLAUSIBLE_SERIALS and len(cell) == 5:
        serial = EXCEL_DAY_ZERO + timedelta(days=int(cell))
        return Read(serial, N_("The spreadsheet turned the date into the number {value}."), READ_AS, serial.isoformat())
    return Read(None, NOT_A_DATE, WRITE_A_DATE)


def _date(year: str, month: str, number: str) -> Read[date]:
    try:
        return Read(date(int(year), int(month), int(number)))
    except ValueError:
        return Read(None, N_("There is no such day: “{value}”."), WRITE_A_DATE)


def clock(cell: str) -> Read[time]:
    """A time of day: 9:00, 09:00, 9.00, or the part of a day that a spreadsheet keeps for it (0.375 is 9:00)."""
    if not cell:
        return Read(None, IS_EMPTY, WRITE_A_TIME)
    if found := _CLOCK.fullmatch(cell):
        hour, minute = int(found[1]), int(found[2])
        if hour < 24 and minute < 60 and not _is_fraction(cell):
            return Read(time(hour, minute))
    if _is_fraction(cell):
        minutes = round(float(cell.replace(",", ".")) * MINUTES)
        if minutes < MINUTES:
            at = time(minutes // 60, minutes % 60)
            problem = N_("The spreadsheet turned the time into the number {value}.")
            return Read(at, problem, READ_AS, f"{at:%H:%M}")
    if _HOUR.fullmatch(cell) and int(cell) < 24:
        return Read(None, NOT_A_TIME, WRITE_THIS, f"{int(cell):02d}:00")
    return Read(None, NOT_A_TIME, WRITE_A_TIME)


def _is_fraction(cell: str) -> bool:
    """0.375 and 0,5 are parts of a day; 0.30 with two digits is read as a clock only where a colon stands."""
    return bool(_FRACTION.fullmatch(cell)) and cell.isascii()


def weekday(cell: str) -> int | None:
    """0 for Monday, in four languages, long or short; None when it is no day of the week."""
    word = cell.casefold().rstrip(".").replace("’", "'").replace("ʼ", "'")
    return next((number for number, names in enumerate(WEEKDAYS) if word in names.split()), None)


def truth(cell: str) -> Read[bool]:
    """yes/no in four languages; an empty cell says nothing."""
    word = cell.casefold()
    if not word or word in YES or word in NO:
        return Read(None if not word else word in YES)
    return Read(None, N_("“{value}” is neither yes nor no."), N_("Write yes or no, or leave the cell empty."))


def count(cell: str) -> Read[int]:
    """A whole number from 0; a spreadsheet may write it 3.0."""
    plain = re.sub(r"[.,]0+$", "", cell)
    if not cell or (plain.isascii() and plain.isdecimal() and len(plain) <= 6):
        return Read(int(plain) if plain else None)
    return Read(None, N_("“{value}” is not a number."), N_("Write a whole number, or leave the cell empty."))


def money(cell: str) -> Read[Decimal]:
    """PLN from 0: 0, 12.50, 12,50 zł."""
    plain = re.sub(r"\s|zł|pln", "", cell, flags=re.IGNORECASE).replace(",", ".")
    try:
        amount = Decimal(plain) if plain else None
    except InvalidOperation:
        amount = Decimal(-1)
    if amount is None or (amount.is_finite() and 0 <= amount < 100_000):
        return Read(amount)
    return Read(None, N_("“{value}” is not an amount of money."), N_("Write the cost in PLN like 0 or 12.50."))


def language_codes(cell: str) -> tuple[str, ...]:
    """The codes in a cell, separated by spaces, commas, semicolons or slashes, each once."""
    return tuple(dict.fromkeys(filter(None, re.split(r"[\s,;/+|]+", cell.casefold()))))
