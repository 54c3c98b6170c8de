"""Acts out: take a row, ask the channel, note the answer. The outbox decides the order, the pacer the moment."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot import crash
from bot.acts import Act, Blocked, CloseTopic, Delete, Edit, Receipt, Refused, Result, Send, TryLater
from bot.channels.channel import Channel
from bot.storage import conversations, outbox, pacer
from bot.storage.bell import Bell
from bot.storage.database import Connection, Database
from bot.storage.outbox import Done, Outgoing
from bot.storage.pacer import Wait

log = logging.getLogger(__name__)

# What else follows from an act's end, in the transaction that notes it: a ticket's mark, a subscription's end.
Consequence = Callable[[Connection, Done, Result, datetime], None]

# So many sends of a channel may be under way at once: 30 a second at 0.25 s an answer.
AT_ONCE = 8
# A sender that does not come back in this time is dead; longer than any request may take.
LEASE = timedelta(seconds=60)
# Rows that another process put are found this soon without being told.
SWEEP = 1.0
# A row in doubt is sent once more; what is safe to repeat may be tried oftener.
DOUBTS = 2
SAFE_DOUBTS = 6
# Seconds of rest after the n-th try that surely did not get through; the last value from then on.
BACK_OFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
# A reply that could not be sent for a day answers nothing any more.
TOO_OLD = timedelta(hours=24)
STOPPED = TryLater("the program stopped while sending", in_doubt=True)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the sender waits: for one of its kind that may have died, and after tries that failed (seconds)."""

    lease: timedelta = LEASE
    back_off: tuple[float, ...] = BACK_OFF


class Sender:
    """Performs the outbox of some channels. `run` it, `wake` it after a commit that put a row."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        owner: str,
        consequences: tuple[Consequence, ...] = (),
        patience: Patience = Patience(),
    ) -> None:
        """owner: this process, by a name that its next start may bear but no other process at the same time."""
        self._database = database
        self._channels = channels
        self._clock = clock
        self._owner = owner
        self._consequences = consequences
        self._patience = patience
        self._wakes = {name: asyncio.Event() for name in channels}

    def wake(self) -> None:
        """Something was put into the outbox: look at once."""
        for event in self._wakes.values():
            event.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; what is under way by then is finished and noted."""
        await self._persist(self._recover)
        loop = asyncio.get_running_loop()
        bell = Bell(self._database.url, lambda: _tell(loop, self.wake))
        try:
            await self._serve_all(stop)
        finally:
            await asyncio.to_thread(bell.close)

    async def _serve_all(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            for name, channel in self._channels.items():
                tasks.create_task(self._serve(name, channel, stop))
            tasks.create_task(self._wake_at_stop(stop))

    async def drain(self, timeout: float) -> bool:  # noqa: ASYNC109 - a promise to the caller, not a cancellation
        """Wait until nothing that is due is ready or being sent; False when that takes longer than timeout seconds."""
        end = time.monotonic() + timeout
        self.wake()
        while time.monotonic() < end:
            if await self._database.read(lambda conn: outbox.unsent(conn, self._channels, self._clock())) == 0:
                return True
            await asyncio.sleep(0.02)
        return False

    async def _wake_at_stop(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake()

    async def _serve(self, name: str, channel: Channel, stop: asyncio.Event) -> None:
        wake = self._wakes[name]
        free = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as sends:
            while not stop.is_set():
                wake.clear()
                await free.acquire()
                taken = None if stop.is_set() else await self._persist(lambda conn: self._claim(conn, name))
                if isinstance(taken, Outgoing):
                    crash.point("outbox.claimed")
                    sends.create_task(self._send(channel, taken, free))
                    continue
                free.release()
                await _first(wake, min(taken.seconds, SWEEP) if isinstance(taken, Wait) else SWEEP)

    async def _send(self, channel: Channel, row: Outgoing, free: asyncio.Semaphore) -> None:
        try:
            result = await _perform(channel, row.act)
            answered = time.monotonic()
            crash.point("outbox.sent-not-noted")
            await self._persist(lambda conn: self._note(conn, row, result, answered))
            crash.point("outbox.noted")
        finally:
            free.release()
            self._wakes[channel.name].set()

    async def _persist(self, fn: Callable[[Connection], outbox.Outgoing | Wait | None]) -> Outgoing | Wait | None:
        """A transaction; a database that is away for a while must not end the sender."""
        try:
            return await self._database.write(fn)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next try may succeed
            # What was being sent stays "sending" and is in doubt once its lease ends. An error of the database may
            # quote a row, so only its name is logged.
            log.error("the outbox could not be written: %s", type(error).__name__)
            return Wait(SWEEP)

    def _recover(self, conn: Connection) -> None:
        for name in self._channels:
            for row in outbox.abandoned(conn, name, self._owner, self._clock()):
                self._settle(conn, row, STOPPED)
        pacer.recover(conn, self._owner)

    def _claim(self, conn: Connection, name: str) -> Outgoing | Wait | None:
        now = self._clock()
        for row in outbox.abandoned(conn, name, None, now):
            self._settle(conn, row, STOPPED)
        taken = outbox.claim(conn, name, self._owner, now, self._patience.lease)
        if isinstance(taken, Outgoing):
            crash.point("outbox.not-claimed")
        return taken

    def _note(self, conn: Connection, row: Outgoing, result: Result, answered: float) -> None:
        pacer.release(conn, row.slot, time.monotonic() - answered)
        self._settle(conn, row, result)

    def _settle(self, conn: Connection, row: Outgoing, result: Result) -> None:
        match result:
            case Receipt(message_id=message_id):
                self._end(conn, row, result, "sent", message_id)
            case Blocked(reason=reason):
                self._block(conn, row, result, reason)
            case Refused():
                self._refuse(conn, row, result)
            case TryLater():
                self._delay(conn, row, result)
            case _:
                assert_never(result)

    def _end(self, conn: Connection, row: Outgoing, result: Result, state: str, message_id: str | None = None) -> bool:
        reason = "" if isinstance(result, Receipt) else result.reason
        done = Done(row.id, row.act, state, row.bulk, row.ref, row.answers, message_id, reason)
        now = self._clock()
        if not outbox.end(conn, row, done, now):
            return False
        self._follow(conn, done, result, now)
        return True

    def _follow(self, conn: Connection, done: Done, result: Result, now: datetime) -> None:
        for consequence in self._consequences:
            consequence(conn, done, result, now)

    def _block(self, conn: Connection, row: Outgoing, result: Blocked, reason: str) -> None:
        if not self._end(conn, row, result, "skipped"):
            return
        now = self._clock()
        conversations.mark_blocked(conn, row.act.address, reason, now)
        for done in outbox.skip_rest(conn, row.act.address, f"blocked: {reason}", now):
            self._follow(conn, done, result, now)

    def _refuse(self, conn: Connection, row: Outgoing, result: Refused) -> None:
        act = row.act
        if result.why == "markup" and isinstance(act, Send) and not act.plain:
            outbox.again(conn, row, result.reason, act=replace(act, plain=True))
        elif result.moved_to is not None and result.moved_to != act.address.id:
            if outbox.again(conn, row, result.reason):
                outbox.move(conn, act.address, result.moved_to)
                moved = outbox.moved_act(act, result.moved_to)
                done = Done(row.id, moved, "ready", row.bulk, row.ref, row.answers, None, result.reason)
                self._follow(conn, done, result, self._clock())
        else:
            self._end(conn, row, result, "failed")

    def _delay(self, conn: Connection, row: Outgoing, result: TryLater) -> None:
        if result.after is not None:
            pacer.stop_all(conn, row.act.address.channel, result.after, result.reason)
        doubts = row.doubts + int(result.in_doubt)
        is_safe = isinstance(row.act, Edit | Delete | CloseTopic)
        if result.in_doubt and doubts >= (SAFE_DOUBTS if is_safe else DOUBTS):
            self._end(conn, replace(row, doubts=doubts), result, "unknown")
        elif self._clock() - row.due_at > TOO_OLD:
            self._end(conn, row, result, "unknown" if doubts else "failed")
        elif outbox.again(conn, row, result.reason, doubts=doubts) and result.after is None:
            back_off = self._patience.back_off
            pacer.rest(conn, row.act.address, back_off[min(row.attempts, len(back_off)) - 1])


async def _perform(channel: Channel, act: Act) -> Result:
    try:
        return await channel.perform(act)
    except Exception as error:  # noqa: BLE001
        # A channel promises not to raise; if it does, nobody knows what happened.
        log.error("channel %s broke its promise: %s", channel.name, type(error).__name__)
        return TryLater(type(error).__name__, in_doubt=True)


def _tell(loop: asyncio.AbstractEventLoop, wake: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody is left to be woken
        loop.call_soon_threadsafe(wake)


async def _first(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, at most so long."""
    try:
        async with asyncio.timeout(max(seconds, 0.001)):
            await event.wait()
    except TimeoutError:
        pass
