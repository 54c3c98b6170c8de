"""A resident talks with the whole program in one process: real database and rules, a channel that writes down."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.acts import Act, Receipt, Refused, Result, Send
from bot.app import App, build
from bot.dialogue.scene import World
from bot.messages import Address, Choice, Kind, Message, Reply
from bot.settings import Settings
from bot.storage.database import Database
from tests.clock import Clock

SENT_WITHIN = 20.0  # seconds until the replies to one message must be there, on a busy machine


@dataclass
class Paper:
    """A channel that writes down what was sent to whom; it stands for the messenger."""

    name: str = "paper"
    sent: list[tuple[Address, Reply]] = field(default_factory=list)

    async def perform(self, act: Act) -> Result:
        if not isinstance(act, Send):
            return Refused("paper takes only text", why="unable")
        self.sent.append((act.address, act.reply))
        return Receipt(str(len(self.sent)))

    async def close(self) -> None:
        """Nothing is held open."""


class Talk:
    """`await talk.says("…")` gives the replies. Several people talk by their name."""

    def __init__(self, database: Database, world: World, folder: Path, clock: Clock, *, demo: bool = False) -> None:
        self.database, self.clock, self.paper = database, clock, Paper()
        self._world, self._folder, self._demo = world, folder, demo
        self._count = 0
        self._shown: dict[str, list[Choice]] = {}
        self.app: App = self.restart()

    def restart(self) -> App:
        """The program ends and begins again on the same database."""
        settings = Settings(_env_file=None, pomost_data=self._folder)  # type: ignore[call-arg]  # as in settings.read
        self.app = build(settings, self.database, self.clock, others=(self.paper,), world=self._world, demo=self._demo)
        return self.app

    async def says(self, text: str, who: str = "ann", kind: Kind = Kind.TEXT, source: str | None = None) -> list[Reply]:
        """Send one message: text, "/command", or "[Label]" to press a button that was shown. Gives the replies."""
        self._count += 1
        value = text
        if text.startswith("["):
            kind, value = Kind.CHOICE, self._value(who, text[1:-1])
        elif text.startswith("/"):
            kind, value = Kind.COMMAND, text[1:]
        name = f"m{self._count}"
        message = Message(Address("paper", who), name, kind, self.clock(), value, author=who, source=source or name)
        return await self.hears(message)

    async def hears(self, *messages: Message) -> list[Reply]:
        """Hand messages in and wait for what follows."""
        before = len(self.paper.sent)
        await self.app.inbound.note(messages)
        await self.app.inbound.drain()
        await self.deliver()
        replies = [reply for address, reply in self.paper.sent[before:] if address == messages[-1].address]
        for reply in replies:
            if reply.choices:
                self._shown.setdefault(messages[-1].address.id, []).extend(reply.choices)
        return replies

    def show(self, who: str, choices: Sequence[Choice]) -> None:
        """Buttons of a message that the bot began."""
        self._shown.setdefault(who, []).extend(choices)

    async def deliver(self) -> None:
        """Let the sender do what is due."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.app.sender.run(stop))
            try:
                assert await self.app.sender.drain(SENT_WITHIN), "the outbox did not empty"
            finally:
                stop.set()

    def _value(self, who: str, label: str) -> str:
        """The newest button with this label."""
        for choice in reversed(self._shown.get(who, [])):
            if choice.label == label:
                return choice.value
        raise AssertionError(f"no button {label!r}; there were {[choice.label for choice in self._shown.get(who, [])]}")
