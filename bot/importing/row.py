"""One row of the sheet becomes a duty; what is wrong in it is noted on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Final, TypeVar

from bot.calendar import week_of
from bot.i18n import N_
from bot.importing import cells
from bot.importing.cells import WRITE_THIS, Read
from bot.importing.finding import Finding, Severity, shown
from bot.timetable.duty import LANGUAGES, Attendance, Booking, Duty, Organisation, Room, Service, Status, Texts

LONGEST_CELL: Final = 600  # letters; a note has to fit a chat
LONGEST_ID: Final = 64
ONE_OF: Final = N_("Write one of: {allowed}.")
UNKNOWN: Final = N_("“{value}” is not known here.")

# Digits as people write them, with a country code or without; Excel's 4.8E+10 is none.
A_PHONE: Final = re.compile(r"\+?[\d ()/-]{3,24}(?:,? ?(?:ext|wew)\.? ?\d{1,5})?")
E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class Row:
    """The cells of one row by heading. number: as the spreadsheet counts. findings: what was noted so far."""

    def __init__(self, number: int, by_heading: Mapping[str, str]) -> None:
        self.number = number
        self.findings: list[Finding] = []
        self._cells = by_heading

    def cell(self, column: str) -> str:
        return self._cells.get(column, "")

    def wrong(self, column: str, problem: str, cure: str, **values: str) -> None:
        self.note(Severity.ERROR, column, problem, cure, **values)

    def odd(self, column: str, problem: str, cure: str, **values: str) -> None:
        self.note(Severity.WARNING, column, problem, cure, **values)

    def note(self, severity: Severity, column: str, problem: str, cure: str, **values: str) -> None:
        """Note a finding. `value` is the cell's text; `suggestion` among the values is also the finding's cure."""
        filled = {"value": shown(self.cell(column)), **values}
        found = Finding(severity, self.number, column, problem, cure, tuple(filled.items()), values.get("suggestion"))
        self.findings.append(found)

    def duty(self) -> Duty | None:
        """The duty of this row; None when it holds an error."""
        self._too_long()
        day = self._day()
        start, end = self._read("start", cells.clock), self._read("end", cells.clock)
        last_entry = self._read("last_entry", cells.clock) if self.cell("last_entry") else None
        self._in_order(start, end, last_entry)
        status = self._word("status", Status, Status.SCHEDULED)
        attendance = self._word("attendance", Attendance, None)
        made = (self._organisation(), self._service(), self._room())
        languages, booking = self._languages(), self._booking()
        step = self._read("places_left", cells.count), self._read("cost_pln", cells.money)
        activity = self._is_activity()
        name = self._id()
        if day is None or start is None or end is None or status is None or attendance is None:
            return None
        if any(finding.is_error for finding in self.findings):
            return None
        return Duty(
            id=name,
            organisation=made[0],
            service=made[1],
            date=day,
            start=start,
            end=end,
            room=made[2],
            languages=languages,
            attendance=attendance,
            last_entry=last_entry,
            booking=booking,
            places_left=step[0],
            cost=step[1],
            status=status,
            note=self._texts("note"),
            replaces=self.cell("replaces") or None,
            is_activity=activity,
            audience=self.cell("audience"),
        )

    def _read(self, column: str, reader: Callable[[str], Read[T]]) -> T | None:
        return self._taken(column, reader(self.cell(column)))

    def _taken(self, column: str, read: Read[T]) -> T | None:
        if read.problem:
            severity = Severity.ERROR if read.value is None else Severity.WARNING
            values = {"suggestion": read.suggestion} if read.suggestion else {}
            self.note(severity, column, read.problem, read.cure, **values)
        return read.value

    def _too_long(self) -> None:
        for column, cell in self._cells.items():
            if len(cell) > LONGEST_CELL:
                problem = N_("The text is too long for a chat.")
                self.wrong(column, problem, N_("Shorten it to {most} letters."), most=str(LONGEST_CELL))
            elif "???" in cell or "\ufffd" in cell:
                problem = N_("Letters were lost when the file was saved: “{value}”.")
                self.wrong(column, problem, N_("Save the file as “CSV UTF-8”."))

    def _id(self) -> str:
        name = self.cell("id")
        if not name:
            self.wrong("id", cells.IS_EMPTY, N_("Give each row an id of its own."))
        elif len(name) > LONGEST_ID:
            self.wrong("id", N_("The id is too long."), N_("Shorten it to {most} letters."), most=str(LONGEST_ID))
        return name

    def _day(self) -> date | None:
        """The date, checked against the columns week and weekday."""
        year = self.cell("week")[:4]
        day = self._taken("date", cells.day(self.cell("date"), int(year) if year.isdecimal() else None))
        if day is None:
            return None
        week, right = self.cell("week"), week_of(day)
        if week and week.upper() != right:
            problem = N_("“{value}” is not the week of {date}.")
            self.wrong("week", problem, WRITE_THIS, date=day.isoformat(), suggestion=right)
        if self.cell("weekday") and cells.weekday(self.cell("weekday")) != day.weekday():
            problem = N_("“{value}” is not the weekday of {date}.")
            right = cells.SHORT_DAYS[day.weekday()]
            self.wrong(
                "weekday",
                problem,
                N_("Write {suggestion}, or correct the date."),
                date=day.isoformat(),
                suggestion=right,
            )
        return day

    def _in_order(self, start: time | None, end: time | None, last_entry: time | None) -> None:
        if start is None or end is None:
            return
        if end <= start:
            problem = N_("The end {value} is not after the start {start}.")
            self.wrong("end", problem, N_("Correct the start or the end."), start=f"{start:%H:%M}")
        elif last_entry is not None and not start <= last_entry <= end:
            problem = N_("The last entry {value} is not between start and end.")
            self.wrong("last_entry", problem, N_("Correct it or leave the cell empty."))

    def _word(self, column: str, allowed: type[E], default: E | None) -> E | None:
        word = self.cell(column).casefold().replace("-", "_").replace(" ", "_")
        if not word and default is not None:
            return default
        for known in allowed:
            if known.value == word:
                return known
        self.wrong(column, UNKNOWN if word else cells.IS_EMPTY, ONE_OF, allowed=", ".join(allowed))
        return None

    def _is_activity(self) -> bool:
        kind = self.cell("kind").casefold()
        if kind not in ("", "duty", "activity"):
            self.wrong("kind", UNKNOWN, ONE_OF, allowed="duty, activity")
        return kind == "activity"

    def _texts(self, stem: str) -> Texts:
        return Texts.of({language: self.cell(f"{stem}_{language}") for language in LANGUAGES})

    def _named(self, stem: str, plain: str) -> Texts:
        """Names in four languages where the sheet has them, else its one name for all."""
        texts, one = self._texts(stem), self.cell(plain)
        return Texts.of({language: text or one for language, text in texts.each().items()})

    def _organisation(self) -> Organisation:
        if not self.cell("org_id"):
            self.wrong("org_id", cells.IS_EMPTY, N_("Write the short name of the organisation, always the same."))
        name = self._named("org", "org_name")
        return Organisation(self.cell("org_id"), name or Texts.same(self.cell("org_id")))

    def _service(self) -> Service:
        name = self._texts("service")
        if not self.cell("service_id"):
            self.wrong("service_id", cells.IS_EMPTY, N_("Write the short name of the service, always the same."))
        if not name:
            self.wrong(
                "service_pl", N_("The service has no name in any language."), N_("Write its name in four languages.")
            )
        elif missing := [language for language, text in name.each().items() if not text]:
            problem, cure = N_("The name is missing in: {languages}."), N_("Write its name in four languages.")
            self.odd(f"service_{missing[0]}", problem, cure, languages=", ".join(missing))
        return Service(self.cell("service_id"), name)

    def _room(self) -> Room:
        name = self._named("room", "room")
        if not name and not self.cell("room_id"):
            self.wrong("room", cells.IS_EMPTY, N_("Write the room, or “by phone”."))
        name = name or Texts.same(self.cell("room_id"))
        return Room(
            self.cell("room_id") or name.into("pl"), name, self.cell("floor"), self._read("step_free", cells.truth)
        )

    def _languages(self) -> tuple[str, ...]:
        codes = cells.language_codes(self.cell("languages"))
        for code in codes:
            if code in cells.LANGUAGE_CODES:
                continue
            problem = N_("“{code}” is not the code of a language.")
            if right := cells.MISTAKEN_CODES.get(code):
                self.wrong("languages", problem, WRITE_THIS, code=shown(code), suggestion=right)
            else:
                cure = N_("Write two letters such as uk, en, ru, pl, or pjm for Polish Sign Language.")
                self.wrong("languages", problem, cure, code=shown(code))
        if not codes:
            self.odd("languages", N_("No language is given."), N_("Write the languages that are spoken, like: uk pl."))
        return codes

    def _booking(self) -> Booking:
        email, url = self.cell("booking_email"), self.cell("booking_url")
        if email and ("@" not in email or " " in email):
            self.wrong(
                "booking_email", N_("“{value}” is not an e-mail address."), N_("Correct it or leave the cell empty.")
            )
        if url and (not url.startswith(("https://", "http://")) or any(sign.isspace() for sign in url)):
            self.wrong("booking_url", N_("“{value}” is not a web address."), N_("Write it like https://example.org."))
        phone = self.cell("booking_phone")
        if phone and not A_PHONE.fullmatch(phone):
            self.wrong(
                "booking_phone",
                N_("“{value}” is not a phone number."),
                N_("Write it like +48 12 345 67 89; tell Excel that the column is text."),
            )
        return Booking(phone, email, url, self.cell("book_before"))
