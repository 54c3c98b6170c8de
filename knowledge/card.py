"""An article as one resident sees it today: placeholders filled, ended rules left out, audiences apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge import values
from knowledge.article import Article, Confirmed, Fact, Place
from knowledge.loader import Knowledge

PLACE_FIELDS = ("name", "official", "address", "phone", "email", "url")
UNDATED = "undated"

_PLACEHOLDER = re.compile(
    r"\{(?:fact:(?P<fact>[a-z0-9_-]+)(?P<gen>\.gen)?|place:(?P<place>[a-z0-9_-]+)\.(?P<field>[a-z]+))\}"
)
# A sentence ends before a space and a capital letter or an opening quotation mark.
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[\"«„“({A-ZĄĆĘŁŃÓŚŹŻА-ЯЁЄІЇҐ])")


@dataclass(frozen=True, slots=True)
class Card:
    """One article in one language. groups, more_groups: the points true only for an audience, by its key in AUDIENCES.

    expired: a rule ended and its sentences were left out ("" for a `first` or `next` of which nothing remains).
    source_date: of the newest source, as precise as known: 2024-06-01, 2024-06, 2024 or "undated".
    """

    article: str
    language: str
    title: str
    first: str
    points: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    next: str
    more: tuple[str, ...]
    more_groups: Mapping[str, tuple[str, ...]]
    expired: bool
    overdue_review: bool
    volatile: bool
    sensitive: bool
    source_date: str
    confirmed: Confirmed | None
    origin: str


@dataclass(frozen=True, slots=True)
class Used:
    """One placeholder of a text. fact, or place and field; genitive: `.gen` was asked for."""

    fact: str = ""
    genitive: bool = False
    place: str = ""
    field: str = ""


def placeholders(text: str) -> tuple[Used, ...]:
    """Those that are well formed, in order."""
    return tuple(_used(found) for found in _PLACEHOLDER.finditer(text))


def without_placeholders(text: str, instead: str = "") -> str:
    return _PLACEHOLDER.sub(instead, text)


def sentences(text: str) -> list[str]:
    return _SENTENCE_END.split(text)


def written(text: str, article: Article, language: str, places: Mapping[str, Place]) -> str:
    """The text with its values filled in. An unknown fact or place raises KeyError (`check` names it first)."""

    def value(found: re.Match[str]) -> str:
        used = _used(found)
        if used.fact:
            case = values.GENITIVE if used.genitive else values.NOMINATIVE
            filled = values.write(article.facts[used.fact], language, case)
        else:
            filled = place_field(places[used.place], used.field, language)
        # "2027 р." at the end of a sentence: one full stop is enough
        is_doubled = filled.endswith(".") and text[found.end() :].startswith(".")
        return filled.removesuffix(".") if is_doubled else filled

    return _PLACEHOLDER.sub(value, text)


def place_field(place: Place, field: str, language: str) -> str:
    """One value of a place; "" when the place has none. Raises KeyError for an unknown field."""
    known = {
        "name": place.name[language],
        "official": place.official,
        "address": place.address,
        "phone": place.phone,
        "email": place.email,
        "url": place.url,
    }
    return known[field]


def card(article: Article, language: str, knowledge: Knowledge, today: date) -> Card:
    """The article as it stands on `today`. A point with a fact past its last day is left out, and of `first` and
    `next` the sentence with it. A point with a fact for an audience stands in that audience's group."""
    text = article.texts[language]
    ended = frozenset(fact.name for fact in article.facts.values() if has_ended(fact, today))

    def filled(parts: Iterable[str]) -> Iterator[tuple[str, str]]:
        for part in parts:
            if not _names(part, ended):
                yield audience(article, part), written(part, article, language, knowledge.places)

    def line(part: str) -> str:
        return " ".join(piece for _, piece in filled(sentences(part)))

    points, more = tuple(filled(text.points)), tuple(filled(text.more))
    return Card(
        article=article.id,
        language=language,
        title=text.title,
        first=line(text.first),
        points=tuple(point for key, point in points if not key),
        groups=_grouped(points),
        next=line(text.next),
        more=tuple(point for key, point in more if not key),
        more_groups=_grouped(more),
        expired=any(_names(part, ended) for part in (text.first, text.next, *text.points, *text.more)),
        overdue_review=today > article.review_by,
        volatile=article.volatile,
        sensitive=article.sensitive,
        source_date=newest(source.date for source in article.sources),
        confirmed=article.confirmed,
        origin=text.origin,
    )


def has_ended(fact: Fact, today: date) -> bool:
    return fact.valid_until is not None and today > fact.valid_until


def audience(article: Article, part: str) -> str:
    """For whom a point is true: the first `for` among its facts, "" for everyone."""
    keys = (article.facts[used.fact].applies_to for used in placeholders(part) if used.fact)
    return next((key for key in keys if key), "")


def newest(dates: Iterable[str]) -> str:
    """The latest of dates as precise as known; "undated" when none has one."""
    return max((day for day in dates if day != UNDATED), default=UNDATED)


def _used(found: re.Match[str]) -> Used:
    if found["fact"]:
        return Used(fact=found["fact"], genitive=found["gen"] is not None)
    return Used(place=found["place"], field=found["field"])


def _names(part: str, facts: frozenset[str]) -> bool:
    return any(used.fact in facts for used in placeholders(part))


def _grouped(points: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for key, point in points:
        if key:
            groups[key] = (*groups.get(key, ()), point)
    return groups
