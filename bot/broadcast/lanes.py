"""Lanes: each sends one message at a time, with one short transaction a message.

That transaction notes the last outcome, releases its slot, claims the next row and leases its slot. So a kill leaves
at most one message a lane in doubt, and an orderly stop none: the last outcome is noted, nothing new is claimed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot import crash
from bot.acts import Refused, Result, Send, TryLater
from bot.broadcast import letters, sweep
from bot.broadcast.letters import Letters
from bot.broadcast.sweep import Told
from bot.calendar import is_quiet
from bot.channels.channel import Channel
from bot.storage import broadcasts, deliveries, pacer
from bot.storage.database import Connection, Database
from bot.storage.deliveries import Claimant, Sending
from bot.storage.pacer import Wait

log = logging.getLogger(__name__)

# Lanes a process: 30 messages a second at 0.2 s an answer (house.md section 4).
LANES: Final = 6
# A lane that does not come back in this time is dead; longer than any request may take.
LEASE: Final = timedelta(seconds=60)
# Seconds a lane rests after the n-th answer in a row that was none, so that an outage does not use up every row.
REST: Final = (0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# Seconds for which the text is used before it is looked whether a newer version was published.
FRESH: Final = 5.0
# A transaction is tried so often, so many seconds apart, before its lane ends; its row is then in doubt.
TRIES: Final = 5
AGAIN_AFTER: Final = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the channel answered to a row, and when (seconds of the monotonic clock)."""

    row: Sending
    result: Result
    answered: float


class Lanes:
    """The lanes of one process, and what they share."""

    def __init__(
        self, database: Database, channels: Mapping[str, Channel], clock: Callable[[], datetime], owner: str, told: Told
    ) -> None:
        """owner: this process, by a name that its next start may bear but no other process at the same time."""
        self.database = database
        self.channels = channels
        self.clock = clock
        # Not the sender's own name: when that comes back from a restart it frees all slots of its name.
        self.owner = f"{owner}:lanes"
        self.told = told
        self._letters: dict[str, tuple[float, Letters]] = {}

    async def recover(self) -> None:
        """At the start of the process, before any lane: what its last life had begun is in doubt."""

        def fn(conn: Connection) -> None:
            sweep.recover(conn, self.told, self.clock(), self.owner)
            pacer.recover(conn, self.owner)

        await self.database.write(fn)

    async def to_send(self) -> tuple[int, ...]:
        """The broadcasts that lanes should be sending at this moment."""
        return await self.database.read(lambda conn: sweep.to_send(conn, self.clock(), self.told.zone))

    async def all(self, number: int, stop: asyncio.Event) -> None:
        """Run all lanes of a broadcast in this process, as `run` does one."""
        async with asyncio.TaskGroup() as tasks:
            for lane in range(LANES):
                tasks.create_task(self.run(number, lane, stop))

    async def run(self, number: int, lane: int, stop: asyncio.Event) -> None:
        """Send rows of a broadcast until none is left, quiet hours begin or `stop` is set.

        Raises what the database raises when it cannot be written for a while; the row being sent is then in doubt.
        """
        await self.database.write(lambda conn: broadcasts.start(conn, number, self.clock()))
        await Lane(self, number, lane, stop).run()

    async def letters(self, week: str) -> Letters | None:
        """The messages of a week, of a version at most some seconds old."""
        read_at, standing = self._letters.get(week, (0.0, None))
        if standing is None or time.monotonic() - read_at > FRESH:
            standing = await self.database.read(lambda conn: letters.letters(conn, week, standing))
            if standing is not None:
                self._letters[week] = time.monotonic(), standing
        return standing


class Lane:
    """One of them, while it runs."""

    def __init__(self, lanes: Lanes, number: int, lane: int, stop: asyncio.Event) -> None:
        self._lanes = lanes
        self._number = number
        self._claimant = Claimant(lanes.owner, lane, tuple(lanes.channels), LEASE)
        self._stop = stop
        self._troubles = 0  # answers in a row that were none

    async def run(self) -> None:
        outcome: Outcome | None = None
        while True:
            taken = await self._step(outcome)
            if outcome is not None:
                crash.point("lane.noted")
                outcome = None
            match taken:
                case Sending():
                    crash.point("lane.claimed")
                    outcome = await self._send(taken)
                    crash.point("lane.sent-not-noted")
                case Wait(seconds=seconds):
                    await first(self._stop, seconds)
                case None:
                    return

    async def _step(self, outcome: Outcome | None) -> Sending | Wait | None:
        """The one transaction of a message, tried again while the database is away."""
        rest = REST[min(self._troubles, len(REST) - 1)] if outcome else 0.0
        for left in reversed(range(TRIES)):
            try:
                return await self._lanes.database.write(lambda conn: self._transaction(conn, outcome, rest))
            except Exception as error:
                # An error of the database may quote a row, so only its name is logged.
                log.error("a lane could not be written: %s", type(error).__name__)
                if not left:
                    raise
                await asyncio.sleep(AGAIN_AFTER)
        raise AssertionError("the loop returns or raises")

    def _transaction(self, conn: Connection, outcome: Outcome | None, rest: float) -> Sending | Wait | None:
        lanes, now = self._lanes, self._lanes.clock()
        if outcome is not None:
            ago = time.monotonic() - outcome.answered
            deliveries.note(conn, outcome.row, outcome.result, ago, now, lanes.told.lost)
        if self._stop.is_set() or is_quiet(now, lanes.told.zone):
            return None
        if rest:
            return Wait(rest)
        taken = deliveries.claim(conn, self._number, self._claimant, now)
        if taken is None:
            sweep.finish(conn, self._number, lanes.told, now)
        return taken

    async def _send(self, row: Sending) -> Outcome:
        act = await self._act(row)
        result = act if isinstance(act, Refused) else await perform(self._lanes.channels[row.address.channel], act)
        self._troubles = self._troubles + 1 if isinstance(result, TryLater) and result.after is None else 0
        return Outcome(row, result, time.monotonic())

    async def _act(self, row: Sending) -> Send | Refused:
        try:
            made = await self._lanes.letters(row.week)
            if made is None:
                return Refused(f"{row.week} is not published any more")
            return Send(row.address, made.to(row.language, row.wanted), plain=row.plain)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with this one, the others get theirs
            log.error("a weekly message could not be made: %s", type(error).__name__)
            return Refused(f"the message could not be made: {type(error).__name__}")


async def perform(channel: Channel, act: Send) -> Result:
    try:
        return await channel.perform(act)
    except Exception as error:  # noqa: BLE001
        # A channel promises not to raise; if it does, nobody knows what happened.
        log.error("channel %s broke its promise: %s", channel.name, type(error).__name__)
        return TryLater(type(error).__name__, in_doubt=True)


async def first(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, at most so long."""
    try:
        async with asyncio.timeout(max(seconds, 0.001)):
            await event.wait()
    except TimeoutError:
        pass
