"""Every file of tests/conversations is a conversation that must go as it is written.

> text        the resident writes; "> [Label]" presses a button; "> /command"
< part        among the replies to it, in order, one holds this part (title, text)
[Label]       the reply just found has this button
silence       nothing (more) was said
wait 30 s     the clock goes on (s, min, h)
restart       the program ends and begins again
# …           a comment;  "now 2026-11-24T10:00" and "demo" stand at the top
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.scene import World
from bot.messages import Reply
from bot.storage.database import Database
from tests.clock import Clock
from tests.talk import Talk

FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.glob("*.txt"))
UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_the_conversation_goes_as_written(
    file: Path, sqlite_database: Database, world: World, tmp_path: Path
) -> None:
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    clock = Clock(_begin(lines))
    script = Script(Talk(sqlite_database, world, tmp_path, clock, demo="demo" in lines), clock)
    for number, line in enumerate(lines, 1):
        await script.follow(line, f"{file.name}:{number}: {line}")


def _begin(lines: list[str]) -> datetime:
    """The moment at which the conversation begins."""
    for line in lines:
        if line.startswith("now "):
            return datetime.fromisoformat(line[4:]).replace(tzinfo=ZoneInfo("Europe/Warsaw"))
    return Clock().moment


class Script:
    """Follows the lines of a file."""

    def __init__(self, talk: Talk, clock: Clock) -> None:
        self.talk, self.clock = talk, clock
        self.all: list[Reply] = []  # the replies to the last message
        self.replies: list[Reply] = []  # those of them not yet passed
        self.found: Reply | None = None

    async def follow(self, line: str, where: str) -> None:
        word, _, rest = line.partition(" ")
        if line.startswith("["):
            assert self.found is not None, where
            labels = [choice.label for choice in self.found.choices]
            assert line[1:-1] in labels, f"{where}: {labels}"
        elif word == ">":
            self.all, self.found = await self.talk.says(rest), None
            self.replies = list(self.all)
            self.clock.advance(seconds=5)
        elif word == "<":
            self.found = self._next_with(rest, where)
        else:
            self._note(word, rest, where)

    def _note(self, word: str, rest: str, where: str) -> None:
        if word == "!":
            assert not any(rest in f"{reply.title}\n{reply.text}" for reply in self.all), f"{where}: {self.all}"
        elif word == "silence":
            assert not self.replies, f"{where}: {self.replies}"
        elif word == "wait":
            amount, unit = rest.split()
            self.clock.set(self.clock() + timedelta(seconds=float(amount) * UNITS[unit]))
        elif word == "restart":
            self.talk.restart()
        else:
            assert word in ("", "#", "now", "demo"), where

    def _next_with(self, part: str, where: str) -> Reply:
        """The first of the replies not yet passed that holds the part; those before it are passed."""
        said = [f"{reply.title}\n{reply.text}" for reply in self.replies]
        for text in said:
            reply = self.replies.pop(0)
            if part in text:
                return reply
        raise AssertionError(f"{where}: not in {said}")


def test_there_are_conversations() -> None:
    assert FILES
