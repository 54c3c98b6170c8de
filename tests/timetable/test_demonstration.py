"""The invented week for demonstrations."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.calendar import WARSAW, week_after, week_of
from bot.timetable.answer import Found, answer
from bot.timetable.demonstration import demonstration
from bot.timetable.duty import LANGUAGES, NEEDS_A_NOTE
from bot.timetable.point import NotPublishedYet, point_today
from bot.timetable.question import question_of
from bot.timetable.render import lines
from tests.timetable.weeks import at

MOMENTS = [at(23, 0) + timedelta(hours=7 * number) for number in range(24)]


@pytest.mark.parametrize("now", MOMENTS)
def test_it_is_this_and_the_next_week_and_always_sample(now: datetime) -> None:
    weeks = demonstration(now, WARSAW)
    this = week_of(now.date())
    assert [week.iso for week in weeks] == [this, week_after(this)]
    assert all(week.is_sample and week.duties for week in weeks)
    assert not isinstance(point_today(weeks, now, WARSAW), NotPublishedYet)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["when is the lawyer on Thursday", "коли психолог", "kiedy Czerwony Krzyż", "когда MOPS", "IOM when"]
)
def test_its_services_are_found_by_the_usual_words(text: str, language: str) -> None:
    now = at(24, 8)
    weeks = demonstration(now, WARSAW)
    question = question_of(text, now.date(), weeks)
    assert question is not None
    found = answer(question, weeks, now, WARSAW)
    assert isinstance(found, Found)
    assert found.coming
    assert lines(found, language).startswith("SAMPLE")


def test_every_text_of_it_stands_in_four_languages() -> None:
    for week in demonstration(at(24, 8), WARSAW):
        for duty in week.duties:
            assert all(duty.service.name.each().values())
            assert all(duty.organisation.name.each().values())
            assert all(duty.note.each().values()) or not duty.note
            assert duty.note or duty.status not in NEEDS_A_NOTE


def test_the_ids_of_its_duties_are_different() -> None:
    duties = [duty for week in demonstration(at(24, 8), WARSAW) for duty in week.duties]
    assert len({duty.id for duty in duties}) == len(duties)
