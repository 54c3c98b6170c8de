"""A bot in a process of its own that only notes ids in a file, and kills itself at a named point.

Run as: python -m tests.telegram.noting URL TOKEN FILE POINT, where POINT is "before" or "after" (the note), or "never".
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.polling import poll
from bot.messages import Message


async def main(url: str, token: str, file: Path, point: str) -> None:
    def die_at(here: str) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    async def note(messages: Sequence[Message]) -> None:
        die_at("before")
        with file.open("a") as notes:
            notes.writelines(f"{message.id}\n" for message in messages)
            notes.flush()
            os.fsync(notes.fileno())
        die_at("after")

    clock = lambda: datetime.now(UTC)  # noqa: E731
    await poll(Telegram(token, origin=url), note, clock=clock, jitter=lambda s: s / 10, stop=asyncio.Event(), wait=2)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]))
