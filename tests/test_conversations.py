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
    clock = Clock()
    for line in lines:
        if line.startswith("now "):
            clock.set(datetime.fromisoformat(line[4:]).replace(tzinfo=ZoneInfo("Europe/Warsaw")))
    talk = Talk(sqlite_database, world, tmp_path, clock, demo="demo" in lines)
    replies: list[Reply] = []
    found: Reply | None = None
    for number, line in enumerate(lines, 1):
        where = f"{file.name}:{number}: {line}"
        if line.startswith("> "):
            replies, found = await talk.says(line[2:]), None
            clock.advance(seconds=5)
        elif line.startswith("< "):
            found = _next_with(line[2:], replies, where)
        elif line.startswith("["):
            assert found is not None, where
            assert line[1:-1] in [choice.label for choice in found.choices], f"{where}: {found.choices}"
        elif line == "silence":
            assert not replies, f"{where}: {replies}"
        elif line.startswith("wait "):
            amount, unit = line[5:].split()
            clock.set(clock() + timedelta(seconds=float(amount) * UNITS[unit]))
        elif line == "restart":
            talk.restart()
        else:
            assert not line or line.startswith(("#", "now ")) or line == "demo", where


def _next_with(part: str, replies: list[Reply], where: str) -> Reply:
    """The first of the replies not yet passed that holds the part; those before it are passed."""
    said = [f"{reply.title}\n{reply.text}" for reply in replies]
    for text in said:
        reply = replies.pop(0)
        if part in text:
            return reply
    raise AssertionError(f"{where}: not in {said}")


def test_there_are_conversations() -> None:
    assert FILES
