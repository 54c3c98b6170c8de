"""What a person reads on the phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.calendar import WARSAW
from bot.timetable.answer import Found, answer
from bot.timetable.duty import LANGUAGES
from bot.timetable.question import TimetableQuestion, question_of
from bot.timetable.render import LONGEST, lines
from bot.timetable.week import Week
from tests.timetable.weeks import DESK, LAWYER, SAMPLES, THIS_WEEK, WEEKS, at

MORNING = at(24, 10)


def told(text: str, language: str = "en", now: datetime = MORNING, weeks: tuple[Week, ...] = WEEKS) -> str:
    question = question_of(text, now.astimezone(WARSAW).date(), weeks)
    assert question is not None, text
    return lines(answer(question, weeks, now, WARSAW), language)


def test_one_duty_says_day_hours_room_languages_how_to_come_and_how_to_book() -> None:
    assert told("when is the lawyer on Thursday") == (
        "Lawyer: stay, work, rent · Legal aid\n"
        "Thursday 26 November, 16:00-19:00 · Room 1, no stairs · en pl uk · by appointment · free of charge\n"
        "Book: +48 000 000 001 · 2 working days before"
    )


def test_from_sample_data_the_text_begins_with_sample_in_every_language() -> None:
    for language in LANGUAGES:
        assert told("when is the lawyer", language, weeks=SAMPLES).startswith("SAMPLE")
        assert not told("when is the lawyer", language).startswith("SAMPLE")


def test_a_day_lists_a_line_a_duty_with_stairs_and_notes() -> None:
    assert told("who is there today") == (
        "Tuesday 24 November (today)\n"
        "09:00-17:00 General information · Reception · uk ru pl en\n"
        "10:00-14:00 Advice: rights · another room · Room 4, stairs · en uk ru\n"
        "Moved to Room 4."
    )


def test_a_cancelled_duty_comes_first_with_its_note_and_the_next_day() -> None:
    assert told("psychologist next wednesday") == (
        "Cancelled: Psychologist, Wednesday 2 December, 10:00-16:00\n"
        "The psychologist is ill.\n"
        "Next: Friday 4 December, 09:00-13:00"
    )


def test_what_is_over_today_says_when_it_ended_and_what_comes_next() -> None:
    assert told("is IOM there today", now=at(24, 18)) == (
        "Advice: rights: finished today at 14:00.\n\nNext: Tuesday 1 December, 10:00-14:00 · Advice: rights"
    )


def test_opening_hours_say_whether_it_is_open_now() -> None:
    assert told("are you open today") == (
        "General information\nOpen now, until 17:00.\nTuesday 24 November (today), 09:00-17:00 · last entry 16:30"
    )
    assert told("are you open on Saturday") == (
        "Saturday 28 November: the desk of the Point is closed.\n\n"
        "Next: Monday 30 November, 09:00-17:00 · General information"
    )


def test_without_a_day_opening_hours_say_whether_it_is_open_at_this_moment() -> None:
    assert told("are you open").split("\n")[1] == "Open now, until 17:00."
    assert told("are you open", now=at(24, 18)).split("\n")[1] == "Closed now."


def test_a_day_that_is_over_is_called_so() -> None:
    assert told("lawyer on 23.11").startswith("Monday 23 November: already over.\n\nNext: Thursday 26 November")


def test_a_weekday_is_written_small_within_a_line_and_with_a_capital_at_its_beginning() -> None:
    assert ", субота, 28 листопада: " in told("червоний хрест у суботу", "uk")
    assert told("хто в четвер", "uk").startswith("Четвер, 26 листопада\n")


def test_nobody_of_a_kind_is_said_without_an_invented_day() -> None:
    assert told("red cross on friday") == "Red Cross, Friday 27 November: not in the timetable."
    assert told("who speaks Spanish on thursday") == "Spanish, Thursday 26 November: not in the timetable."


@pytest.mark.parametrize("text", ["when is the lawyer", "who is there tomorrow", "розклад", "are you open today"])
def test_an_unpublished_week_is_said_in_one_line(text: str) -> None:
    said = told(text, weeks=())
    assert said.endswith(" is not published yet.")
    assert "\n" not in said


def test_dates_are_written_as_each_language_writes_them() -> None:
    for language, day in (
        ("uk", "Четвер, 26 листопада"),
        ("ru", "Четверг, 26 ноября"),
        ("pl", "Czwartek, 26 listopada"),
    ):
        assert f"{day}, 16:00-19:00" in told("коли юрист", language)


def test_what_is_the_same_on_all_days_is_said_once() -> None:
    later = replace(LAWYER, id="lawyer-27", date=date(2026, 11, 27), languages=("uk",))
    week = replace(THIS_WEEK, duties=(*THIS_WEEK.duties, later))
    assert told("when is the lawyer", weeks=(week, WEEKS[1])) == (
        "Lawyer: stay, work, rent · Legal aid\n"
        "Thursday 26 November, 16:00-19:00 · en pl uk\n"
        "Friday 27 November, 16:00-19:00 · uk\n"
        "Room 1, no stairs · by appointment · free of charge\n"
        "Book: +48 000 000 001 · 2 working days before"
    )


def test_a_very_full_fortnight_still_fits_a_message() -> None:
    many = tuple(replace(DESK, id=f"d{number}", date=DESK.date + timedelta(days=number % 6)) for number in range(200))
    said = lines(Found(TimetableQuestion(), DESK.date, many), "en")
    assert len(said) <= LONGEST + 2
    assert said.endswith("…")
