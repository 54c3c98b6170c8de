"""A program for the kill tests: sends an outbox and writes each act that arrives to a transcript.

`python -m tests.sending DATABASE_URL TRANSCRIPT CRASH_AT`
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot import crash
from bot.acts import Act, Receipt, Result, Send
from bot.outbound import Sender
from bot.storage.database import Database


class Transcript:
    """The other side: it outlives the program, as a messenger does."""

    name = "console"

    def __init__(self, path: Path) -> None:
        self.path = path

    async def perform(self, act: Act) -> Result:
        assert isinstance(act, Send)
        with self.path.open("a") as file:
            file.write(f"{act.address.id} {act.reply.text}\n")
        await asyncio.sleep(0.002)
        return Receipt("m")

    async def close(self) -> None:
        """Nothing is held open."""


async def send(url: str, path: Path) -> bool:
    database = Database.open(url)
    stop = asyncio.Event()
    sender = Sender(database, {"console": Transcript(path)}, lambda: datetime.now(UTC), "one")
    task = asyncio.create_task(sender.run(stop))
    is_drained = await sender.drain(60)
    stop.set()
    await task
    await database.close()
    return is_drained


if __name__ == "__main__":
    crash.arm(sys.argv[3])
    sys.exit(0 if asyncio.run(send(sys.argv[1], Path(sys.argv[2]))) else 1)
