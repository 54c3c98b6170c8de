from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcast.plan import STALE, Weekly, at_hand
from bot.calendar import WARSAW


def warsaw(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WARSAW)


def test_a_week_is_due_on_the_sunday_before_it_at_six() -> None:
    weekly = Weekly("2026-W49")
    assert weekly.name == "weekly:2026-W49"
    assert weekly.due == warsaw(11, 29, 18)
    assert weekly.dropped == warsaw(11, 30, 12)
    assert weekly.over == warsaw(12, 7, 0)


@pytest.mark.parametrize(
    ("week", "due"),
    [
        ("2026-W13", datetime(2026, 3, 22, 17, 0, tzinfo=UTC)),  # winter time
        ("2026-W14", datetime(2026, 3, 29, 16, 0, tzinfo=UTC)),  # the clock changed that night
        ("2026-W44", datetime(2026, 10, 25, 17, 0, tzinfo=UTC)),  # and back
        ("2027-W01", datetime(2027, 1, 3, 17, 0, tzinfo=UTC)),  # 2026 has 53 weeks
    ],
)
def test_six_is_six_on_the_wall_whatever_the_season(week: str, due: datetime) -> None:
    assert Weekly(week).due == due


def test_an_issue_is_at_hand_from_its_moment_until_its_alarm_is_stale() -> None:
    weekly = Weekly("2026-W49")
    assert at_hand(weekly.due - timedelta(seconds=1)) is None
    assert at_hand(weekly.due) == weekly
    assert at_hand(weekly.dropped) == weekly
    assert at_hand(weekly.dropped + STALE) is None


def test_one_that_begins_later_has_as_long_as_one_of_sunday() -> None:
    weekly = Weekly("2026-W49")
    assert weekly.issue(1, weekly.due).not_after == weekly.dropped
    wednesday = warsaw(12, 2, 9)
    assert weekly.issue(1, wednesday).not_after == warsaw(12, 3, 3)
