"""A table of cells becomes weeks of duties, with everything that is wrong or odd about it named at once.

Where the cells come from (CSV today, XLSX later) does not matter here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.calendar import week_of
from bot.i18n import N_
from bot.importing.checks import look
from bot.importing.finding import Finding, Severity, shown
from bot.importing.row import Row
from bot.timetable.duty import Duty
from bot.timetable.week import Week, weeks_of

MOST_ROWS: Final = 3_000
# Without these no duty can be made; `service_en` stands for a name in any of the four languages.
NEEDED: Final = ("id", "date", "start", "end", "org_id", "service_id", "attendance", "languages")
_COLUMNS: Final = """
    data_status id week date weekday start end last_entry status replaces org_id org_name org_en org_uk org_ru org_pl
    service_id service_en service_uk service_ru service_pl room_id room room_en room_uk room_ru room_pl floor step_free
    languages attendance booking_phone booking_email booking_url book_before places_left cost_pln note_en note_uk
    note_ru note_pl kind audience updated_at"""
KNOWN: Final = frozenset(_COLUMNS.split())
SAMPLE: Final = "SAMPLE"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds. weeks: empty when there is an error. findings: in order of row, errors and warnings."""

    weeks: tuple[Week, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.is_error)


def sheet_of(table: Sequence[Sequence[str]], *, today: date, allow_sample: bool) -> Sheet:
    """Read a table whose first row that is not empty holds the headings."""
    first = next((number for number, cells in enumerate(table) if any(cell.strip() for cell in cells)), None)
    if first is None:
        return Sheet((), (_whole(N_("The table is empty."), N_("Choose the file with the timetable.")),))
    headings = [cell.strip().lstrip("\ufeff").casefold() for cell in table[first]]
    findings = _headings(headings, first + 1)
    if any(finding.is_error for finding in findings):
        return Sheet((), tuple(findings))
    rows = [
        Row(number, dict(zip(headings, (_clean(cell) for cell in cells), strict=False)))
        for number, cells in enumerate(table[first + 1 :], start=first + 2)
        if any(cell.strip() for cell in cells)
    ]
    if not 0 < len(rows) <= MOST_ROWS:
        problem = N_("The table has no rows.") if not rows else N_("The table has too many rows.")
        return Sheet((), (_whole(problem, N_("Choose the file with the timetable.")),))
    return _sheet(rows, findings, today=today, allow_sample=allow_sample)


def _sheet(rows: list[Row], findings: list[Finding], *, today: date, allow_sample: bool) -> Sheet:
    is_sample = any(row.cell("data_status").upper().startswith(SAMPLE) for row in rows)
    findings += _data_status(rows, allow_sample=allow_sample)
    admitted = is_sample and allow_sample
    duties: list[tuple[Row, Duty]] = []
    seen: dict[str, int] = {}
    for row in rows:
        duty = row.duty()
        if duty is not None:
            duties.append((row, duty))
            if not admitted and week_of(duty.date) < week_of(today):
                row.wrong("date", N_("The week of {value} is over."), N_("Remove the row or correct the date."))
        _repeated(row, seen)
    look(duties)
    findings += [finding for row in rows for finding in row.findings]
    findings.sort(key=lambda finding: (finding.row or 0, finding.severity.value))
    stops = any(finding.is_error for finding in findings)
    weeks = () if stops else weeks_of((duty for _, duty in duties), is_sample=is_sample)
    return Sheet(weeks, tuple(findings))


def _clean(cell: str) -> str:
    """Without spaces around, hard spaces and characters that cannot be seen; a line break within stays."""
    plain = cell.replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign.isprintable() or sign == "\n").strip()


def _whole(problem: str, cure: str) -> Finding:
    return Finding(Severity.ERROR, None, "", problem, cure)


def _headings(headings: list[str], row: int) -> list[Finding]:
    findings = [
        Finding(
            Severity.ERROR,
            row,
            name,
            N_("The column is missing."),
            N_("Add a column with this heading: {column}."),
            (("column", name),),
        )
        for name in NEEDED
        if name not in headings
    ]
    if not any(f"service_{language}" in headings for language in ("en", "uk", "ru", "pl")):
        problem, cure = N_("The service has no name in any language."), N_("Add a column with this heading: {column}.")
        findings.append(Finding(Severity.ERROR, row, "service_pl", problem, cure, (("column", "service_pl"),)))
    for name in dict.fromkeys(headings):
        if name and headings.count(name) > 1:
            problem, cure = N_("Two columns have this heading."), N_("Remove one of them.")
            findings.append(Finding(Severity.ERROR, row, shown(name), problem, cure))
        elif name and name not in KNOWN:
            problem, cure = N_("This column is not known and was not read."), N_("Check its heading.")
            findings.append(Finding(Severity.WARNING, row, shown(name), problem, cure))
    return findings


def _data_status(rows: list[Row], *, allow_sample: bool) -> list[Finding]:
    """Sample data is refused unless allowed, once for the file; sample and real rows never go together."""
    kinds = {row: row.cell("data_status").upper() for row in rows}
    samples = [row for row, kind in kinds.items() if kind.startswith(SAMPLE)]
    if samples and not allow_sample:
        problem = N_("This is invented sample data, not a real timetable.")
        cure = N_("Choose the real file. For a demonstration: --allow-sample.")
        return [Finding(Severity.ERROR, samples[0].number, "data_status", problem, cure)]
    if samples and len(samples) < len(rows):
        real = next(row for row in rows if row not in samples)
        problem, cure = N_("Sample and real rows stand in one file."), N_("Keep them in two files.")
        return [Finding(Severity.ERROR, real.number, "data_status", problem, cure)]
    for row, kind in kinds.items():
        if kind not in ("", "OK") and not kind.startswith(SAMPLE):
            row.wrong("data_status", N_("“{value}” is not known here."), N_("Write OK or leave the cell empty."))
    return []


def _repeated(row: Row, seen: dict[str, int]) -> None:
    name = row.cell("id")
    if name and name in seen:
        problem, cure = N_("The id “{value}” stands also in row {other}."), N_("Give each row an id of its own.")
        row.wrong("id", problem, cure, other=str(seen[name]))
    seen.setdefault(name, row.number)
