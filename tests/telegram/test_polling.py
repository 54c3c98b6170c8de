from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.acts import Send
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.errors import BadToken
from bot.channels.telegram.patience import CONFLICT, LINE
from bot.channels.telegram.polling import poll
from bot.messages import Address, Choice, Message, Reply
from tests.fake_telegram import FakeTelegram

ROOT = Path(__file__).resolve().parents[2]
ANN = Address("telegram", "1001")


class Poller:
    """A poller over a list for a database."""

    def __init__(self, channel: Telegram) -> None:
        self.channel, self.noted, self.stop = channel, list[Message](), asyncio.Event()
        self.pauses: list[float] = []
        self.broken = False

    async def note(self, messages: Sequence[Message]) -> None:
        if self.broken:
            raise ConnectionError("the database is away")
        self.noted += messages

    def jitter(self, seconds: float) -> float:
        self.pauses.append(seconds)
        return 0.01

    async def run(self) -> None:
        clock = lambda: datetime.now(UTC)  # noqa: E731
        await poll(self.channel, self.note, clock=clock, jitter=self.jitter, stop=self.stop, wait=2)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.noted]


@asynccontextmanager
async def polling(tg: FakeTelegram) -> AsyncIterator[Poller]:
    poller = Poller(Telegram(tg.token, origin=tg.url))
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        poller.stop.set()
        await asyncio.wait_for(task, 5)
        await poller.channel.close()


async def test_what_is_sent_is_noted_in_order_and_confirmed(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    for n in range(5):
        await ann.send(str(n))
    async with polling(tg) as poller:
        await tg.wait(lambda: len(poller.noted) == 5, "five notes")
        await tg.wait(lambda: tg.pending() == 0, "confirmation")
        await ann.send("5")
        await tg.wait(lambda: poller.texts == [*"012345"], "the sixth")
    assert poller.channel.me.name == "pomost_test_bot"


async def test_only_the_kinds_we_read_are_asked_for(tg: FakeTelegram) -> None:
    async with polling(tg):
        await tg.wait_bot()
    asked = tg.calls("getUpdates")[0].params["allowed_updates"]
    assert asked == '["message", "edited_message", "callback_query", "my_chat_member"]'


async def test_stopping_does_not_wait_for_the_long_poll(tg: FakeTelegram) -> None:
    poller = Poller(Telegram(tg.token, origin=tg.url))
    clock = lambda: datetime.now(UTC)  # noqa: E731
    task = asyncio.create_task(
        poll(poller.channel, poller.note, clock=clock, jitter=poller.jitter, stop=poller.stop, wait=50)
    )
    await tg.wait_bot()
    poller.stop.set()
    await asyncio.wait_for(task, 10)
    await poller.channel.close()


async def test_what_was_not_noted_is_not_confirmed_and_comes_again(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    await ann.send("precious")
    poller = Poller(Telegram(tg.token, origin=tg.url))
    poller.broken = True
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(poller.run(), 10)
    assert tg.pending() == 1
    await poller.channel.close()
    async with polling(tg) as second:
        await tg.wait(lambda: second.texts == ["precious"], "the message again")


@pytest.mark.parametrize(("point", "noted"), [("before", 1), ("after", 2)])
async def test_a_kill_between_receiving_and_confirming_loses_nothing(
    tg: FakeTelegram, tmp_path: Path, point: str, noted: int
) -> None:
    notes = tmp_path / "notes"
    id_ = await tg.person(1001).send("precious")

    async def start(point: str) -> asyncio.subprocess.Process:
        where = (tg.url, tg.token, str(notes), point)
        return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.telegram.noting", *where, cwd=ROOT)

    killed = await start(point)
    assert await asyncio.wait_for(killed.wait(), 30) == -signal.SIGKILL
    assert tg.pending() == 1
    second = await start("never")
    try:
        await tg.wait(lambda: tg.pending() == 0, "confirmation", seconds=30)
    finally:
        second.kill()
        await second.wait()
    assert notes.read_text().split() == [str(id_)] * noted


async def test_repeated_updates_are_handed_in_again_with_the_same_id(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    tg.fault("duplicate", "getUpdates", times=2)
    await ann.send("once")
    async with polling(tg) as poller:
        await tg.wait(lambda: len(poller.noted) >= 2, "the repetition")
    assert len({message.id for message in poller.noted}) == 1


async def test_a_press_is_acknowledged_after_it_was_noted(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    async with polling(tg) as poller:
        await poller.channel.perform(Send(ANN, Reply("?", choices=(Choice("yes", "Yes"),))))
        await ann.expect("?")
        tg.fault(500, "answerCallbackQuery")
        await ann.press("Yes")
        await tg.wait(lambda: poller.texts == ["yes"], "the choice")
        await ann.press("Yes")
        await tg.wait(lambda: len(tg.unanswered()) == 1, "the acknowledgement of the second")


async def test_an_update_that_cannot_be_read_does_not_stop_the_others(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    await ann.send("before")
    tg.update("message", {"text": "no chat, no date"})
    await ann.send("after")
    async with polling(tg) as poller:
        await tg.wait(lambda: poller.texts == ["before", "after"], "the readable ones")
        await tg.wait(lambda: tg.pending() == 0, "confirmation")
        await asyncio.sleep(0.1)
    assert len(poller.noted) == 2


@pytest.mark.parametrize("kind", ["500", "502", "reset_before", "reset_after", "truncate", "429"])
async def test_trouble_on_the_line_delays_and_loses_nothing(tg: FakeTelegram, kind: str) -> None:
    ann = tg.person(1001)
    await ann.send("precious")
    tg.fault(kind, "getUpdates", times=3)
    async with polling(tg) as poller:
        await tg.wait(lambda: poller.texts == ["precious"], "the message after the trouble")
    assert poller.pauses[:3] == ([1.0, 1.0, 1.0] if kind == "429" else [1.0, 2.0, 4.0])


async def test_a_second_poller_is_told_clearly_and_asked_slower_and_slower(
    tg: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    tg.fault(409, "getUpdates", times=4)
    with caplog.at_level(logging.ERROR):
        async with polling(tg) as poller:
            await tg.wait(lambda: len(poller.pauses) == 4, "four conflicts")
            await tg.person(1001).send("hi")
            await tg.wait(lambda: poller.texts == ["hi"], "polling again")
    assert poller.pauses == [5.0, 10.0, 20.0, 40.0]
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert len(lines) == 4
    assert lines[0].startswith("another program polls Telegram with this token")


async def test_two_real_pollers_conflict(tg: FakeTelegram) -> None:
    async with polling(tg) as first:
        await tg.wait_bot()
        async with polling(tg) as second:
            await tg.wait(lambda: first.pauses or second.pauses, "a conflict")
    assert 5.0 in first.pauses + second.pauses


def test_pauses_grow_to_their_end_and_stay_there() -> None:
    assert [CONFLICT.after(n) for n in (1, 2, 5, 99)] == [5.0, 10.0, 60.0, 60.0]
    assert [LINE.after(n) for n in (1, 2, 6, 10_000)] == [1.0, 2.0, 30.0, 30.0]


async def test_a_wrong_token_ends_polling_and_names_the_setting(tg: FakeTelegram) -> None:
    poller = Poller(Telegram("123456:WRONG", origin=tg.url))
    with pytest.raises(BadToken, match="TELEGRAM_TOKEN"):
        await asyncio.wait_for(poller.run(), 10)
    await poller.channel.close()


async def test_a_webhook_left_behind_is_removed_and_what_waited_for_it_arrives(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    channel = Telegram(tg.token, origin=tg.url)
    await channel.bot.set_webhook("http://127.0.0.1:9/nobody")
    await channel.close()
    await ann.send("waiting")
    async with polling(tg) as poller:
        await tg.wait(lambda: poller.texts == ["waiting"], "the message that waited")
