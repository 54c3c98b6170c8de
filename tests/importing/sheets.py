"""Sheets for tests: rows with sensible cells, written as a spreadsheet would."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from bot.importing.csv_sheet import read_csv
from bot.importing.sheet import Sheet

TODAY = date(2026, 11, 24)
LAWYER = {
    "data_status": "",
    "id": "A-1",
    "week": "2026-W48",
    "date": "2026-11-26",
    "weekday": "Thu",
    "start": "16:00",
    "end": "19:00",
    "last_entry": "",
    "status": "scheduled",
    "replaces": "",
    "org_id": "legal",
    "org_name": "Legal aid",
    "service_id": "legal_stay",
    "service_en": "Lawyer: stay, work, rent",
    "service_uk": "Юрист: перебування, робота, оренда",
    "service_ru": "Юрист: пребывание, работа, аренда",
    "service_pl": "Prawnik: pobyt, praca, najem",
    "room_id": "R1",
    "room": "Room 1 (small, quiet)",
    "floor": "1",
    "step_free": "yes",
    "languages": "en pl uk",
    "attendance": "appointment",
    "booking_phone": "+48 000 000 001",
    "booking_email": "",
    "booking_url": "",
    "book_before": "2 working days",
    "places_left": "",
    "cost_pln": "0",
    "note_en": "",
    "note_uk": "",
    "note_ru": "",
    "note_pl": "",
}


def row(**cells: str) -> dict[str, str]:
    """The lawyer's duty on Thursday 26 November 2026 with some cells changed."""
    return {**LAWYER, **cells}


def written(*rows: dict[str, str], separator: str = ",") -> str:
    """The rows as CSV text; the first row's cells are the columns."""
    target = StringIO(newline="")
    table = csv.DictWriter(target, list(rows[0]), delimiter=separator, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return target.getvalue()


def read(*rows: dict[str, str], allow_sample: bool = False) -> Sheet:
    return read_csv(written(*rows).encode(), today=TODAY, allow_sample=allow_sample)


def said(sheet: Sheet) -> list[tuple[int | None, str, str]]:
    """Every finding as row, column and English text."""
    return [(finding.row, finding.column, finding.text("en")) for finding in sheet.findings]
