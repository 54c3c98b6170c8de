"""One duty or activity of the week: who is there, for what, when, where, in which languages, how to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import instant

LANGUAGES: Final = ("uk", "en", "ru", "pl")
DESK: Final = "desk"  # the service whose duties are the opening hours of the Point (product.md section 5)


class Status(StrEnum):
    """What became of a duty; the words of the sheet."""

    SCHEDULED = "scheduled"
    CHANGED = "changed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REPLACEMENT = "replacement"
    EXTRA = "extra"
    FULL = "full"


class Attendance(StrEnum):
    """How a person gets in; the words of the sheet."""

    WALK_IN = "walk_in"
    APPOINTMENT = "appointment"
    TICKET = "ticket"
    BOTH = "both"


ROOMS_WITHOUT_WALLS: Final = frozenset({"TEL", "ONLINE"})
NEEDS_A_NOTE: Final = frozenset({Status.CHANGED, Status.MOVED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in four languages; empty where nobody wrote it."""

    uk: str = ""
    en: str = ""
    ru: str = ""
    pl: str = ""

    @classmethod
    def same(cls, text: str) -> Texts:
        """A name that is the same in every language."""
        return cls(text, text, text, text)

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Texts:
        return cls(*(texts.get(language, "") for language in LANGUAGES))

    def each(self) -> dict[str, str]:
        """Language -> text, all four."""
        return {"uk": self.uk, "en": self.en, "ru": self.ru, "pl": self.pl}

    def into(self, language: str) -> str:
        """The text in a language; where it is missing the Polish, English, Ukrainian or Russian one."""
        texts = self.each()
        return next((texts[each] for each in (language, "pl", "en", "uk", "ru") if texts.get(each)), "")

    def __bool__(self) -> bool:
        return any(self.each().values())


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who sends the person on duty."""

    id: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Service:
    """What a resident comes for."""

    id: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Room:
    """Where. is_step_free: None when nobody said."""

    id: str
    name: Texts
    floor: str = ""
    is_step_free: bool | None = None

    @property
    def is_place(self) -> bool:
        """False for a duty by phone or online: no stairs matter, and any number may be there at once."""
        return self.id.upper() not in ROOMS_WITHOUT_WALLS


@dataclass(frozen=True, slots=True)
class Booking:
    """How to book. before: how long ahead, as the sheet says it: '2 working days', 'same day'."""

    phone: str = ""
    email: str = ""
    url: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of the week. date, start, end, last_entry: local time at the Point. cost: PLN, None when not said.

    languages: ISO 639-1 codes and pjm (Polish Sign Language). places_left: None when not counted.
    replaces: id of the duty it stands for. is_activity: a class, club, walk or event. audience: free text.
    """

    id: str
    organisation: Organisation
    service: Service
    date: date
    start: time
    end: time
    room: Room
    languages: tuple[str, ...] = ()
    attendance: Attendance = Attendance.WALK_IN
    last_entry: time | None = None
    booking: Booking = Booking()
    places_left: int | None = None
    cost: Decimal | None = None
    status: Status = Status.SCHEDULED
    note: Texts = Texts()
    replaces: str | None = None
    is_activity: bool = False
    audience: str = ""

    @property
    def is_cancelled(self) -> bool:
        return self.status is Status.CANCELLED

    @property
    def is_change(self) -> bool:
        """Whether it differs from what people expect of the week."""
        return self.status is not Status.SCHEDULED

    @property
    def is_desk(self) -> bool:
        return self.service.id == DESK

    def starts(self, zone: ZoneInfo) -> datetime:
        """The UTC instant of its start."""
        return instant(self.date, self.start, zone)

    def ends(self, zone: ZoneInfo) -> datetime:
        """The UTC instant of its end."""
        return instant(self.date, self.end, zone)

    def is_over(self, now: datetime, zone: ZoneInfo) -> bool:
        return self.ends(zone) <= now
