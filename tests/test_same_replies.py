"""The model: messages that come twice, between each other's and all at once give everybody the replies he would have
got one by one. Drawn by hypothesis, on both databases.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.scene import World
from bot.messages import Address, Kind, Message
from bot.storage.database import Database
from tests.clock import Clock
from tests.invariants import broken
from tests.talk import Talk

TEXTS = (
    "як вибрати сімейного лікаря",
    "e-recepta",
    "how do I choose a family doctor",
    "asdf qwer zxcv",
    "привіт",
    "thank you",
    "when is the lawyer on Thursday",
    "хочу поговорити з людиною",
    "🙂",
    "my husband beats me",
    "my PESEL is 44051401359, is that all?",
)
COMMANDS = ("start", "menu", "help", "status", "subscribe", "stop", "cancel", "timetable", "ask", "nosuchcommand")
CHOICES = (
    "welcome:uk",
    "welcome:en",
    "menu",
    "person",
    "none",
    "handoff:yes",
    "handoff:topic:school",
    "handoff:date:normal",
    "handoff:send",
    "subscription:whole",
    "subscription:yes",
    "no such choice",
)
Word = tuple[Kind, str]
Script = Sequence[Word]
WORDS = st.one_of(
    st.sampled_from(TEXTS).map(lambda text: (Kind.TEXT, text)),
    st.sampled_from(COMMANDS).map(lambda text: (Kind.COMMAND, text)),
    st.sampled_from(CHOICES).map(lambda text: (Kind.CHOICE, text)),
)
# The way to a ticket is long; drawn word by word it would hardly ever be found.
TO_STAFF: Script = (
    (Kind.COMMAND, "start"),
    (Kind.CHOICE, "welcome:en"),
    (Kind.COMMAND, "ask"),
    (Kind.CHOICE, "handoff:yes"),
    (Kind.CHOICE, "handoff:topic:school"),
    (Kind.TEXT, "no school takes my son"),
    (Kind.CHOICE, "handoff:date:normal"),
    (Kind.CHOICE, "handoff:send"),
)
SCRIPTS = st.one_of(st.lists(WORDS, min_size=1, max_size=5), st.integers(1, len(TO_STAFF)).map(lambda n: TO_STAFF[:n]))


@dataclass(frozen=True)
class Plan:
    """scripts: what each contact sends. order: whose next message comes. again: which of them come a second time,
    and how much later. size: how many are noted together.
    """

    scripts: Sequence[Script]
    order: Sequence[int]
    again: Sequence[tuple[int, int]]
    size: int


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    scripts = [apart(draw(SCRIPTS)) for _ in range(draw(st.integers(2, 3)))]
    order = draw(st.permutations([who for who, script in enumerate(scripts) for _ in script]))
    again = draw(st.lists(st.tuples(st.integers(0, len(order) - 1), st.integers(1, 6)), max_size=4))
    return Plan(scripts, order, again, draw(st.integers(1, 5)))


def apart(script: Script) -> Script:
    """Two texts in a row that wait together are one question, by design: something else stands between them."""
    kept: list[Word] = []
    for word in script:
        if kept and kept[-1][0] is word[0] is Kind.TEXT:
            kept.append((Kind.COMMAND, "menu"))
        kept.append(word)
    return kept


class Round:
    """One plan, played on a database with contacts of its own."""

    def __init__(self, talk: Talk, plan: Plan, name: str) -> None:
        self.talk, self.plan, self.name = talk, plan, name

    def message(self, who: int, number: int) -> Message:
        kind, text = self.plan.scripts[who][number]
        id_ = f"{self.name}-{who}-{number}"
        at = self.talk.clock() + timedelta(seconds=10 * number)
        return Message(self.address(who), id_, kind, at, text, author=id_, source=id_)

    def address(self, who: int) -> Address:
        return Address("paper", f"{self.name}-{who}")

    def replies(self) -> list[list[str]]:
        """What each contact read. A ticket's number depends on who was first: digits do not count."""
        sent = self.talk.paper.sent
        heard = [[reply for address, reply in sent if address == self.address(who)] for who in self.everybody()]
        return [[re.sub(r"\d+", "#", repr(reply)) for reply in replies] for replies in heard]

    def everybody(self) -> range:
        return range(len(self.plan.scripts))

    async def one_by_one(self) -> None:
        for who in self.everybody():
            for number in range(len(self.plan.scripts[who])):
                await self.talk.app.inbound.note([self.message(who, number)])
                await self.talk.app.inbound.drain()
        await self.talk.deliver()

    async def all_at_once(self) -> None:
        """Noted in the plan's order while four workers and the sender are at work."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as tasks, asyncio.timeout(30):
            tasks.create_task(self.talk.app.inbound.run(stop))
            tasks.create_task(self.talk.app.sender.run(stop))
            for batch in self.batches():
                await self.talk.app.inbound.note(batch)
            while not await self.is_idle():  # noqa: ASYNC110 - what is waited for is in the database
                await asyncio.sleep(0.02)
            stop.set()

    async def is_idle(self) -> bool:
        waiting = await self.talk.app.waiting()
        return waiting["messages"] == waiting["acts"] == 0

    def batches(self) -> list[list[Message]]:
        come = [self.message(who, self.plan.order[:place].count(who)) for place, who in enumerate(self.plan.order)]
        for place, later in self.plan.again:
            # Never before the first one: a message cannot be repeated before it is sent.
            repeated = come[place]
            come.insert(min(len(come), place + later), repeated)
        return [come[at : at + self.plan.size] for at in range(0, len(come), self.plan.size)]


def test_repeated_mixed_and_concurrent_messages_give_everybody_the_replies_of_one_by_one(
    database: Database, world: World, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.pseudonym", lambda _: "Blue Heron")
    numbers = count(1)

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(plans())
    def play(plan: Plan) -> None:
        number = next(numbers)

        async def both() -> tuple[list[list[str]], list[list[str]]]:
            talk = Talk(database, world, tmp_path / str(number), clock)
            alone, mixed = Round(talk, plan, f"{number}alone"), Round(talk, plan, f"{number}mixed")
            await alone.one_by_one()
            await mixed.all_at_once()
            return alone.replies(), mixed.replies()

        alone, mixed = asyncio.run(both())
        assert mixed == alone
        assert broken(database) == []

    play()
