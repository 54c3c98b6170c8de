from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.errors import BadToken
from bot.channels.telegram.updates import Incoming, Me
from bot.channels.telegram.webhook import HEADER, is_secret, register, secret_matches, update_of
from tests.fake_telegram import FakeTelegram

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRET = "s3cret_-"


def test_only_the_very_secret_matches() -> None:
    assert secret_matches(SECRET, SECRET)
    for wrong in (None, "", "s3cret_", "S3cret_-", "s3cret_-\u00e9", "s3cret_- "):
        assert not secret_matches(wrong, SECRET)
    assert not secret_matches("", "")


def test_a_secret_is_what_telegram_takes() -> None:
    assert is_secret("a" * 256)
    assert not any(is_secret(wrong) for wrong in ("", "a" * 257, "a b", "ж", "a\n"))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"update_id": "x"}', b"[" * 100_000])
def test_a_body_that_is_no_update_is_nothing(body: bytes) -> None:
    assert update_of(body, Me(1), NOW) == Incoming(0)


def test_a_body_with_an_update_is_read() -> None:
    chat = {"id": 1001, "type": "private", "first_name": "Ann"}
    said = {"message_id": 7, "date": 0, "chat": chat, "from": {**chat, "is_bot": False}, "text": "hi"}
    found = update_of(json.dumps({"update_id": 5, "message": said}).encode(), Me(1), NOW)
    assert found.message is not None
    assert (found.id, found.message.text) == (5, "hi")


@dataclass
class Hook:
    """A server as the project's own will be: the check, the reading, 200 after the note."""

    url: str = ""
    texts: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # statuses for the next deliveries, then 200

    async def __call__(self, request: Request) -> Response:
        if not secret_matches(request.headers.get(HEADER), SECRET):
            return Response(status_code=403)
        found = update_of(await request.body(), Me(1), NOW)
        if self.answers:
            return Response(status_code=self.answers.pop(0))
        if found.message is not None:
            self.texts.append(found.message.text)
        return Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    with socket.create_server(("127.0.0.1", 0)) as door:
        hook.url = f"http://127.0.0.1:{door.getsockname()[1]}/hook"
        app = Starlette(routes=[Route("/hook", hook.__call__, methods=["POST"])])
        config = uvicorn.Config(app, lifespan="off", ws="none", log_level="critical", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[door]))
        yield hook
        server.should_exit = True
        await task


async def registered(channel: Telegram, url: str, secret: str = SECRET) -> bool:
    return await register(channel, url, secret, jitter=lambda _: 0.01, stop=asyncio.Event())


async def test_deliveries_carry_the_secret_and_come_in_order(tg: FakeTelegram, channel: Telegram, hook: Hook) -> None:
    ann = tg.person(1001)
    await ann.send("before")
    assert await registered(channel, hook.url)
    await ann.send("after")
    await tg.wait(lambda: hook.texts == ["before", "after"], "both deliveries")
    assert channel.me.name == "pomost_test_bot"
    info = await channel.bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (hook.url, 0)


async def test_a_failed_delivery_is_repeated_and_holds_back_only_its_chat(
    tg: FakeTelegram, channel: Telegram, hook: Hook
) -> None:
    hook.answers = [500]
    await registered(channel, hook.url)
    ann, bob = tg.person(1001), tg.person(1002)
    await ann.send("a1")
    await tg.wait(lambda: not hook.answers, "the failed delivery")
    await ann.send("a2")
    await bob.send("b1")
    await tg.wait(lambda: len(hook.texts) == 3, "all three")
    assert [text for text in hook.texts if text.startswith("a")] == ["a1", "a2"]


async def test_a_delivery_without_the_secret_is_refused_and_stays(
    tg: FakeTelegram, channel: Telegram, hook: Hook
) -> None:
    await tg.person(1001).send("hi")
    await registered(channel, hook.url, "another")
    await tg.wait(lambda: len(tg.world.deliveries) >= 2, "two tries")
    assert {status for _, status in tg.world.deliveries} == {403}
    assert hook.texts == []
    assert tg.pending() == 1


async def test_registering_asks_again_while_the_line_is_down(tg: FakeTelegram, channel: Telegram, hook: Hook) -> None:
    tg.fault(502, times=2)
    tg.fault("reset_after", "setWebhook")
    assert await registered(channel, hook.url)


async def test_a_bad_secret_and_a_bad_token_are_clear_errors(tg: FakeTelegram, channel: Telegram) -> None:
    with pytest.raises(ValueError, match="secret must be"):
        await registered(channel, "http://127.0.0.1:9/", "not so good")
    stranger = Telegram("123456:WRONG", origin=tg.url)
    with pytest.raises(BadToken):
        await registered(stranger, "http://127.0.0.1:9/")
    await stranger.close()
