"""Asking again until it works: how long to wait after which failure, and giving up at once when we are to stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.errors import BadToken, seconds, words

log = logging.getLogger(__name__)

T = TypeVar("T")
Jitter = Callable[[float], float]  # seconds to wait -> seconds really waited, so that many do not return at once

TWO_POLLERS = (
    "another program polls Telegram with this token, or a webhook is set for it (409 Conflict): only one may; "
    "stop the other one. Asking again in %.0f s. Telegram says: %s"
)


@dataclass(frozen=True, slots=True)
class Pause:
    """Doubling from `first` to `longest`, in seconds."""

    first: float
    longest: float

    def after(self, failures: int) -> float:
        """The pause after the given number of failures in a row (1 = the first)."""
        return min(self.longest, self.first * 2.0 ** min(failures - 1, 30))


LINE = Pause(1.0, 30.0)  # network errors and 5xx: back quickly, then gently
CONFLICT = Pause(5.0, 60.0)  # another poller: it will not go away by asking faster


async def patiently(call: Callable[[], Coroutine[Any, Any, T]], *, jitter: Jitter, stop: asyncio.Event) -> T | None:
    """The outcome of `call`, repeated with pauses while Telegram fails; None once `stop` is set.

    Raises BadToken when the token is refused; repeating cannot help then.
    """
    failures = 0
    while not stop.is_set():
        try:
            return await _unless(stop, call())
        except InvalidToken:
            raise BadToken from None
        except TelegramError as error:
            failures += 1
            pause = _pause(error, failures)
        await _unless(stop, asyncio.sleep(jitter(pause)))
    return None


def _pause(error: TelegramError, failures: int) -> float:
    match error:
        case RetryAfter():
            pause = seconds(error)
            log.warning("Telegram asks us to wait %.0f s", pause)
        case Conflict():
            pause = CONFLICT.after(failures)
            log.error(TWO_POLLERS, pause, words(error))
        case _:
            pause = LINE.after(failures)
            log.warning("Telegram does not answer (%s); asking again in %.0f s", words(error), pause)
    return pause


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The outcome of `work`; None when `stop` is set first, and then `work` is cancelled."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
