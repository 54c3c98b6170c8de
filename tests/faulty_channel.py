"""A channel inside the process whose answers a test writes down beforehand; else it does what it is asked.

It stands for what is outside of Pomost: the messenger's server.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.acts import Act, Receipt, Result, Send

WantsFault = Callable[[Act], bool]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An act as the other side saw it: `at` in seconds of the monotonic clock; None when it took no effect."""

    act: Act
    at: float
    result: Result
    is_done: bool


@dataclass
class FaultyChannel:
    """latency: seconds from the arrival of an act to the answer."""

    name: str = "telegram"
    latency: float = 0.0
    arrivals: list[Arrival] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0

    def __post_init__(self) -> None:
        self._faults: list[tuple[WantsFault, Result, bool]] = []
        self._number = 0
        self.begun = asyncio.Event()  # an act was asked for
        self.arrived = asyncio.Event()  # an act was answered

    def next_answers(self, *results: Result, when: WantsFault = lambda _: True, is_done: bool = False) -> None:
        """Answer so to the next acts that fit. is_done: the act takes effect all the same (a lost answer)."""
        self._faults.extend((when, result, is_done) for result in results)

    async def perform(self, act: Act) -> Result:
        at = time.monotonic()
        self.under_way += 1
        self.begun.set()
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self.under_way -= 1
        result, is_done = self._result(act)
        self.arrivals.append(Arrival(act, at, result, is_done))
        self.arrived.set()
        return result

    async def close(self) -> None:
        """Nothing is held open."""

    def texts(self, address_id: str | None = None) -> list[str]:
        """What people can read, in order of arrival."""
        return [
            arrival.act.reply.text
            for arrival in sorted(self.arrivals, key=lambda arrival: arrival.at)
            if arrival.is_done and isinstance(arrival.act, Send) and address_id in (None, arrival.act.address.id)
        ]

    def most_within(self, seconds: float, address_id: str | None = None) -> int:
        """The greatest number of arrivals in any window of so many seconds."""
        moments = sorted(a.at for a in self.arrivals if address_id in (None, a.act.address.id))
        return max((sum(start <= at < start + seconds for at in moments) for start in moments), default=0)

    def _result(self, act: Act) -> tuple[Result, bool]:
        for index, (wants, result, is_done) in enumerate(self._faults):
            if wants(act):
                del self._faults[index]
                return result, is_done or isinstance(result, Receipt)
        self._number += 1
        return Receipt(f"m{self._number}"), True
