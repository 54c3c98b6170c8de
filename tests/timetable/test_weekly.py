"""The week as one message."""

from __future__ import annotations

from dataclasses import replace

from bot.timetable.duty import Status, Texts
from bot.timetable.week import Week, in_order
from bot.timetable.weekly import LONGEST, Wanted, service_names, week_text
from tests.timetable.weeks import DESK, LAWYER, NEXT_WEEK, SAMPLES, THIS_WEEK, TODAY, WEEKS


def test_changes_come_first_then_a_line_a_duty_by_day() -> None:
    assert week_text(NEXT_WEEK, "en").split("\n") == [
        "Timetable, 30 November – 6 December",
        "",
        "Changes:",
        "• Wednesday 2 December, 10:00-16:00 · Psychologist · cancelled. The psychologist is ill.",
        "• Friday 4 December, 09:00-13:00 · Psychologist · new day",
        "",
        "Monday 30 November",
        "09:00-17:00 General information · Reception · uk ru pl en",
        "",
        "Tuesday 1 December",
        "10:00-14:00 Advice: rights · Room 4, stairs · en uk ru",
        "",
        "Friday 4 December",
        "09:00-13:00 Psychologist · by phone · uk ru · by appointment: +48 000 000 002",
    ]


def test_a_sample_week_begins_with_sample() -> None:
    assert week_text(SAMPLES[0], "pl").startswith("SAMPLE")


def test_only_the_chosen_services_are_sent_and_a_missing_one_is_said() -> None:
    said = week_text(NEXT_WEEK, "en", Wanted(services=("legal_stay", "iom_counsel")), names=service_names(WEEKS))
    assert "Psychologist" not in said
    assert "Advice: rights" in said
    assert said.endswith("Not this week: Lawyer: stay, work, rent.")


def test_a_chosen_service_whose_only_duty_is_cancelled_counts_as_missing() -> None:
    week = Week("2026-W48", (replace(LAWYER, status=Status.CANCELLED, note=Texts.same("Ill.")),))
    said = week_text(week, "en", Wanted(services=("legal_stay",)), names=service_names((week,)))
    assert "cancelled. Ill." in said
    assert said.endswith("Not this week: Lawyer: stay, work, rent.")


def test_organisations_widen_the_choice_and_languages_narrow_it() -> None:
    said = week_text(THIS_WEEK, "en", Wanted(services=("psych",), organisations=("legal",), languages=("en",)))
    assert "Lawyer" in said
    assert "Psychologist" not in said


def test_nothing_of_the_choice_is_said() -> None:
    said = week_text(THIS_WEEK, "en", Wanted(languages=("ar",)))
    assert said.endswith("Nothing of this is in the timetable this week.")


def test_days_that_are_over_can_be_left_out() -> None:
    assert "Tuesday 24" not in week_text(THIS_WEEK, "en", since=TODAY.replace(day=25))


def test_a_full_week_keeps_every_duty_by_saying_less_about_each() -> None:
    duties = in_order(replace(LAWYER, id=f"d{number}") for number in range(60))
    said = week_text(Week("2026-W48", duties), "en")
    assert len(said) <= LONGEST
    assert said.count("16:00-19:00") == 60


def test_a_week_that_can_never_fit_says_how_much_is_left_out() -> None:
    duties = in_order(replace(DESK, id=f"d{number}") for number in range(300))
    said = week_text(Week("2026-W48", duties), "en")
    assert len(said) <= LONGEST
    kept = said.count("09:00-17:00")
    assert said.endswith(f"… and {300 - kept} more lines")
