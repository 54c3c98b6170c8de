"""A week and its form as a document."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.calendar import WARSAW
from bot.timetable.duty import Texts
from bot.timetable.week import WrongDocument, document, duties_of, is_past, weeks_of
from tests.timetable.weeks import NEXT_WEEK, THIS_WEEK, WEEKS, at


def test_duties_survive_the_way_through_json() -> None:
    for week in WEEKS:
        assert duties_of(json.loads(json.dumps(document(week.duties)))) == week.duties


@pytest.mark.parametrize(
    "stored", [None, [], {}, {"form": 2, "duties": []}, {"form": 1, "duties": [{}]}, {"form": 1, "duties": ["x"]}]
)
def test_a_document_that_is_none_of_ours_is_refused(stored: object) -> None:
    with pytest.raises(WrongDocument):
        duties_of(stored)


def test_a_duty_with_a_wrong_field_is_refused() -> None:
    for name, wrong in (("date", "soon"), ("status", "off"), ("languages", "uk"), ("places_left", "3"), ("cost", "x")):
        stored = json.loads(json.dumps(document(THIS_WEEK.duties[:1])))
        stored["duties"][0][name] = wrong
        with pytest.raises(WrongDocument):
            duties_of(stored)


def test_duties_are_put_into_their_weeks() -> None:
    both = (*NEXT_WEEK.duties, *reversed(THIS_WEEK.duties))
    assert [(week.iso, week.duties) for week in weeks_of(both, is_sample=False)] == [
        (week.iso, week.duties) for week in WEEKS
    ]


def test_the_duties_of_a_day() -> None:
    assert [duty.id for duty in THIS_WEEK.on(date(2026, 11, 25))] == ["desk-25", "psych-25"]


def test_a_week_is_past_when_its_sunday_is() -> None:
    assert not is_past(THIS_WEEK, at(29, 23, 59), WARSAW)
    assert is_past(THIS_WEEK, at(30, 0), WARSAW)


def test_a_missing_language_falls_back_to_another_one() -> None:
    assert Texts(uk="а", pl="b").into("en") == "b"
    assert Texts(uk="а").into("en") == "а"
    assert Texts().into("en") == ""
    assert not Texts()
