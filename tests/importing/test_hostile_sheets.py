"""Whatever is done to a sheet, reading it never fails and never gives half of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.importing.csv_sheet import read_csv
from bot.importing.sheet import Sheet
from bot.timetable.week import document, duties_of
from tests.importing.sheets import LAWYER, TODAY, row, written

SHEET = written(row(), row(id="A-2", room_id="R2", status="moved"), row(id="A-3", room_id="R3")).encode()
CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["0.375", "46352", "31.02.2026", "1e309", "٣", "²", "NaN", "-1", "24:00", "=cmd()", "\x00", "０９:００"]
    ),
)


def holds_its_promise(sheet: Sheet, rows: int) -> None:
    assert bool(sheet.weeks) != bool(sheet.errors)
    if sheet.weeks:
        assert sum(len(week.duties) for week in sheet.weeks) == rows
        assert all(duties_of(document(week.duties)) == week.duties for week in sheet.weeks)
    for finding in sheet.findings:
        assert finding.text("pl")


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_bytes_of_any_kind(content: bytes) -> None:
    assert read_csv(content, today=TODAY).weeks == ()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(LAWYER)), CELLS)
def test_any_text_in_any_cell(column: str, cell: str) -> None:
    sheet = read_csv(written(row(**{column: cell})).encode("utf-8", "replace"), today=TODAY)
    holds_its_promise(sheet, 1)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SHEET)), st.integers(0, 40), st.binary(max_size=8))
def test_a_sheet_with_a_piece_cut_out_or_put_in(at: int, length: int, piece: bytes) -> None:
    sheet = read_csv(SHEET[:at] + piece + SHEET[at + length :], today=TODAY)
    assert bool(sheet.weeks) != bool(sheet.errors)
