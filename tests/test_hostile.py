"""Hostile texts through the whole bot get a normal answer: in one process, and through the real channel to Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import structlog

from bot.app import App, build
from bot.channels.telegram.polling import poll
from bot.dialogue.scene import World
from bot.messages import Kind, Message
from bot.settings import Settings
from bot.storage.database import Database
from tests.clock import Clock
from tests.fake_telegram import FakeTelegram
from tests.invariants import broken
from tests.talk import Talk

ANN, STAFF = 1001, -100123
HOSTILE = {
    "markup": '<b>&"',
    "unclosed": "</b></i><a href='x'>&amp;&#0;&bogus;",
    "long": "пёс " * 25_000,
    "one long word": "a" * 100_000,
    "digits": "1" * 100_000,
    "lines": "\n" * 5_000 + "pesel" + "\n" * 5_000,
    "controls": "".join(chr(number) for number in range(32)) + "\x7f\x80\x9f pesel",
    "surrogates": "pesel \ud83d \udc00 \ud800\ud800",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈🙂" * 50,
    "right to left": "\u202e\u2066pesel\u2069 שלום مرحبا \u200f",
    "zero width": "\u200b\u200c\u200d\ufeff\u2060",
    "accents": "e" + "\u0301" * 5_000,
    "percent and braces": "%s %(x)s {0} {x!r} {{}} ${HOME} \\u0000 '; DROP TABLE inbox; --",
    "blank": " \t\u00a0\u2003",
}
TEXTS = [pytest.param(text, id=name) for name, text in HOSTILE.items()]


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.COMMAND, Kind.CHOICE, Kind.EDIT, Kind.PHOTO])
async def test_whatever_comes_in_whatever_kind_is_answered(
    kind: Kind, sqlite_database: Database, world: World, tmp_path: Path, clock: Clock
) -> None:
    talk = Talk(sqlite_database, world, tmp_path, clock)
    for name, text in HOSTILE.items():
        await talk.says("/start", name)
        await talk.says("[Polski]", name)
        with structlog.testing.capture_logs() as logs:
            replies = await talk.says(text, name, kind)
        assert replies, name
        assert all(reply.text.strip() or reply.title for reply in replies), name
        assert logs == [], name
    assert broken(sqlite_database) == []


@pytest.mark.parametrize("text", TEXTS)
async def test_a_stranger_whose_first_words_are_hostile_chooses_a_language_and_is_answered(
    text: str, database: Database, world: World, tmp_path: Path, clock: Clock
) -> None:
    talk = Talk(database, world, tmp_path, clock)
    assert await talk.says(text)
    assert await talk.says("welcome:uk", kind=Kind.CHOICE)
    assert broken(database) == []


async def test_a_hostile_question_goes_to_staff_and_is_shown_back(
    sqlite_database: Database, world: World, tmp_path: Path, clock: Clock
) -> None:
    talk = Talk(sqlite_database, world, tmp_path, clock)
    for name, text in HOSTILE.items():
        if not text.strip():
            continue  # nothing was written yet: the flow asks again
        for words in ("/start", "[English]", "/ask", "[Yes, I agree]", "[School]", text, "[No date]"):
            await talk.says(words, name)
        replies = await talk.says("[Send to the staff]", name)
        assert any("Its number is" in reply.text for reply in replies), name
    assert broken(sqlite_database) == []


@asynccontextmanager
async def running(tg: FakeTelegram, database: Database, world: World, folder: Path, clock: Clock) -> AsyncIterator[App]:
    """The program's core over the real channel, in this process."""
    chosen = {"telegram_token": tg.token, "telegram_api_url": tg.url, "telegram_staff_chat": STAFF}
    app = build(Settings.model_validate({**chosen, "pomost_data": folder}), database, clock, world=world)
    assert app.telegram is not None
    stop = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(app.inbound.run(stop))
            tasks.create_task(app.sender.run(stop))
            tasks.create_task(
                poll(app.telegram, partial(_note, app), clock=clock, jitter=lambda seconds: seconds, stop=stop, wait=1)
            )
            try:
                yield app
            finally:
                stop.set()
    finally:
        await app.telegram.close()


async def _note(app: App, messages: Sequence[Message]) -> None:
    await app.inbound.note(messages)


async def test_telegram_is_answered_whatever_was_written(
    sqlite_database: Database, world: World, tmp_path: Path, clock: Clock
) -> None:
    with FakeTelegram() as tg:
        tg.group(STAFF, forum=True)
        people = {name: tg.person(ANN + number, language="uk") for number, name in enumerate(HOSTILE)}
        async with running(tg, sqlite_database, world, tmp_path, clock) as app:
            for name, person in people.items():
                await person.send(HOSTILE[name])
            for person in people.values():
                await person.expect(seconds=30)
            assert await app.sender.drain(30)
        assert broken(sqlite_database, tg) == []
