"""What is odd about duties that can be read: warnings that need one look before the week is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from itertools import combinations
from typing import Final

from bot.i18n import N_
from bot.importing.row import Row
from bot.timetable.duty import LANGUAGES, NEEDS_A_NOTE, Attendance, Booking, Duty

EARLIEST: Final = time(7)
LATEST: Final = time(21)

Pairs = Sequence[tuple[Row, Duty]]


def look(pairs: Pairs) -> None:
    """Note what is odd on the rows of the duties."""
    known = frozenset(duty.id for _, duty in pairs)
    for row, duty in pairs:
        _hours(row, duty)
        _notes(row, duty)
        _booking(row, duty)
        _replaced(row, duty, known)
    _shared_rooms(pairs)


def _hours(row: Row, duty: Duty) -> None:
    for column, at in (("start", duty.start), ("end", duty.end)):
        if not EARLIEST <= at <= LATEST:
            row.odd(column, N_("{at} is an unusual hour."), N_("Check the time."), at=f"{at:%H:%M}")


def _notes(row: Row, duty: Duty) -> None:
    if duty.status in NEEDS_A_NOTE and not duty.note:
        problem = N_("A duty that is {status} has no note.")
        row.odd("note_pl", problem, N_("Write in four languages what changed."), status=duty.status.value)
    missing = [language for language in LANGUAGES if not duty.note.each()[language]]
    if duty.note and missing:
        problem, cure = N_("The note is missing in: {languages}."), N_("Write it in four languages.")
        row.odd(f"note_{missing[0]}", problem, cure, languages=", ".join(missing))


def _booking(row: Row, duty: Duty) -> None:
    booking = duty.booking
    if duty.attendance is Attendance.APPOINTMENT and not (booking.phone or booking.email or booking.url):
        cure = N_("Write a phone, an e-mail or a web address for booking.")
        row.odd("booking_phone", N_("By appointment, but no contact is given."), cure)
    elif duty.attendance is Attendance.WALK_IN and booking != Booking():
        row.odd("attendance", N_("Walk-in, but there is a contact for booking."), N_("Check which of them is right."))


def _replaced(row: Row, duty: Duty, known: frozenset[str]) -> None:
    if duty.replaces and duty.replaces not in known:
        row.odd("replaces", N_("There is no row with the id “{value}”."), N_("Check the id of the duty it replaces."))


def _shared_rooms(pairs: Pairs) -> None:
    """Two duties in one room at one time, by day, so that a long sheet stays cheap."""
    by_place: dict[tuple[object, str], list[tuple[Row, Duty]]] = {}
    for row, duty in pairs:
        if not duty.is_cancelled and duty.room.is_place:
            by_place.setdefault((duty.date, duty.room.id), []).append((row, duty))
    for together in by_place.values():
        for (_, one), (row, other) in combinations(together, 2):
            if one.start < other.end and other.start < one.end:
                problem = N_("Two duties are in one room at one time: {one} and {other}.")
                row.odd("room", problem, N_("Check the rooms and the hours."), one=one.id, other=other.id)
