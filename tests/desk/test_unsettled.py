"""A question without an end is asked about once, outside quiet hours, and ends by the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.desk.unsettled import ask_once
from bot.dialogue.scene import World
from bot.messages import Choice
from bot.storage import questions
from bot.storage.database import Database
from tests.clock import Clock
from tests.talk import Talk

WARSAW = ZoneInfo("Europe/Warsaw")
NOBODY_KNOWS = "how do I train a falcon for the royal hunt"


@pytest.fixture
def talk(database: Database, world: World, tmp_path: Path, clock: Clock) -> Talk:
    return Talk(database, world, tmp_path, clock)


async def asked(talk: Talk) -> list[tuple[str, tuple[Choice, ...]]]:
    """Let the clock's sweep run; what it said."""
    before = len(talk.paper.sent)
    talk.database.write_now(lambda conn: ask_once(conn, talk.clock(), WARSAW))
    await talk.deliver()
    return [(reply.text, reply.choices) for _, reply in talk.paper.sent[before:]]


async def test_a_question_without_an_end_is_asked_about_once_after_half_an_hour(talk: Talk) -> None:
    await talk.says("/language en")
    await talk.says(NOBODY_KNOWS)
    talk.clock.advance(minutes=29)
    assert await asked(talk) == []
    talk.clock.advance(minutes=2)
    [(text, choices)] = await asked(talk)
    assert NOBODY_KNOWS in text
    assert [choice.value for choice in choices] == ["person", "decline"]
    talk.clock.advance(minutes=40)
    assert await asked(talk) == []


async def test_nobody_is_asked_at_night_but_in_the_morning(talk: Talk) -> None:
    talk.clock.set(datetime(2026, 11, 24, 21, 30, tzinfo=UTC))
    await talk.says("/language en")
    await talk.says(NOBODY_KNOWS)
    talk.clock.advance(hours=1)
    assert await asked(talk) == []
    talk.clock.set(datetime(2026, 11, 25, 7, 5, tzinfo=UTC))
    assert len(await asked(talk)) == 1


async def test_no_is_an_end(talk: Talk) -> None:
    await talk.says("/language en")
    await talk.says(NOBODY_KNOWS)
    assert len(talk.database.read_now(lambda conn: questions.without_end(conn, talk.clock.advance(minutes=31)))) == 1
    [(_, choices)] = await asked(talk)
    talk.show("ann", choices)
    await talk.says(f"[{choices[1].label}]")
    assert talk.database.read_now(lambda conn: questions.without_end(conn, talk.clock())) == ()


async def test_an_answered_question_is_left_alone(talk: Talk) -> None:
    await talk.says("/language en")
    await talk.says("how to choose a family doctor")
    talk.clock.advance(minutes=45)
    assert await asked(talk) == []


async def test_after_a_day_it_is_too_late_to_ask(talk: Talk) -> None:
    await talk.says("/language en")
    await talk.says(NOBODY_KNOWS)
    talk.clock.advance(hours=25)
    assert await asked(talk) == []
