"""What a run of digits is: a date, an emergency line, a PESEL, a phone, an account, a document, or nothing private.

The text has been made plain before (see masking.py): ASCII digits, hyphens and spaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


# Emergency and free public lines (facts of product.md section 2 and of the knowledge base): nobody's private number.
PUBLIC = words(
    "112 999 998 997 986 116123 116111 116000 116117 800120002 800702222 800121212 800190590 800888448 800676676"
    " 800012948"
)
MOST_GROUPS = 12  # a PESEL written digit by digit has eleven
FEWEST = 6  # nothing shorter is anybody's number
LONGEST = 28  # digits of the longest thing known here (an account number with its country's digits)
GAP = re.compile(r"[ \t\r\n.()/_-]{1,3}")
_DATES = (
    re.compile(r"(?P<d>\d{1,2})(?P<s>[./-])(?P<m>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?P<y>(?:19|20)\d\d)(?P<s>[./-])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"),
)
_SHORT_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1\d\d(?![\d]|[.-]\d)")
_TIME = re.compile(r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?![\d]|\.\d)")
_POSTAL = re.compile(r"\d\d-\d{3}(?!\d|[ .-]{1,2}\d\d[ .-]{1,2}\d\d(?!\d))")
_SHORT = (_SHORT_DATE, _TIME, _POSTAL)
_PLUS = re.compile(r"(?<!\d)\+[ (]{0,2}$")
_BEFORE = re.compile(r"(?:\+[ (]{0,2}|\()$")
_PHONE_WORD = re.compile(
    r"(?:tel|phone|тел|dzwo|звон|дзвон|whatsapp|viber|вайбер|mobil|моб|numer|номер)\w{0,8}[ .:+(]{0,4}$", re.I
)
_PAPER_WORD = re.compile(
    r"(?:pas[sz]+port|паспорт|kart|dow[oó]d|сері|сери|seria|document|документ|pesel|песел)\w{0,4}"
    r"[ .:№#]{0,3}(?:nr|no|номер|number)?[ .:№#]{0,3}$",
    re.I,
)
# Digits after the country's code; others are taken greedily up to E.164's fifteen.
_COUNTRIES = {"48": 9, "380": 9, "375": 9, "7": 10, "995": 9, "44": 10, "1": 10, "370": 8, "371": 8, "373": 8, "374": 8}
E164 = 15
# Area codes of Polish landlines and beginnings of Polish mobiles (numbering plan of the regulator, two digits).
_POLISH = words(
    "12 13 14 15 16 17 18 22 23 24 25 29 32 33 34 41 42 43 44 45 46 48 50 51 52 53 54 55 56 57 58 59 60 61 62 63 65 66"
    " 67 68 69 71 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 91 94 95"
)
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_CENTURIES = {0: 1900, 1: 2000}  # the month carries the century; nobody from 1899 or 2100 writes to us


@dataclass(frozen=True, slots=True)
class Group:
    """Digits in one piece, and where they stand."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class Reading:
    """From start to end stands something; label: what to call it, "" when it may stay."""

    start: int
    end: int
    label: str = ""


class Window(NamedTuple):
    """Neighbouring groups read as one number; text is all that stands from the first to the last of them."""

    sizes: tuple[int, ...]
    digits: str
    text: str
    end: int


Windows = tuple[Window, ...]
Rule = Callable[[str, int, Windows], int | None]
Rules = tuple[tuple[str, Rule], ...]


def is_pesel(digits: str) -> bool:
    """Eleven digits with PESEL's check digit and a date of birth that a calendar has."""
    if len(digits) != 11:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _PESEL_WEIGHTS, strict=False))
    if (10 - total % 10) % 10 != int(digits[10]):
        return False
    century, month = divmod(int(digits[2:4]), 20)
    try:
        date(_CENTURIES.get(century, 0) + int(digits[:2]), month, int(digits[4:6]))
    except ValueError:
        return False
    return True


def read(plain: str, groups: Sequence[Group], at: int) -> Reading:
    """What begins at groups[at]; an unlabelled reading of one group when it is nothing known."""
    first = groups[at]
    windows = tuple(_windows(plain, groups, at))
    for label, rule in RULES if windows else CLOCK if plain[first.end : first.end + 1] == ":" else ():
        end = rule(plain, first.start, windows)
        if end is not None:
            return Reading(_start(plain, first, label), end, label)
    return Reading(first.start, first.end)


def _windows(plain: str, groups: Sequence[Group], at: int) -> Iterator[Window]:
    """One, two, three … groups from `at` on with digits enough, while the gaps are such as stand inside a number."""
    digits = ""
    sizes: tuple[int, ...] = ()
    for last in range(at, min(at + MOST_GROUPS, len(groups))):
        if last > at and not GAP.fullmatch(plain, groups[last - 1].end, groups[last].start):
            return
        digits += groups[last].digits
        sizes += (len(groups[last].digits),)
        if len(digits) > LONGEST and last > at:
            return
        if len(digits) >= FEWEST:
            end = groups[last].end
            yield Window(sizes, digits, plain[groups[at].start : end], end)


def _start(plain: str, first: Group, label: str) -> int:
    """Where the number begins: its plus or bracket belongs to it."""
    found = _BEFORE.search(plain, max(0, first.start - 3), first.start) if label == "phone" else None
    return found.start() if found else first.start


def _long_date(plain: str, start: int, _windows: Windows) -> int | None:
    found = next((date for form in _DATES if (date := form.match(plain, start))), None)
    if found and 1 <= int(found["m"]) <= 12 and 1 <= int(found["d"]) <= 31:
        return found.end()
    return None


def _is_public_line(window: Window) -> bool:
    return _national(window.digits) in PUBLIC


def _national(digits: str) -> str:
    return digits.removeprefix("00").removeprefix("48")


def _with_country(plain: str, start: int, windows: Windows) -> int | None:
    has_plus = _PLUS.search(plain, max(0, start - 4), start)
    if not has_plus and plain[start : start + 2] != "00":
        return None
    exact = _first(windows, lambda window: _is_whole(window.digits.removeprefix("00")))
    if exact is not None:
        return exact
    return _last(windows, lambda window: 8 <= len(window.digits.removeprefix("00")) <= E164)


def _is_whole(digits: str) -> bool:
    return any(digits.startswith(code) and len(digits) == len(code) + more for code, more in _COUNTRIES.items())


def _short(plain: str, start: int, _windows: Windows) -> int | None:
    """A date with a two-digit year, a time of day, a postal code."""
    found = next((one for form in _SHORT if (one := form.match(plain, start))), None)
    return found.end() if found else None


def _is_account(window: Window) -> bool:
    """A card of 13 to 19 digits or a Polish account of 26, in one piece or written in its usual groups."""
    if len(window.sizes) == 1:
        return len(window.digits) >= 13
    return window.sizes in {(4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 4, 3)} or window.sizes == (2, 4, 4, 4, 4, 4, 4)


def _is_phone(window: Window) -> bool:
    sizes, digits = window.sizes, window.digits
    if not (min(sizes) >= 2 or max(sizes) == 1 or (sizes[0] == 1 and min(sizes[1:]) >= 2)):
        return False
    if "/" in window.text and (sizes[1] < 3 or window.text.count("/") > 1):  # 12/616 52 54, but not house 15/12 31-547
        return False
    match len(digits):
        case 9:
            return digits[:2] in _POLISH and (sizes[0] > 1 or max(sizes) == 1)
        case 10:
            return digits[0] == "0"  # Ukraine, Germany and others, as dialled at home
        case 11:
            return digits[0] == "0" or digits[:2] in {"79", "89", "80"} or _is_polish_with_code(digits)
        case 12:
            return digits[0] == "0" or digits[:3] in {"380", "375"}
        case _:
            return False


def _is_polish_with_code(digits: str) -> bool:
    return digits.startswith("48") and digits[2:4] in _POLISH


def _is_document(window: Window) -> bool:
    """Nine digits or more in one piece; in groups only where a check or the usual grouping says so."""
    sizes, digits = window.sizes, window.digits
    if len(sizes) == 1:
        return len(digits) >= 9
    if sizes in {(4, 6), (2, 2, 6), (2, 7), (6, 5)}:  # Russian passports, a PESEL with a wrong digit
        return True
    return (len(digits) == 9 and digits[0] == "0") or (len(digits) == 10 and min(sizes) > 1 and is_nip(digits))


def is_nip(digits: str) -> bool:
    """Ten digits with the check digit of the Polish tax number."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=False))
    return len(digits) == 10 and total % 11 == int(digits[9])


def _short_line(plain: str, start: int, _windows: Windows) -> int | None:
    """One of the lines of three digits, standing alone."""
    line = plain[start : start + 3]
    return start + 3 if line in PUBLIC and not plain[start + 3 : start + 4].isdigit() else None


def _after_phone_word(plain: str, start: int, windows: Windows) -> int | None:
    if not _PHONE_WORD.search(plain, max(0, start - 24), start):
        return None
    return _last(windows, lambda window: 6 <= len(window.digits) <= 9)


def _after_paper_word(plain: str, start: int, windows: Windows) -> int | None:
    if not _PAPER_WORD.search(plain, max(0, start - 32), start):
        return None
    return _last(windows, lambda window: 6 <= len(window.digits) <= 12)


def _first(windows: Windows, fits: Callable[[Window], bool]) -> int | None:
    return next((window.end for window in windows if fits(window)), None)


def _last(windows: Windows, fits: Callable[[Window], bool]) -> int | None:
    return _first(tuple(reversed(windows)), fits)


def _any(fits: Callable[[Window], bool]) -> Rule:
    """A rule that looks at the digits alone: the shortest window that fits."""
    return lambda _plain, _start, windows: _first(windows, fits)


CLOCK: Rules = (("", _short),)  # where no number can begin, a time of day may: its minutes begin none either
# In this order: what looks like a date is no phone, a number with its check digit is no phone either.
RULES: Rules = (
    ("", _long_date),
    ("", _any(_is_public_line)),
    ("phone", _with_country),
    ("PESEL", _any(lambda window: is_pesel(window.digits))),
    ("", _short),
    ("account", _any(_is_account)),
    ("phone", lambda _plain, _start, windows: _last(windows, _is_phone)),
    ("document", _any(_is_document)),
    ("", _short_line),
    ("phone", _after_phone_word),
    ("document", _after_paper_word),
)
