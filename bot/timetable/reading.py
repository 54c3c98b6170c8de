"""A text read with the lexicon: which of its words mean a day, a service, an open door; which mean nothing to us."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

from rapidfuzz.distance import OSA

from bot.timetable.lexicon import CONCEPTS, GENERIC, GROUPS, MONTHS
from knowledge.text import base, skeleton, words

LONGEST_WORDS: Final = 30  # a longer text is a story, not a question for an hour
_TYPO_LETTERS: Final = 5  # as heard; shorter words have neighbours that are other words
CONCEPT: Final = "concept:"

_CLOCK: Final = re.compile(r"\b\d{1,2}[:.]\d{2}\b(?![./]\d)(?=\s*(?:$|[^\d.]))")
_ISO: Final = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMERIC: Final = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?\b\.?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as typed (casefolded) and as heard."""

    typed: str
    heard: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One word of a lexicon entry."""

    text: str
    is_stem: bool = False
    is_typed: bool = False

    def fits(self, token: Token) -> bool:
        if self.is_typed:
            return token.typed == self.text
        return token.heard.startswith(self.text) if self.is_stem else token.heard == self.text

    def nearly_fits(self, token: Token) -> bool:
        """One letter wrong, the first one right."""
        if self.is_typed or min(len(self.text), len(token.heard)) < _TYPO_LETTERS or self.text[0] != token.heard[0]:
            return False
        if not self.is_stem:
            return OSA.distance(self.text, token.heard, score_cutoff=1) <= 1
        size = len(self.text)
        return any(
            OSA.distance(self.text, token.heard[:length], score_cutoff=1) <= 1 for length in (size - 1, size, size + 1)
        )


Phrase = tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of the text, from `first`, that an entry of a group explains."""

    group: str
    first: int
    length: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found. days: dates written out as (year or None, month, day). rest: the words nobody explained."""

    tokens: tuple[Token, ...]
    marks: tuple[Mark, ...]
    rest: tuple[Token, ...]
    days: tuple[tuple[int | None, int, int], ...] = ()
    groups: frozenset[str] = field(default=frozenset())

    def has(self, *groups: str) -> bool:
        return any(group in self.groups for group in groups)

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(sorted(group.removeprefix(CONCEPT) for group in self.groups if group.startswith(CONCEPT)))


def phrases(entries: str) -> tuple[Phrase, ...]:
    """The patterns of a lexicon string. Typed without marks, Polish ó is no longer heard as u: both are kept."""
    spelt = dict.fromkeys(each for entry in entries.split() for each in (entry, entry.replace("ó", "o")))
    return tuple(tuple(map(_pattern, entry.split("_"))) for entry in spelt)


def _pattern(word: str) -> Pattern:
    if word.startswith("="):
        return Pattern(base(word), is_typed=True)
    return Pattern(skeleton(base(word)), is_stem=word.endswith("*"))


def stands_in(found: Iterable[Phrase], text: str) -> bool:
    """Whether one of the phrases occurs in a text."""
    tokens = tokens_of(text)
    return any(_fits_at(phrase, tokens, at) for phrase in found for at in range(len(tokens)))


def _fits_at(phrase: Phrase, tokens: tuple[Token, ...], at: int) -> bool:
    return at + len(phrase) <= len(tokens) and all(
        pattern.fits(token) for pattern, token in zip(phrase, tokens[at:], strict=False)
    )


@cache
def _shelves() -> Mapping[str, tuple[tuple[str, Phrase], ...]]:
    """The lexicon by the first letter, as heard or typed, of an entry."""
    shelves: dict[str, list[tuple[str, Phrase]]] = {}
    groups = {**GROUPS, **{f"{CONCEPT}{concept.id}": concept.asked for concept in CONCEPTS}}
    groups |= {f"month:{number}": names for number, names in MONTHS.items()}
    for group, entries in groups.items():
        for phrase in phrases(entries):
            shelves.setdefault(phrase[0].text[:1], []).append((group, phrase))
    return {letter: tuple(entries) for letter, entries in shelves.items()}


@cache
def generic() -> tuple[Phrase, ...]:
    return phrases(GENERIC)


def is_generic(token: Token) -> bool:
    return any(phrase[0].fits(token) for phrase in generic())


def tokens_of(text: str) -> tuple[Token, ...]:
    heard = ((word, skeleton(word)) for word in base(text).split())
    return tuple(Token(typed, sounds) for typed, sounds in heard if sounds)


def read(text: str) -> Reading:
    """Mark the words of a text. The longest entry at a place wins; what nobody explains may be a typo of an entry."""
    text, days = _dates(text)
    tokens = tokens_of(text)[: LONGEST_WORDS + 1]
    marks: list[Mark] = []
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        found = _marks_at(tokens, at) or _misspelt_at(tokens, at)
        marks.extend(found)
        if not found:
            rest.append(tokens[at])
        at += found[0].length if found else 1
    written, used = _written_dates(tokens, marks)
    rest = [token for token in rest if token not in used]
    return Reading(tokens, tuple(marks), tuple(rest), days + written, frozenset(mark.group for mark in marks))


def _marks_at(tokens: tuple[Token, ...], at: int) -> list[Mark]:
    token = tokens[at]
    letters = {token.typed[0], token.heard[0]}
    near = [entry for letter in sorted(letters) for entry in _shelves().get(letter, ())]
    fitting = [(len(phrase), group) for group, phrase in near if _fits_at(phrase, tokens, at)]
    longest = max(fitting, default=(0, ""))[0]
    return [Mark(group, at, longest) for group in sorted({group for length, group in fitting if length == longest})]


def _misspelt_at(tokens: tuple[Token, ...], at: int) -> list[Mark]:
    token = tokens[at]
    near = _shelves().get(token.heard[0], ())
    groups = {group for group, phrase in near if len(phrase) == 1 and phrase[0].nearly_fits(token)}
    return [Mark(group, at, 1) for group in sorted(groups - {"filler", "how"})]


def _dates(text: str) -> tuple[str, tuple[tuple[int | None, int, int], ...]]:
    """The text without dates and clock times in figures, and those dates."""
    days: list[tuple[int | None, int, int]] = []

    def iso(found: re.Match[str]) -> str:
        days.append((int(found[1]), int(found[2]), int(found[3])))
        return " "

    def numeric(found: re.Match[str]) -> str:
        if not (1 <= int(found[2]) <= 12 and 1 <= int(found[1]) <= 31):
            return found[0]
        days.append((int(found[3]) if found[3] else None, int(found[2]), int(found[1])))
        return " "

    text = _ISO.sub(iso, text[:2_000])
    text = _NUMERIC.sub(numeric, text)
    return _CLOCK.sub(" ", text), tuple(days)


def _written_dates(
    tokens: tuple[Token, ...], marks: Iterable[Mark]
) -> tuple[tuple[tuple[int | None, int, int], ...], frozenset[Token]]:
    """Dates such as '26 November' and the tokens of their numbers."""
    days: list[tuple[int | None, int, int]] = []
    used: set[Token] = set()
    for mark in marks:
        if not mark.group.startswith("month:"):
            continue
        for near in (mark.first - 1, mark.first + 1):
            if 0 <= near < len(tokens) and tokens[near].typed.isdecimal() and 1 <= int(tokens[near].typed[:4]) <= 31:
                days.append((None, int(mark.group.removeprefix("month:")), int(tokens[near].typed)))
                used.add(tokens[near])
                break
    return tuple(days), frozenset(used)


def resolved(year: int | None, month: int, day: int, today: date) -> date | None:
    """A written date; without a year the one nearest to today. None when there is no such day."""
    for each in (year,) if year is not None else (today.year, today.year + 1, today.year - 1):
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year is not None or abs((found - today).days) <= 183:
            return found
    return None


def heard_words(text: str) -> frozenset[str]:
    return frozenset(words(text))
