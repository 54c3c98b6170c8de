"""The terminal as a channel: replies are printed, buttons are numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.acts import Act, Edit, Receipt, Refused, Result, Send
from bot.messages import Address, Choice, Kind, Message, Reply

HERE: Final = Address("console", "local")
APART: Final = timedelta(seconds=3)  # longer than what the dialogue takes for one burst
LONGEST: Final = 20_000  # characters of one line that are taken in; nobody types more, a pipe may


def printable(text: str) -> str:
    """Without control characters and broken surrogates, which could drive or break a terminal; any space is a space."""
    kept = "".join(
        letter if letter in "\n\t" or letter.isprintable() else " " * (unicodedata.category(letter) == "Zs")
        for letter in text
    )
    return kept.encode("utf-8", "replace").decode("utf-8")


class Console:
    """One person at a terminal. A typed number presses the button with that number in the newest reply with buttons."""

    name = "console"

    def __init__(self, write: Callable[[str], None], session: str) -> None:
        """write: prints one block of text. session: makes message ids unique over runs."""
        self._write = write
        self._session = session
        self._choices: tuple[Choice, ...] = ()
        self._count = 0
        self._latest: datetime | None = None

    def message(self, line: str, now: datetime, language: str | None = None) -> Message:
        """A typed line as a message: a command, the number of a button, or text."""
        self._count += 1
        # A line is answered before the next one is read, so two lines are never one burst, however fast a pipe is.
        self._latest = now if self._latest is None else max(now, self._latest + APART)
        text = line.strip("\r\n")[:LONGEST]
        kind = Kind.TEXT
        if text.startswith("/") and text[1:2].isalpha():
            kind, text = Kind.COMMAND, text[1:]
        elif text.strip().isdecimal() and 1 <= int(text.strip()[:4]) <= len(self._choices):
            kind, text = Kind.CHOICE, self._choices[int(text.strip()[:4]) - 1].value
        name = f"{self._session}-{self._count}"
        return Message(HERE, name, kind, self._latest, text, author=HERE.id, source=name, language_code=language)

    async def perform(self, act: Act) -> Result:
        match act:
            case Send(reply=reply) | Edit(reply=reply):
                self._count += 1
                self._write(self._block(reply))
                return Receipt(f"{self._session}-{self._count}")
            case _:
                return Refused(f"the terminal cannot do {type(act).__name__}", why="unable")

    def _block(self, reply: Reply) -> str:
        lines = [f"== {printable(reply.title)}"] if reply.title else []
        lines.append(printable(reply.text))
        if reply.choices:
            self._choices = reply.choices
            lines.extend(f"  [{number}] {printable(choice.label)}" for number, choice in enumerate(reply.choices, 1))
        return "\n".join(lines) + "\n"

    async def close(self) -> None:
        """Nothing is held open."""
