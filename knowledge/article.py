"""What we know: articles with typed facts, places and four texts side by side (product.md section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LANGUAGES = ("uk", "en", "ru", "pl")
AREAS = ("residence", "school", "health", "city")
DECIDES = ("city", "voivodeship", "state", "ngo")
ORIGINS = ("human", "machine+reviewed", "machine")
# Headings under which a fact with `for` stands: "If you are a citizen of Ukraine: …"
AUDIENCES = ("ukraine", "belarus", "eu", "non-eu", "pesel-ukr", "student", "worker", "child")


class FactKind(StrEnum):
    """How a value is written in each language; see values.py for the forms."""

    MONEY = "money"  # "440 PLN"
    PHONE = "phone"  # "+48 12 616 55 55", "112"
    DATE = "date"  # 2027-03-04 or 2027-03 or 2027
    DURATION = "duration"  # "30 days", "3 months", "1.5 hours"; units: minute hour day working-day week month year
    NUMBER = "number"  # 3
    PERCENT = "percent"  # 50
    TIME = "time"  # "17:00"
    LINK = "link"  # https://…
    EMAIL = "email"
    ADDRESS = "address"  # as it stands on the door, Polish
    TEXT = "text"  # one official term, or one text per language


@dataclass(frozen=True, slots=True)
class Fact:
    """One value, written once. valid_until: the last day it holds. applies_to: the audience it is true for."""

    name: str
    kind: FactKind
    value: str | Mapping[str, str]
    valid_until: date | None = None
    applies_to: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An office or line, written once for all articles. official: its Polish name as on the door."""

    id: str
    name: Mapping[str, str]
    official: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    source: str = ""
    date: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. date: as precise as the source gives it ("2024-06", "undated")."""

    title: str
    url: str | None
    date: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    on: date
    changes: int


@dataclass(frozen=True, slots=True)
class Text:
    """The article in one language. first: the sentence that answers; points: at most five; more: behind a button."""

    language: str
    title: str
    first: str
    points: tuple[str, ...]
    next: str
    more: tuple[str, ...]
    phrases: tuple[str, ...]
    origin: str
    reviewed: Reviewed | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Article:
    id: str
    area: str
    decides: str
    sensitive: bool
    volatile: bool
    checked_on: date
    review_by: date
    confirmed: Confirmed | None
    sources: tuple[Source, ...]
    facts: Mapping[str, Fact]
    places: tuple[str, ...]
    related: tuple[str, ...]
    not_this: tuple[str, ...]
    texts: Mapping[str, Text]
