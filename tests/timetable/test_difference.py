"""What changed between two versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from bot.timetable.difference import Changed, Difference, difference
from tests.timetable.weeks import CLUB, DESK, IOM, LAWYER, THIS_WEEK


def test_the_same_duties_differ_in_nothing_whatever_their_order() -> None:
    assert not difference(THIS_WEEK.duties, reversed(THIS_WEEK.duties))


def test_added_removed_and_changed_duties_are_told_with_the_changed_fields() -> None:
    later = replace(LAWYER, start=time(17), languages=("uk",))
    found = difference((DESK, LAWYER, CLUB), (DESK, later, IOM))
    assert found == Difference((IOM,), (CLUB,), (Changed(LAWYER, later, ("start", "languages")),))


def test_a_difference_knows_the_services_organisations_and_days_it_touches() -> None:
    moved = replace(LAWYER, date=date(2026, 11, 27))
    found = difference((LAWYER, CLUB, DESK), (moved, DESK))
    assert found.services == {"legal_stay", "pl_club"}
    assert found.organisations == {"legal", "mc"}
    assert found.days == {date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)}
