"""What the published weeks answer: nothing that is not there, and never last week's hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.calendar import WARSAW
from bot.timetable.answer import Cancelled, Found, NothingFound, NotPublished, TimetableAnswer, answer, nearest_duty
from bot.timetable.question import question_of
from bot.timetable.week import Week
from tests.timetable.weeks import (
    CLUB,
    ILL,
    INSTEAD,
    IOM,
    LAWYER,
    NEXT_WEEK,
    PSYCHOLOGIST,
    SAMPLES,
    THIS_WEEK,
    WEEKS,
    at,
)

MORNING = at(24, 10)


def answered(text: str, now: datetime = MORNING, weeks: tuple[Week, ...] = WEEKS) -> TimetableAnswer:
    question = question_of(text, now.astimezone(WARSAW).date(), weeks)
    assert question is not None, text
    return answer(question, weeks, now, WARSAW)


def found(text: str, now: datetime = MORNING) -> Found:
    result = answered(text, now)
    assert isinstance(result, Found)
    return result


def test_a_service_is_found_with_its_day() -> None:
    assert found("when is the lawyer on Thursday").coming == (LAWYER,)


def test_everybody_of_a_day_is_found_in_order_of_time() -> None:
    assert [duty.id for duty in found("who is there tomorrow").coming] == ["desk-25", "psych-25"]


def test_a_cancelled_duty_comes_with_the_one_that_replaces_it() -> None:
    result = found("psychologist next wednesday")
    assert result.cancelled == (Cancelled(ILL, INSTEAD),)
    assert result.coming == ()


def test_without_a_day_the_next_two_weeks_are_searched() -> None:
    result = found("when is the psychologist")
    assert result.coming == (PSYCHOLOGIST, INSTEAD)
    assert result.cancelled == (Cancelled(ILL, INSTEAD),)


def test_a_duty_that_is_over_is_told_as_finished_with_the_next_one() -> None:
    result = found("is IOM there today", at(24, 14))
    assert (result.coming, result.finished) == ((), (IOM,))
    assert result.following is not None
    assert result.following.id == "iom-1"


def test_a_running_duty_is_not_over() -> None:
    result = found("is IOM there today", at(24, 13, 59))
    assert (result.coming, result.running) == ((IOM,), (IOM,))


def test_now_means_the_duties_that_are_running() -> None:
    assert [duty.id for duty in found("who is there now", at(24, 9, 30)).coming] == ["desk-24"]
    assert isinstance(answered("is the lawyer there now"), NothingFound)


def test_a_published_day_without_the_service_names_the_next_day() -> None:
    result = answered("czy jest prawnik w sobotę", at(24, 10))
    assert isinstance(result, NothingFound)
    assert result.following is None  # the lawyer of Thursday comes before Saturday, and no later one is published
    result = answered("is the lawyer there today")
    assert isinstance(result, NothingFound)
    assert result.following == LAWYER


def test_a_language_narrows_what_is_found() -> None:
    assert [duty.id for duty in found("хто завтра говорить російською").coming] == ["desk-25", "psych-25"]
    assert [duty.id for duty in found("who speaks English on thursday").coming] == ["desk-26", "lawyer-26"]
    assert isinstance(answered("who speaks Spanish on thursday"), NothingFound)


def test_a_week_without_data_is_said_to_be_unpublished() -> None:
    result = answered("коли юрист", weeks=())
    assert isinstance(result, NotPublished)
    assert result.weeks == ("2026-W48", "2026-W49", "2026-W50")
    result = answered("who is there next week", weeks=(THIS_WEEK,))
    assert isinstance(result, NotPublished)
    assert result.weeks == ("2026-W49",)


def test_last_weeks_hours_never_stand_in_for_an_unpublished_week() -> None:
    result = answered("when is the lawyer", at(1, 9, month=12), weeks=(THIS_WEEK,))
    assert isinstance(result, NotPublished)


def test_the_unpublished_part_of_two_weeks_is_named_beside_what_is_found() -> None:
    result = answered("when is the lawyer", weeks=(THIS_WEEK,))
    assert isinstance(result, Found)
    assert (result.coming, result.unpublished) == ((LAWYER,), ("2026-W49", "2026-W50"))


def test_what_comes_from_sample_data_is_marked() -> None:
    assert all(
        answered(text, weeks=SAMPLES).is_sample
        for text in ("when is the lawyer", "are you open on Saturday", "czy jest psycholog w sobotę", "хто завтра")
    )
    assert not found("when is the lawyer").is_sample


def test_a_day_that_is_over_is_not_mistaken_for_an_unpublished_one() -> None:
    result = answered("lawyer on 23.11")
    assert isinstance(result, NothingFound)
    assert result.following == LAWYER


def test_midnight_and_the_clock_change_do_not_move_a_duty_to_another_day() -> None:
    sunday = replace(CLUB, date=date(2026, 10, 25))
    weeks = (Week("2026-W43", (sunday,)),)
    for hour in (0, 1, 4, 10):
        now = datetime(2026, 10, 25, hour, tzinfo=WARSAW)
        question = question_of("клуб польської сьогодні", now.date(), weeks)
        assert question is not None
        result = answer(question, weeks, now, WARSAW)
        assert isinstance(result, Found)
        assert result.coming == (sunday,)


def test_the_nearest_duty_is_the_running_or_next_one_of_the_desk() -> None:
    nearest = nearest_duty(WEEKS, MORNING, WARSAW)
    assert nearest is not None
    assert [duty.id for duty in nearest.coming] == ["desk-24"]
    nearest = nearest_duty(WEEKS, at(26, 20), WARSAW)
    assert nearest is not None
    assert [duty.id for duty in nearest.coming] == ["desk-30"]
    assert nearest_duty((), MORNING, WARSAW) is None
    assert nearest_duty((NEXT_WEEK,), at(5, 10, month=12), WARSAW) is None
