"""The door: what identifies a person is covered before anything is stored, logged or shown (product.md section 5).

`masked` knows numbers by the checks they have (PESEL, Polish documents) or by their form (phones, case numbers,
foreign papers, accounts, e-mails). In doubt a long number is covered: an operator can ask again, a leak cannot be
taken back. Postal codes, dates, times, sums and the emergency lines stay. Time is linear in the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from bot import numbers
from bot.numbers import Group

# Letters that look alike are read as the Latin ones: a passport's "AB" is often typed on a Cyrillic keyboard.
_LOOKS = str.maketrans("АВЕКМНОРСТХІЈЅУаеорсухіјѕвкмнтΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXIJSYaeopcyxijsBKMHTABEZHIKMNOPTYX")
_LETTER_DIGIT = re.compile(r"(?<=\d)[OoОоlIІ|](?=\d)")
_DASHES = frozenset("‐‑‒–—―−﹣-")
_COVERED = "\0"

_EMAIL = re.compile(
    r"[\w.+-]{1,64} {0,2}(?:@|\((?:at|собака|malpa|małpa)\)|\[at\]) {0,2}[\w-]{1,63}(?: ?\. ?[\w-]{1,63}){1,5}", re.I
)
_IBAN = re.compile(r"(?<![^\W\d_])[A-Z]{2} ?\d\d(?:[ .-]?[A-Z\d]{4}){3,7}(?:[ .-]?[A-Z\d]{1,4})?(?![^\W_])", re.I)
# WSC-II-C.6151.12345.2025, SO-II.6152.3.2025.AB, DL.WIPO.410.1234.2023/KW, 6151.12345.2025
_CASE = re.compile(
    r"""(?<![^\W_])(?:
      [A-Z]{1,8}(?:\s?-\s?[A-Z\d]{1,6}){1,3}\s?(?:[./]\s?\d{1,5}|\s\d{4})(?:\s?[./]\s?\d{1,7}){0,3}
     |[A-Z]{1,8}(?:\.[A-Z]{1,6}){0,3}\.\d{3,4}(?:\.\d{1,7}){1,3}
     |\d{3,4}(?:\s?\.\s?\d{1,7}){1,2}
    )\s?[./]\s?20\d\d(?!\d)(?:[./]\s?[A-Z]{1,4}(?![^\W_]))?""",
    re.I | re.X,
)
_COURT = re.compile(
    r"(?<![^\W_])[IVX]{1,5} (?:OSK|OZ|SAB?|SO|GSK|Ca|Ns|Kp|Ko?|C|W|RC|RNs)(?:/[A-Z][a-z])? ?\d{1,5}/\d\d(?!\d)"
)
_MRZ = re.compile(r"(?<![^\W_])(?=[A-Z\d]{0,40}<)[A-Z\d<]{20,}", re.I)
_BELARUS = re.compile(r"(?<!\w)\d{7}[A-Z]\d{3}[A-Z]{2}\d(?!\w)", re.I)
_GEORGIA = re.compile(r"(?<!\w)\d{2}[A-Z]{2}\d{5}(?!\w)", re.I)
_RECORD = re.compile(r"(?<!\d)(?:19|20)\d{6} ?- ?\d{5}(?!\d)")  # the record number on a Ukrainian ID card
_PAPER_SHUT = re.compile(r"(?<![^\W_])(?P<series>[^\W\d_]{1,3})(?P<digits>\d{6,9})(?![^\W_])")
_PAPER_OPEN = re.compile(
    r"(?<![^\W_])(?P<series>[^\W\d_]{2,3})[\s.:№#-]{0,3}(?P<digits>\d(?:[ .\n-]{0,2}\d){5,6})(?!\d)"
)

# Short words and currencies that stand before a number without being a paper's series.
_WORDS = numbers.words(
    "do na za od po we ze nr no ul al id is of to in on at my and the for dla lat ile tel mam eur pln usd uah rub "
    " byn от до на за по не из до те від для під мне мені вул ул тел код лет"
)
_CURRENCY = re.compile(
    r"\s{0,2}(?:zł|zl|pln|eur|euro|€|\$|usd|uah|грн|₴|руб|₽|злот|zlot|byn|тыс|тис|tys|mln|млн)", re.I
)


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    label: str


_LABEL = re.compile(r"\[(?:PESEL|phone|e-mail|document|case|account)\]")


def unlabelled(text: str) -> str:
    """A masked text without the labels, for whoever looks for its meaning: whoever writes his number has not asked
    about PESEL, and "phone" says nothing of his language."""
    return _LABEL.sub(" ", text)


def masked(text: str) -> str:
    """The text with every identifier replaced by [PESEL], [phone], [e-mail], [document], [case] or [account]."""
    plain, places = _plain(text)
    spans: list[Span] = []
    for search in (_patterns, _papers, _digits):
        found = list(search(plain))
        plain = _without(plain, found)
        spans += found
    pieces: list[str] = []
    at = 0
    for span in sorted(spans, key=lambda one: one.start):
        pieces += [text[at : places[span.start]], f"[{span.label}]"]
        at = places[span.end - 1] + 1
    return "".join([*pieces, text[at:]])


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as the patterns read it, and where each of its characters stands in the original."""
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        plain = _plain_char(char)
        if plain:
            kept.append(plain)
            places.append(place)
    joined = "".join(kept)
    return _LETTER_DIGIT.sub(lambda found: "1" if found[0] in "lI|І" else "0", joined), places


def _plain_char(char: str) -> str:
    """One character or none: digits of any script, wide letters, dashes and spaces made plain."""
    if char.isascii():
        return "\1" if char == _COVERED else char
    digit = unicodedata.digit(char, -1)
    if digit >= 0:
        return str(digit)
    kind = unicodedata.category(char)
    if kind in {"Cf", "Mn", "Me"}:  # zero-width characters and accents put between digits hide them from nobody
        return ""
    if char in _DASHES or kind == "Pd":
        return "-"
    if kind in {"Zs", "Zl", "Zp"}:
        return " "
    wide = unicodedata.normalize("NFKC", char)
    return wide if len(wide) == 1 else char


def _without(plain: str, spans: list[Span]) -> str:
    pieces: list[str] = []
    at = 0
    for span in spans:
        pieces += [plain[at : span.start], _COVERED * (span.end - span.start)]
        at = span.end
    return "".join([*pieces, plain[at:]])


def _patterns(plain: str) -> Iterator[Span]:
    """E-mails, case numbers, accounts and the papers whose form cannot be anything else; in the text's order."""
    found: list[Span] = []
    for label, pattern in (
        ("e-mail", _EMAIL),
        ("case", _CASE),
        ("case", _COURT),
        ("document", _MRZ),
        ("account", _IBAN),
        ("document", _BELARUS),
        ("document", _GEORGIA),
        ("document", _RECORD),
    ):
        read = plain if label == "e-mail" else plain.translate(_LOOKS)
        now = [Span(*one.span(), label) for one in pattern.finditer(read) if label != "account" or _is_iban(one[0])]
        plain = _without(plain, now)
        found += now
    return iter(sorted(found, key=lambda one: one.start))


def _is_iban(text: str) -> bool:
    return sum(char.isdigit() for char in text) >= 12


def _papers(plain: str) -> Iterator[Span]:
    """Passports, identity and residence cards: letters and digits, shut together or with a space between."""
    shut = [Span(*found.span(), "document") for found in _PAPER_SHUT.finditer(plain) if _is_paper(plain, found)]
    plain = _without(plain, shut)
    apart = [Span(*found.span(), "document") for found in _PAPER_OPEN.finditer(plain) if _is_paper(plain, found)]
    return iter(sorted([*shut, *apart], key=lambda one: one.start))


def _is_paper(plain: str, found: re.Match[str]) -> bool:
    """Capital letters, or small ones before digits in one piece; no common word, no currency, no sum."""
    series, digits = found["series"], found["digits"]
    if series.lower() in _WORDS or _is_sum(plain, found.end()):
        return False
    return series.isupper() or digits.isdigit()


def _is_sum(plain: str, end: int) -> bool:
    return _CURRENCY.match(plain, end) is not None


def _digits(plain: str) -> Iterator[Span]:
    """PESEL, phones, accounts and bare document numbers: runs of digit groups, read from left to right."""
    groups = [Group(found.start(), found.end(), found[0]) for found in re.finditer(r"\d+", plain)]
    starts = [group.start for group in groups]
    at = 0
    while at < len(groups):
        reading = numbers.read(plain, groups, at)
        if reading.label and not _is_sum(plain, reading.end):
            yield Span(reading.start, reading.end, reading.label)
        at = max(at + 1, bisect_left(starts, reading.end))
