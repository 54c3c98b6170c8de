"""The one port: who performs an act and answers with a result."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from bot.acts import Act, Result


class Channel(Protocol):
    """One way to reach people. Implementations: telegram, console (viber and web later)."""

    name: str

    def perform(self, act: Act) -> Awaitable[Result]:
        """Do one act. Never raises for what the other side did: every failure is one of the results."""
        ...

    async def close(self) -> None: ...
