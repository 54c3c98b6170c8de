"""A clock for tests: it stands still until it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Called, it tells the moment (aware UTC), as app.clock() does."""

    def __init__(self, moment: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        self.moment = moment

    def advance(self, **amount: float) -> datetime:
        """`clock.advance(minutes=5)`; gives the new moment."""
        self.moment += timedelta(**amount)
        return self.moment
