"""Days and hours at the Point, both clock changes included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.calendar import (
    WARSAW,
    Exceptional,
    Hours,
    Span,
    WrongHours,
    WrongWeek,
    days,
    expected_answer,
    hours_of,
    instant,
    is_open,
    is_quiet,
    local,
    monday,
    next_opening,
    quiet_until,
    week_after,
    week_of,
    weeks_between,
    working_time_after,
)

OFFICE = hours_of("Mon-Fri 09:00-17:00")
SPRING = date(2026, 3, 29)  # 2:00 becomes 3:00
AUTUMN = date(2026, 10, 25)  # 3:00 becomes 2:00


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the Point's clock; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=WARSAW)


def test_local_time_becomes_an_instant_in_winter_and_in_summer() -> None:
    assert instant(date(2026, 11, 26), time(16)) == datetime(2026, 11, 26, 15, tzinfo=UTC)
    assert instant(date(2026, 7, 1), time(16)) == datetime(2026, 7, 1, 14, tzinfo=UTC)


def test_an_hour_that_spring_skips_is_read_an_hour_later() -> None:
    assert local(instant(SPRING, time(2, 30))).time() == time(3, 30)


def test_of_an_hour_that_autumn_repeats_the_first_is_meant() -> None:
    assert instant(AUTUMN, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_weeks_are_iso_weeks_also_around_new_year() -> None:
    assert week_of(date(2026, 11, 26)) == "2026-W48"
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert week_after("2026-W53") == "2027-W01"
    assert (days("2026-W48")[0], days("2026-W48")[-1]) == (date(2026, 11, 23), date(2026, 11, 29))
    assert weeks_between(date(2026, 12, 31), date(2027, 1, 4)) == ("2026-W53", "2027-W01")


@pytest.mark.parametrize("text", ["2026-48", "2026-W54", "2027-W53", "W48", "", "2026-W4", "2026-W48 "])
def test_what_is_no_week_is_named_with_its_cure(text: str) -> None:
    with pytest.raises(WrongWeek, match="write it like 2026-W48"):
        monday(text)


def test_quiet_hours_are_from_nine_in_the_evening_to_eight_in_the_morning() -> None:
    assert [is_quiet(at(24, hour)) for hour in (7, 8, 20, 21, 0)] == [True, False, False, True, True]
    assert quiet_until(at(24, 10)) == at(24, 10)
    assert quiet_until(at(24, 22)) == at(25, 8)
    assert quiet_until(at(25, 3)) == at(25, 8)


def test_quiet_hours_end_at_eight_on_the_wall_also_when_the_clock_changes() -> None:
    evening = datetime(2026, 3, 28, 22, tzinfo=WARSAW)
    assert quiet_until(evening) - evening.astimezone(UTC) == timedelta(hours=9)
    evening = datetime(2026, 10, 24, 22, tzinfo=WARSAW)
    assert quiet_until(evening) - evening.astimezone(UTC) == timedelta(hours=11)


def test_hours_are_read_from_a_setting_with_several_spans_a_day() -> None:
    hours = hours_of("Mon-Fri 13:00-17:00, Mon-Fri 9:00-12:00, Sat 10:00-13:00")
    assert hours.on(date(2026, 11, 24)) == (Span(time(9), time(12)), Span(time(13), time(17)))
    assert hours.on(date(2026, 11, 28)) == (Span(time(10), time(13)),)
    assert hours.on(date(2026, 11, 29)) == ()


@pytest.mark.parametrize(
    "text", ["Mon-Fri", "Mon-Fri 17:00-09:00", "Fri-Mon 09:00-17:00", "Mon 25:00-26:00", "Xxx 09:00-10:00"]
)
def test_hours_that_cannot_be_read_are_named_with_their_cure(text: str) -> None:
    with pytest.raises(WrongHours, match="write it like Mon-Fri 09:00-17:00"):
        hours_of(text)


def test_the_next_opening_is_now_while_the_desk_is_open() -> None:
    assert next_opening(at(24, 10), OFFICE) == at(24, 10)
    assert is_open(at(24, 10), OFFICE)
    assert not is_open(at(24, 17), OFFICE)


def test_the_next_opening_after_friday_evening_is_monday() -> None:
    assert next_opening(at(27, 17), OFFICE) == at(30, 9)


def test_a_closed_day_and_a_shorter_day_win_over_the_weekly_hours() -> None:
    shorter = (Exceptional(date(2026, 11, 25)), Exceptional(date(2026, 11, 26), (Span(time(12), time(14)),)))
    hours = Hours(OFFICE.weekly, shorter)
    assert next_opening(at(24, 18), hours) == at(26, 12)


def test_without_any_hours_there_is_no_opening_and_no_promise() -> None:
    assert next_opening(at(24, 10), hours_of("")) is None
    assert expected_answer(at(24, 10), "normal", hours_of("")) is None


def test_an_answer_is_promised_within_the_desks_working_time() -> None:
    assert expected_answer(at(24, 10), "today", OFFICE) == at(24, 11)
    assert expected_answer(at(24, 10), "dated", OFFICE) == at(24, 14)
    assert expected_answer(at(24, 10), "normal", OFFICE) == at(25, 10)
    assert expected_answer(at(27, 16, 30), "today", OFFICE) == at(30, 9, 30)
    assert expected_answer(at(28, 12), "today", OFFICE) == at(30, 10)


def test_working_time_passes_over_breaks() -> None:
    hours = hours_of("Mon-Fri 09:00-12:00, Mon-Fri 13:00-17:00")
    assert working_time_after(at(24, 11), timedelta(hours=2), hours) == at(24, 14)
    assert working_time_after(at(24, 11), timedelta(hours=1), hours) == at(24, 12)


def test_working_time_is_counted_in_real_hours_on_the_days_of_clock_changes() -> None:
    night = hours_of("Sun 01:00-05:00")
    start = datetime(2026, 3, 29, 1, tzinfo=WARSAW)
    assert local(working_time_after(start, timedelta(hours=3), night) or start).time() == time(5)
    start = datetime(2026, 10, 25, 1, tzinfo=WARSAW)
    assert local(working_time_after(start, timedelta(hours=3), night) or start).time() == time(3)
