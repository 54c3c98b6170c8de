"""What an import has to say about a sheet: where, what is wrong, and how to mend it, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.i18n import N_, translate

SHOWN_LETTERS: Final = 40  # of a cell's text in a message


class Severity(StrEnum):
    ERROR = "error"  # nothing is imported
    WARNING = "warning"  # needs one look, then it may be published


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. row: as the spreadsheet counts, the heading is 1; None: the whole file. column: its heading.

    problem, cure: msgids with named places, filled from values. suggestion: the text to put into the cell, where only
    one is plausible.
    """

    severity: Severity
    row: int | None
    column: str
    problem: str
    cure: str
    values: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def text(self, language: str) -> str:
        """One line: 'Row 5, column weekday: … …'."""
        values = dict(self.values)
        said = f"{translate(language, self.problem, **values)} {translate(language, self.cure, **values)}".strip()
        if self.row is None:
            return said
        if not self.column:
            return translate(language, N_("Row {row}: {said}"), row=self.row, said=said)
        return translate(
            language, N_("Row {row}, column {column}: {said}"), row=self.row, column=self.column, said=said
        )


def shown(cell: str) -> str:
    """A cell's text as a message quotes it: one line, not long, nothing invisible."""
    line = "".join(sign if sign.isprintable() else " " for sign in cell)
    return line if len(line) <= SHOWN_LETTERS else f"{line[:SHOWN_LETTERS]}…"
