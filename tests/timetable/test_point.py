"""Whether the Point is open is told by the desk's duties in the published week, nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from bot.calendar import WARSAW
from bot.timetable.duty import Status
from bot.timetable.point import Closed, NotPublishedYet, Open, point_today
from bot.timetable.week import Week
from tests.timetable.weeks import DESK, SAMPLES, THIS_WEEK, WEEKS, at


def test_it_is_open_until_the_end_of_the_desks_duty() -> None:
    assert point_today(WEEKS, at(24, 10), WARSAW) == Open(time(9), time(17), time(16, 30))
    assert point_today(WEEKS, at(24, 8), WARSAW) == Open(time(9), time(17), time(16, 30))


def test_after_the_end_it_is_closed_and_the_next_opening_is_named() -> None:
    assert point_today(WEEKS, at(24, 17), WARSAW) == Closed((date(2026, 11, 25), time(9)))
    assert point_today(WEEKS, at(28, 12), WARSAW) == Closed((date(2026, 11, 30), time(9)))


def test_a_cancelled_desk_means_closed() -> None:
    week = Week("2026-W48", (replace(DESK, status=Status.CANCELLED),))
    assert point_today((week,), at(24, 10), WARSAW) == Closed()


def test_a_day_with_a_break_is_one_opening() -> None:
    morning = replace(DESK, end=time(12), last_entry=None)
    afternoon = replace(DESK, id="desk-pm", start=time(13))
    week = Week("2026-W48", (morning, afternoon))
    assert point_today((week,), at(24, 10), WARSAW) == Open(time(9), time(17), time(16, 30))
    assert point_today((week,), at(24, 12, 30), WARSAW) == Open(time(13), time(17), time(16, 30))


def test_an_unpublished_week_is_not_called_closed() -> None:
    assert point_today((), at(24, 10), WARSAW) == NotPublishedYet()
    assert point_today((THIS_WEEK,), at(1, 10, month=12), WARSAW) == NotPublishedYet()


def test_sample_data_is_marked() -> None:
    standing = point_today(SAMPLES, at(24, 10), WARSAW)
    assert isinstance(standing, Open)
    assert standing.is_sample
