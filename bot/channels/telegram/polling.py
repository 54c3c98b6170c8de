"""Polling: what Telegram sends is noted in the database before it is confirmed, so a kill loses nothing.

`Application` and `Updater` of python-telegram-bot confirm updates once they are in memory; this loop asks with the next
offset, which is the confirmation, only after `note` has committed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from telegram.error import TelegramError

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.patience import Jitter, patiently
from bot.channels.telegram.updates import Incoming, read
from bot.messages import Message

log = logging.getLogger(__name__)

WAIT = 25  # seconds a getUpdates call waits for something to come; Telegram takes up to 50

Note = Callable[[Sequence[Message]], Awaitable[None]]


async def poll(
    telegram: Telegram,
    note: Note,
    *,
    clock: Callable[[], datetime],
    jitter: Jitter,
    stop: asyncio.Event,
    wait: int = WAIT,
) -> None:
    """Hand in messages until `stop` is set.

    note(messages) commits the messages of one batch; it may get the same message again (after a kill between commit and
    confirmation, or because Telegram repeats itself) and drops it by its id. What `note` raises ends the loop with
    nothing confirmed: start it again. No offset is stored: the first call asks for everything not yet confirmed, and a
    stored number would be a trap, since after a week of silence Telegram counts from a random one.
    Raises BadToken. A webhook set for the token is removed at the start, its waiting updates are kept.
    """
    if await patiently(partial(_arrive, telegram), jitter=jitter, stop=stop) is None:
        return
    offset: int | None = None
    while True:
        batch = await patiently(partial(_batch, telegram, offset, wait, clock), jitter=jitter, stop=stop)
        if batch is None:
            return
        if not batch:
            continue
        await note([incoming.message for incoming in batch if incoming.message is not None])
        # The highest of this batch, not of all time: see above about the random number.
        offset = max(incoming.id for incoming in batch) + 1
        await telegram.acknowledge([incoming.press for incoming in batch if incoming.press is not None])


async def _arrive(telegram: Telegram) -> bool:
    me = await telegram.introduce()
    await telegram.bot.delete_webhook(drop_pending_updates=False)
    log.info("polling Telegram as @%s", me.name)
    return True


async def _batch(telegram: Telegram, offset: int | None, wait: int, clock: Callable[[], datetime]) -> list[Incoming]:
    raw: list[Any] = await telegram.updates(offset, wait)
    batch = [read(update, telegram.me, clock()) for update in raw]
    if batch and not any(incoming.id for incoming in batch):
        raise TelegramError("Invalid server response")  # without ids it could not be confirmed: never ask again at once
    return batch
