"""A timetable sheet saved as CSV: by any spreadsheet, also Polish Excel with semicolons and Windows-1250."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import Final

from bot.i18n import N_
from bot.importing.finding import Finding, Severity
from bot.importing.sheet import Sheet, sheet_of

LARGEST: Final = 4_000_000  # bytes; a full year of a busy Point is a tenth of it
SEPARATORS: Final = ",;\t"
ZIP: Final = b"PK\x03\x04"  # how an XLSX or ODS file begins
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
SAVE_AS_CSV: Final = N_("Open the file in a spreadsheet and save it as “CSV UTF-8”.")


class _Unreadable(Exception):
    """Not a CSV file. args: msgid of what is wrong, msgid of the cure."""


def read_csv(content: bytes, *, today: date, allow_sample: bool = False) -> Sheet:
    """The weeks of a CSV file and all that was found in it. Errors: no weeks. Never fails, whatever the bytes are.

    today: the date at the Point; a week before it is refused. allow_sample: admit invented data, also of past weeks.
    """
    try:
        rows = _rows(_text(content))
    except _Unreadable as error:
        problem, cure = error.args
        return Sheet((), (Finding(Severity.ERROR, None, "", problem, cure),))
    return sheet_of(rows, today=today, allow_sample=allow_sample)


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise _Unreadable(N_("The file is too large for a timetable."), N_("Keep only the rows of the coming weeks."))
    if content.startswith((ZIP, OLD_EXCEL)):
        raise _Unreadable(N_("This is a spreadsheet file, not CSV."), SAVE_AS_CSV)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise _Unreadable(N_("This is not a text file."), SAVE_AS_CSV)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1250", errors="replace")


def _rows(text: str) -> list[list[str]]:
    if not text.strip():
        raise _Unreadable(N_("The file is empty."), N_("Choose the file with the timetable."))
    heading = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(SEPARATORS, key=heading.count)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise _Unreadable(N_("The file cannot be read as a table."), SAVE_AS_CSV) from None
