"""One message in: what the door does, and what happens to a message that nobody can handle."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Connection, Row, select, text, update

from bot.app import App, build
from bot.conversation import Turn
from bot.dialogue import respond
from bot.dialogue.scene import Scene, World
from bot.inbound import at_the_door, joined
from bot.messages import Address, Kind, Message
from bot.settings import Settings
from bot.storage import inbox, purge, rows
from bot.storage.database import Database
from tests.clock import Clock
from tests.talk import Talk

ANN, BEN, STAFF = Address("paper", "ann"), Address("paper", "ben"), -100123
QUESTION, ANSWER = "як вибрати сімейного лікаря", "Як вибрати сімейного лікаря"
POISON = "quince"  # a word that the monkeypatched rule breaks on


def said(words: str, kind: Kind = Kind.TEXT, *, is_group: bool = False) -> Message:
    return Message(ANN, "1", kind, Clock()(), words, author="ann", is_group=is_group)


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.EDIT, Kind.PHOTO, Kind.VOICE, Kind.FILE, Kind.COMMAND])
def test_the_door_masks_what_anybody_writes(kind: Kind) -> None:
    assert at_the_door(said("mój PESEL 44051401359", kind)).text == "mój PESEL [PESEL]"


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.EDIT, Kind.PHOTO, Kind.VOICE, Kind.FILE, Kind.COMMAND])
def test_the_door_sees_an_emergency_in_whatever_it_comes(kind: Kind) -> None:
    seen = at_the_door(said("my husband beats me", kind))
    assert seen.emergency is not None
    assert seen.emergency_language == "en"


def test_a_number_behind_start_is_masked_and_an_invitation_is_not() -> None:
    token = "staff_AB1234567-12345678901_" + "x" * 10
    assert at_the_door(said(f"start {token}", Kind.COMMAND)).text == f"start {token}"
    assert at_the_door(said(f"start {token}")).text != f"start {token}"
    assert at_the_door(said(f"start {token} 44051401359", Kind.COMMAND)).text.endswith(" [PESEL]")
    assert at_the_door(said("start 44051401359", Kind.COMMAND)).text == "start [PESEL]"


def test_what_staff_write_is_theirs() -> None:
    words = "call 512 345 678, my husband beats me"
    assert at_the_door(said(words, is_group=True)) == said(words, is_group=True)


def test_a_burst_is_one_question_with_all_its_words() -> None:
    assert joined([said("where do I"), said("register my child")]).text == "where do I\nregister my child"


class Point(Talk):
    """A talk with a staff group, to which the lead's news go."""

    def restart(self) -> App:
        chosen = {"pomost_data": self._folder, "telegram_staff_chat": STAFF, "pomost_staff_language": "en"}
        settings = Settings.model_validate(chosen)
        self.app = build(settings, self.database, self.clock, others=(self.paper,), world=self._world)
        return self.app

    def rows(self) -> list[Row[*tuple[object, ...]]]:
        return self.database.read_now(lambda conn: list(conn.execute(select(rows.inbox).order_by(rows.inbox.c.id))))

    def told_to_staff(self) -> list[str]:
        place = rows.outbox.c.address_id == str(STAFF)
        acts = self.database.read_now(lambda conn: list(conn.scalars(select(rows.outbox.c.act).where(place))))
        return [act["reply"]["text"] for act in acts]

    def heard_by(self, who: Address) -> list[str]:
        return [f"{reply.title}\n{reply.text}" for address, reply in self.paper.sent if address == who]

    def change(self, fn: Callable[[Connection], object]) -> None:
        self.database.write_now(fn)


@pytest.fixture
def point(database: Database, world: World, clock: Clock, tmp_path: Path) -> Point:
    return Point(database, world, tmp_path, clock)


def poisoned(scene: Scene) -> Turn | None:
    if POISON in scene.message.text:
        raise RuntimeError(f"cannot read {scene.message.text}")
    return None


def message(number: int, who: Address, words: str) -> Message:
    return Message(who, str(number), Kind.TEXT, Clock()(), words, author=who.id, source=str(number))


async def test_a_message_that_fails_three_times_is_set_aside_and_everybody_else_is_answered(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(respond, "RULES", (poisoned, *respond.RULES))
    with structlog.testing.capture_logs() as logs:
        await point.hears(message(1, ANN, POISON), message(2, ANN, QUESTION), message(3, BEN, QUESTION))
    bad, good, bens = point.rows()
    assert (bad.set_aside_at, bad.told_at, bad.reason) == (point.clock(), point.clock(), "RuntimeError")
    assert good.handled_at is not None
    assert bens.handled_at is not None
    assert any(ANSWER in words for words in point.heard_by(ANN))
    assert any(ANSWER in words for words in point.heard_by(BEN))
    assert ["Message 1 could not be handled (RuntimeError)" in line for line in point.told_to_staff()] == [True]
    assert [log["aside"] for log in logs if log["event"] == "a message failed"][-1] is True
    assert POISON not in str(logs)


async def test_what_was_set_aside_is_kept_for_24_hours_and_then_emptied(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(respond, "RULES", (poisoned, *respond.RULES))
    await point.hears(message(1, ANN, POISON))
    point.clock.advance(hours=23, minutes=59)
    point.change(lambda conn: purge.purge(conn, point.clock()))
    assert POISON in str(point.rows()[0].message)
    point.clock.advance(minutes=1)
    point.change(lambda conn: purge.purge(conn, point.clock()))
    assert point.rows()[0].message is None


async def test_a_row_that_this_program_cannot_read_blocks_nobody(point: Point) -> None:
    await point.app.inbound.note([message(1, ANN, "a"), message(2, ANN, QUESTION), message(3, BEN, QUESTION)])
    unreadable = {"kind": "hologram"}
    point.change(lambda conn: conn.execute(update(rows.inbox).where(rows.inbox.c.id == 1).values(message=unreadable)))
    await point.app.inbound.drain()
    await point.deliver()
    bad, good, bens = point.rows()
    assert (bad.handled_at, bad.set_aside_at, bad.told_at) == (None, point.clock(), point.clock())
    assert good.handled_at is not None
    assert bens.handled_at is not None
    assert any(ANSWER in words for words in point.heard_by(ANN))
    assert ["Message 1 could not be handled" in line for line in point.told_to_staff()] == [True]


async def test_an_unreadable_row_behind_a_readable_one_is_not_joined_to_it(point: Point) -> None:
    await point.app.inbound.note([message(1, ANN, QUESTION), message(2, ANN, "b"), message(3, ANN, QUESTION)])
    point.change(lambda conn: conn.execute(update(rows.inbox).where(rows.inbox.c.id == 2).values(message={})))
    await point.app.inbound.drain()
    assert [row.set_aside_at is None for row in point.rows()] == [True, False, True]
    assert [row.handled_at is None for row in point.rows()] == [False, True, False]


async def test_a_message_that_killed_the_program_three_times_is_told_to_the_lead(point: Point) -> None:
    await point.app.inbound.note([message(1, ANN, QUESTION)])
    for _ in range(inbox.TRIES):
        point.change(lambda conn: inbox.claim(conn, "somebody dead", point.clock(), timedelta(seconds=30)))
        point.clock.advance(seconds=30)
    await point.app.inbound.drain()
    assert point.rows()[0].set_aside_at == point.clock()
    assert ["the program stopped while handling it" in line for line in point.told_to_staff()] == [True]


async def test_what_a_killed_process_had_begun_is_handled_at_once_after_its_restart(point: Point) -> None:
    await point.app.inbound.note([message(1, ANN, QUESTION), message(2, BEN, QUESTION)])
    lease = timedelta(seconds=30)
    point.change(lambda conn: inbox.claim(conn, point.app.owner, point.clock(), lease))
    point.change(lambda conn: inbox.claim(conn, "another process", point.clock(), lease))
    await point.app.inbound.drain()
    anns, bens = point.rows()
    assert anns.handled_at is not None
    assert bens.handled_at is None  # the other one may be alive


async def test_a_database_that_is_away_for_a_moment_does_not_end_the_program(point: Point) -> None:
    stop = asyncio.Event()
    await point.app.inbound.drain()
    with structlog.testing.capture_logs() as logs:
        async with asyncio.TaskGroup() as tasks, asyncio.timeout(20):
            point.change(lambda conn: conn.execute(text("ALTER TABLE inbox RENAME TO away")))
            tasks.create_task(_later(point, logs, stop))
            await point.app.inbound.run(stop)
    assert point.rows()[0].handled_at is not None
    assert "the inbox could not be used" in {log["event"] for log in logs}


async def _later(point: Point, logs: list[structlog.typing.EventDict], stop: asyncio.Event) -> None:
    while not logs:  # noqa: ASYNC110 - what is waited for is a log line
        await asyncio.sleep(0.01)
    point.change(lambda conn: conn.execute(text("ALTER TABLE away RENAME TO inbox")))
    await point.app.inbound.note([message(1, ANN, QUESTION)])
    while point.rows()[0].handled_at is None:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    stop.set()


async def test_a_lease_that_was_lost_while_the_message_failed_is_no_error(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    def robbed(scene: Scene) -> Turn | None:
        another = update(rows.inbox).values(lease_owner="another process")
        point.change(lambda conn: conn.execute(another))
        raise RuntimeError

    monkeypatch.setattr(respond, "RULES", (robbed,))
    await point.app.inbound.note([message(1, ANN, QUESTION)])
    with structlog.testing.capture_logs() as logs:
        assert await point.app.inbound.handle_one()
    assert [log["event"] for log in logs] == ["another process took the message over"]
