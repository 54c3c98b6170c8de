"""A sheet becomes weeks, or tells everything that is wrong with it."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from bot.importing.csv_sheet import LARGEST, read_csv
from bot.timetable.duty import Attendance, Status
from tests.importing.sheets import LAWYER, TODAY, read, row, said, written


def test_a_row_becomes_a_duty_with_all_its_cells() -> None:
    sheet = read(row(last_entry="18:30", places_left="3", cost_pln="12,50 zł", note_pl="Uwaga", replaces="A-0"))
    (duty,) = sheet.weeks[0].duties
    assert sheet.weeks[0].iso == "2026-W48"
    assert (duty.date, duty.start, duty.end, duty.last_entry) == (date(2026, 11, 26), time(16), time(19), time(18, 30))
    assert (duty.service.id, duty.service.name.uk) == ("legal_stay", "Юрист: перебування, робота, оренда")
    assert (duty.organisation.id, duty.organisation.name.into("ru")) == ("legal", "Legal aid")
    assert (duty.room.id, duty.room.floor, duty.room.is_step_free) == ("R1", "1", True)
    assert (duty.languages, duty.attendance, duty.status) == (
        ("en", "pl", "uk"),
        Attendance.APPOINTMENT,
        Status.SCHEDULED,
    )
    assert (duty.booking.phone, duty.booking.before) == ("+48 000 000 001", "2 working days")
    assert (duty.places_left, duty.cost, duty.note.pl, duty.replaces) == (3, Decimal("12.50"), "Uwaga", "A-0")


def test_duties_are_put_into_their_weeks_in_order_of_time() -> None:
    sheet = read(
        row(id="late", room_id="R2"),
        row(id="next", week="2026-W49", date="2026-12-03"),
        row(id="early", start="10:00", end="12:00"),
    )
    assert [(week.iso, [duty.id for duty in week.duties]) for week in sheet.weeks] == [
        ("2026-W48", ["early", "late"]),
        ("2026-W49", ["next"]),
    ]
    assert sheet.findings == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_separator_and_the_encoding_are_found(separator: str, encoding: str) -> None:
    content = written(row(note_pl="Zażółć; gęślą, jaźń", note_uk="Ї", note_en="x", note_ru="ы"), separator=separator)
    sheet = read_csv(content.encode(encoding), today=TODAY)
    assert said(sheet) == []
    assert sheet.weeks[0].duties[0].note.pl == "Zażółć; gęślą, jaźń"


def test_a_polish_sheet_in_windows_1250_is_read() -> None:
    cells = {"service_uk": "", "service_ru": "", "room": "Pokój 1", "service_pl": "Prawnik: umowa o pracę"}
    sheet = read_csv(written(row(**cells), separator=";").encode("cp1250"), today=TODAY)
    assert sheet.weeks[0].duties[0].service.name.pl == "Prawnik: umowa o pracę"
    assert [(finding.column, finding.is_error) for finding in sheet.findings] == [("service_uk", False)]


def test_letters_lost_by_the_spreadsheet_stop_the_import() -> None:
    sheet = read(row(service_uk="????: ???????????, ??????"))
    assert said(sheet) == [
        (
            2,
            "service_uk",
            "Row 2, column service_uk: Letters were lost when the file was saved: “????: ???????????, ??????”. "
            "Save the file as “CSV UTF-8”.",
        )
    ]


def test_spaces_around_and_line_breaks_within_a_cell_do_no_harm() -> None:
    cells = row(date=" 2026-11-26\u00a0", start=" 16:00 ", note_en="one\r\ntwo", note_uk="а", note_ru="а", note_pl="a")
    sheet = read(cells)
    assert sheet.findings == ()
    assert sheet.weeks[0].duties[0].note.en == "one\ntwo"


def test_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    content = written(row(note_en="one\ntwo", note_uk="а", note_ru="а", note_pl="a"), row(id="A-2", status="maybe"))
    sheet = read_csv(content.encode(), today=TODAY)
    assert [finding.row for finding in sheet.errors] == [3]


@pytest.mark.parametrize(
    "written_date", ["26.11.2026", "26/11/2026", "2026-11-26", "2026-11-26 00:00:00", "26.11.2026 00:00"]
)
def test_dates_are_read_as_people_and_spreadsheets_write_them(written_date: str) -> None:
    assert read(row(date=written_date)).weeks[0].duties[0].date == date(2026, 11, 26)


@pytest.mark.parametrize("written_time", ["9:00", "09:00", "9.00", "09:00:00"])
def test_times_are_read_as_people_write_them(written_time: str) -> None:
    sheet = read(row(start=written_time))
    assert sheet.weeks[0].duties[0].start == time(9)
    assert sheet.findings == ()


@pytest.mark.parametrize(
    ("number", "meant"), [("0.375", time(9)), ("0,375", time(9)), (".5", time(12)), ("0.645833333", time(15, 30))]
)
def test_a_time_turned_into_a_number_is_read_with_a_warning_that_says_how(number: str, meant: time) -> None:
    sheet = read(row(start=number))
    assert sheet.weeks[0].duties[0].start == meant
    (finding,) = sheet.warnings
    assert (finding.row, finding.column, finding.suggestion) == (2, "start", f"{meant:%H:%M}")


def test_a_date_turned_into_a_number_is_read_with_a_warning() -> None:
    sheet = read(row(date="46352"))
    assert sheet.weeks[0].duties[0].date == date(2026, 11, 26)
    assert [finding.suggestion for finding in sheet.warnings] == ["2026-11-26"]


@pytest.mark.parametrize(
    ("cells", "column", "text", "suggestion"),
    [
        (
            {"weekday": "Wed"},
            "weekday",
            "“Wed” is not the weekday of 2026-11-26. Write Thu, or correct the date.",
            "Thu",
        ),
        ({"week": "2026-W49"}, "week", "“2026-W49” is not the week of 2026-11-26. Write 2026-W48.", "2026-W48"),
        ({"date": "26.11"}, "date", "“26.11” has no year. Write 2026-11-26.", "2026-11-26"),
        (
            {"date": "31.11.2026"},
            "date",
            "There is no such day: “31.11.2026”. Write the date like 2026-12-10 or 10.12.2026.",
            None,
        ),
        ({"date": "soon"}, "date", "“soon” is not a date. Write the date like 2026-12-10 or 10.12.2026.", None),
        ({"date": ""}, "date", "The cell is empty. Write the date like 2026-12-10 or 10.12.2026.", None),
        ({"start": "16"}, "start", "“16” is not a time. Write 16:00.", "16:00"),
        ({"start": "25:00"}, "start", "“25:00” is not a time. Write the time like 9:00.", None),
        ({"end": "15:00"}, "end", "The end 15:00 is not after the start 16:00. Correct the start or the end.", None),
        (
            {"last_entry": "19:30"},
            "last_entry",
            "The last entry 19:30 is not between start and end. Correct it or leave the cell empty.",
            None,
        ),
        (
            {"status": "off"},
            "status",
            "“off” is not known here. Write one of: scheduled, changed, moved, cancelled, replacement, extra, full.",
            None,
        ),
        (
            {"attendance": ""},
            "attendance",
            "The cell is empty. Write one of: walk_in, appointment, ticket, both.",
            None,
        ),
        ({"languages": "ua pl"}, "languages", "“ua” is not the code of a language. Write uk.", "uk"),
        (
            {"languages": "uk xx"},
            "languages",
            "“xx” is not the code of a language. "
            "Write two letters such as uk, en, ru, pl, or pjm for Polish Sign Language.",
            None,
        ),
        (
            {"step_free": "perhaps"},
            "step_free",
            "“perhaps” is neither yes nor no. Write yes or no, or leave the cell empty.",
            None,
        ),
        (
            {"places_left": "many"},
            "places_left",
            "“many” is not a number. Write a whole number, or leave the cell empty.",
            None,
        ),
        (
            {"cost_pln": "-5"},
            "cost_pln",
            "“-5” is not an amount of money. Write the cost in PLN like 0 or 12.50.",
            None,
        ),
        (
            {"booking_url": "javascript:x"},
            "booking_url",
            "“javascript:x” is not a web address. Write it like https://example.org.",
            None,
        ),
        (
            {"booking_email": "legal"},
            "booking_email",
            "“legal” is not an e-mail address. Correct it or leave the cell empty.",
            None,
        ),
        ({"data_status": "draft"}, "data_status", "“draft” is not known here. Write OK or leave the cell empty.", None),
        ({"id": ""}, "id", "The cell is empty. Give each row an id of its own.", None),
        ({"note_en": "x" * 601}, "note_en", "The text is too long for a chat. Shorten it to 600 letters.", None),
        (
            {"week": "2026-W47", "date": "2026-11-19"},
            "date",
            "The week of 2026-11-19 is over. Remove the row or correct the date.",
            None,
        ),
    ],
)
def test_an_error_names_row_column_and_cure_and_stops(
    cells: dict[str, str], column: str, text: str, suggestion: str | None
) -> None:
    sheet = read(row(**cells))
    assert sheet.weeks == ()
    assert [(each.row, each.column, each.text("en"), each.suggestion) for each in sheet.errors] == [
        (2, column, f"Row 2, column {column}: {text}", suggestion)
    ]


def test_all_errors_of_all_rows_are_told_at_once() -> None:
    sheet = read(row(date="soon", status="off"), row(id="A-2", end="12:00"), row(id="A-2"))
    assert [(finding.row, finding.column) for finding in sheet.errors] == [
        (2, "date"),
        (2, "status"),
        (3, "end"),
        (4, "id"),
    ]


def test_the_weekday_may_be_written_in_four_languages() -> None:
    for weekday in ("Thursday", "czw.", "czwartek", "четвер", "чт", "четверг", ""):
        assert read(row(weekday=weekday)).findings == ()


@pytest.mark.parametrize(
    ("cells", "column", "text"),
    [
        (
            {"status": "cancelled"},
            "note_pl",
            "A duty that is cancelled has no note. Write in four languages what changed.",
        ),
        ({"note_en": "Late"}, "note_uk", "The note is missing in: uk, ru, pl. Write it in four languages."),
        ({"start": "06:30"}, "start", "06:30 is an unusual hour. Check the time."),
        ({"end": "21:30"}, "end", "21:30 is an unusual hour. Check the time."),
        ({"languages": ""}, "languages", "No language is given. Write the languages that are spoken, like: uk pl."),
        (
            {"booking_phone": ""},
            "booking_phone",
            "By appointment, but no contact is given. Write a phone, an e-mail or a web address for booking.",
        ),
        ({"replaces": "A-9"}, "replaces", "There is no row with the id “A-9”. Check the id of the duty it replaces."),
    ],
)
def test_a_warning_names_row_column_and_cure_and_does_not_stop(cells: dict[str, str], column: str, text: str) -> None:
    sheet = read(row(**cells))
    assert len(sheet.weeks) == 1
    assert said(sheet) == [(2, column, f"Row 2, column {column}: {text}")]


def test_two_duties_in_one_room_at_one_time_are_a_warning_unless_one_is_cancelled() -> None:
    note = {f"note_{language}": "x" for language in ("uk", "en", "ru", "pl")}
    both = read(row(), row(id="A-2", start="18:00", end="20:00"))
    assert [(each.row, each.text("en")) for each in both.warnings] == [
        (3, "Row 3, column room: Two duties are in one room at one time: A-1 and A-2. Check the rooms and the hours.")
    ]
    assert read(row(), row(id="A-2", status="cancelled", **note)).findings == ()
    assert read(row(), row(id="A-2", start="19:00", end="20:00")).findings == ()


def test_sample_data_is_refused_once_for_the_file_unless_it_is_allowed() -> None:
    rows = [row(data_status="SAMPLE_NOT_REAL"), row(id="A-2", room_id="R2", data_status="SAMPLE_NOT_REAL")]
    refused = read(*rows)
    assert [(each.row, each.column) for each in refused.errors] == [(2, "data_status")]
    allowed = read(*rows, allow_sample=True)
    assert [(week.is_sample, len(week.duties)) for week in allowed.weeks] == [(True, 2)]
    assert read(row(data_status="ok")).weeks[0].is_sample is False


def test_sample_and_real_rows_never_go_together() -> None:
    sheet = read(row(data_status="SAMPLE"), row(id="A-2", room_id="R2"), allow_sample=True)
    assert [(each.row, each.column) for each in sheet.errors] == [(3, "data_status")]


def test_a_past_week_is_admitted_only_as_sample() -> None:
    past = {"week": "2026-W47", "date": "2026-11-19"}
    assert read(row(**past)).weeks == ()
    assert read(row(**past), allow_sample=True).weeks == ()
    assert read(row(**past, data_status="SAMPLE"), allow_sample=True).weeks[0].iso == "2026-W47"


def test_a_missing_column_is_named() -> None:
    cells = {name: cell for name, cell in LAWYER.items() if name not in ("start", "attendance")}
    assert [(each.row, each.column) for each in read(cells).errors] == [(1, "start"), (1, "attendance")]


def test_a_sheet_without_the_columns_that_may_be_missing_is_read() -> None:
    needed = ("id", "date", "start", "end", "org_id", "service_id", "service_pl", "attendance", "languages", "room")
    sheet = read({name: LAWYER[name] for name in needed})
    assert [week.iso for week in sheet.weeks] == ["2026-W48"]


def test_an_unknown_column_is_a_warning_and_a_doubled_one_an_error() -> None:
    unknown = read({**LAWYER, "colour": "red"})
    assert [(each.column, each.is_error) for each in unknown.findings] == [("colour", False)]
    doubled = written(row()).replace("note_ru", "note_uk", 1)
    assert [each.column for each in read_csv(doubled.encode(), today=TODAY).errors] == ["note_uk"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty."),
        (b" \r\n\r\n", "The file is empty."),
        (b",,,\r\n", "The table is empty."),
        (b"PK\x03\x04" + b"x" * 50, "This is a spreadsheet file, not CSV."),
        (b"\x7fELF\x00\x00", "This is not a text file."),
        (b"x" * (LARGEST + 1), "The file is too large for a timetable."),
        (written(row()).split("\r\n")[0].encode(), "The table has no rows."),
        (b"a" * 200_000, "The file cannot be read as a table."),
    ],
)
def test_what_is_no_sheet_gets_one_line(content: bytes, problem: str) -> None:
    sheet = read_csv(content, today=TODAY)
    assert sheet.weeks == ()
    assert [each.text("en").startswith(problem) for each in sheet.findings] == [True]


def test_a_finding_shows_a_long_cell_shortened_and_on_one_line() -> None:
    text = read(row(status="a\nb" + "c" * 200)).errors[0].text("en")
    assert "\n" not in text
    assert len(text) < 200
