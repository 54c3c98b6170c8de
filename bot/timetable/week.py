"""The published set of duties of an ISO week, one version of it, and its form as a JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import monday, week_of
from bot.timetable.duty import Attendance, Booking, Duty, Organisation, Room, Service, Status, Texts

FORM: Final = 1  # the form of the JSON document; a later one is read beside it


class WrongDocument(ValueError):
    """A stored week that this program cannot read."""


@dataclass(frozen=True, slots=True)
class Week:
    """One version of a week. iso: '2026-W48'. number: of the version, 0 until published. duties: in order of time."""

    iso: str
    duties: tuple[Duty, ...]
    is_sample: bool = False
    number: int = 0
    published_at: datetime | None = None
    published_by: str = ""
    note: str = ""

    def on(self, day: date) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if duty.date == day)


def in_order(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """By day, start, end and id."""
    return tuple(sorted(duties, key=lambda duty: (duty.date, duty.start, duty.end, duty.id)))


def weeks_of(duties: Iterable[Duty], *, is_sample: bool) -> tuple[Week, ...]:
    """Duties put into their ISO weeks, in order."""
    by_week: dict[str, list[Duty]] = {}
    for duty in duties:
        by_week.setdefault(week_of(duty.date), []).append(duty)
    return tuple(Week(iso, in_order(by_week[iso]), is_sample) for iso in sorted(by_week))


def is_past(week: Week, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the whole week lies before today."""
    return monday(week.iso) + timedelta(days=7) <= now.astimezone(zone).date()


def document(duties: Sequence[Duty]) -> dict[str, object]:
    """Duties as a JSON document: text, numbers, true/false, null, lists and maps only."""
    return {"form": FORM, "duties": [_duty_document(duty) for duty in duties]}


def duties_of(stored: object) -> tuple[Duty, ...]:
    """The duties of a JSON document. Raises WrongDocument when it is not one of ours."""
    if not isinstance(stored, Mapping) or stored.get("form") != FORM or not isinstance(stored.get("duties"), list):
        raise WrongDocument("this is not a week that this version of Pomost can read")
    try:
        return tuple(_duty(_Entry(each)) for each in stored["duties"])
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise WrongDocument(f"a duty in the stored week cannot be read: {error}") from error


def _duty_document(duty: Duty) -> dict[str, object]:
    return {
        "id": duty.id,
        "organisation": {"id": duty.organisation.id, "name": duty.organisation.name.each()},
        "service": {"id": duty.service.id, "name": duty.service.name.each()},
        "date": duty.date.isoformat(),
        "start": f"{duty.start:%H:%M}",
        "end": f"{duty.end:%H:%M}",
        "last_entry": f"{duty.last_entry:%H:%M}" if duty.last_entry else None,
        "room": {
            "id": duty.room.id,
            "name": duty.room.name.each(),
            "floor": duty.room.floor,
            "step_free": duty.room.is_step_free,
        },
        "languages": list(duty.languages),
        "attendance": duty.attendance.value,
        "booking": {
            "phone": duty.booking.phone,
            "email": duty.booking.email,
            "url": duty.booking.url,
            "before": duty.booking.before,
        },
        "places_left": duty.places_left,
        "cost": str(duty.cost) if duty.cost is not None else None,
        "status": duty.status.value,
        "note": duty.note.each(),
        "replaces": duty.replaces,
        "activity": duty.is_activity,
        "audience": duty.audience,
    }


class _Entry:
    """A map of the document, read with its types checked."""

    def __init__(self, entry: object) -> None:
        if not isinstance(entry, Mapping):
            raise TypeError("a map was expected")
        self._entry: Mapping[str, object] = entry

    def text(self, name: str) -> str:
        value = self._entry[name]
        if not isinstance(value, str):
            raise TypeError(f"{name} is not text")
        return value

    def maybe(self, name: str) -> str | None:
        return None if self._entry[name] is None else self.text(name)

    def number(self, name: str) -> int | None:
        value = self._entry[name]
        if value is not None and not isinstance(value, int):
            raise TypeError(f"{name} is not a number")
        return value

    def truth(self, name: str) -> bool | None:
        value = self._entry[name]
        if value is not None and not isinstance(value, bool):
            raise TypeError(f"{name} is neither true nor false")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        value = self._entry[name]
        if not isinstance(value, list):
            raise TypeError(f"{name} is not a list")
        return tuple(str(each) for each in value)

    def entry(self, name: str) -> _Entry:
        return _Entry(self._entry[name])

    def texts(self, name: str) -> Texts:
        inner = self.entry(name)
        return Texts(inner.text("uk"), inner.text("en"), inner.text("ru"), inner.text("pl"))


def _duty(entry: _Entry) -> Duty:
    organisation, service, room, booking = (
        entry.entry(name) for name in ("organisation", "service", "room", "booking")
    )
    last_entry, cost = entry.maybe("last_entry"), entry.maybe("cost")
    return Duty(
        id=entry.text("id"),
        organisation=Organisation(organisation.text("id"), organisation.texts("name")),
        service=Service(service.text("id"), service.texts("name")),
        date=date.fromisoformat(entry.text("date")),
        start=time.fromisoformat(entry.text("start")),
        end=time.fromisoformat(entry.text("end")),
        room=Room(room.text("id"), room.texts("name"), room.text("floor"), room.truth("step_free")),
        languages=entry.words("languages"),
        attendance=Attendance(entry.text("attendance")),
        last_entry=time.fromisoformat(last_entry) if last_entry else None,
        booking=Booking(booking.text("phone"), booking.text("email"), booking.text("url"), booking.text("before")),
        places_left=entry.number("places_left"),
        cost=Decimal(cost) if cost is not None else None,
        status=Status(entry.text("status")),
        note=entry.texts("note"),
        replaces=entry.maybe("replaces"),
        is_activity=bool(entry.truth("activity")),
        audience=entry.text("audience"),
    )
