"""Two servers to play the same cases on: our fake, and the larger shared one where that is there."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx

from tests.fake_telegram import TOKEN, FakeTelegram

SHARED = Path(__file__).resolve().parents[3] / "shared" / "telegram" / "fake_bot_api.py"
NAMES = ["ours", "shared"] if SHARED.is_file() else ["ours"]
FORUM, MEMBER = -100123, 9


class Stage(Protocol):
    """What a case may do as the people's side."""

    url: str

    async def say(self, person: int, text: str) -> None: ...
    async def press(self, person: int, label: str) -> None: ...
    async def block(self, person: int) -> None: ...
    async def gone(self, person: int) -> None: ...
    async def group(self, id_: int, *, forum: bool, rights: bool = True) -> None: ...
    async def move(self, id_: int, new: int) -> None: ...
    async def delete_topic(self, id_: int, thread: int) -> None: ...
    async def fault(self, kind: str, method: str, **settings: int | float) -> None: ...
    async def texts(self, chat: int) -> list[str]: ...


class Ours:
    def __init__(self, tg: FakeTelegram) -> None:
        self.tg, self.url = tg, tg.url

    async def say(self, person: int, text: str) -> None:
        await self.tg.person(person).send(text)

    async def press(self, person: int, label: str) -> None:
        await self.tg.person(person).press(label)

    async def block(self, person: int) -> None:
        await self.tg.person(person).block()

    async def gone(self, person: int) -> None:
        await self.tg.person(person).leave_telegram()

    async def group(self, id_: int, *, forum: bool, rights: bool = True) -> None:
        self.tg.group(id_, forum=forum, members=[MEMBER]).chat.can_manage_topics = rights

    async def move(self, id_: int, new: int) -> None:
        self.tg.world.chats[id_].moved_to = new

    async def delete_topic(self, id_: int, thread: int) -> None:
        self.tg.world.chats[id_].topics[thread].deleted = True

    async def fault(self, kind: str, method: str, **settings: int | float) -> None:
        self.tg.fault(kind, method, **settings)

    async def texts(self, chat: int) -> list[str]:
        return [record.text for record in self.tg.messages(chat)]


class Shared:
    def __init__(self, url: str, line: httpx.AsyncClient) -> None:
        self.url, self.line = url, line

    async def post(self, route: str, **values: object) -> Any:
        answer = await self.line.post(f"{self.url}/control/{route}", json=values)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def say(self, person: int, text: str) -> None:
        await self.post("send", user_id=person, text=text)

    async def press(self, person: int, label: str) -> None:
        await self.post("press", user_id=person, label=label)

    async def block(self, person: int) -> None:
        await self.post("block", user_id=person)

    async def gone(self, person: int) -> None:
        await self.post("deactivate", user_id=person)

    async def group(self, id_: int, *, forum: bool, rights: bool = True) -> None:
        await self.post("chats", id=id_, is_forum=forum, members=[MEMBER], bot_can_manage_topics=rights)

    async def move(self, id_: int, new: int) -> None:
        await self.post("chat_state", id=id_, migrated=new)

    async def delete_topic(self, id_: int, thread: int) -> None:
        await self.post("topic_state", chat_id=id_, thread_id=thread, deleted=True)

    async def fault(self, kind: str, method: str, **settings: int | float) -> None:
        await self.post("faults", kind=kind, method=method, **settings)

    async def texts(self, chat: int) -> list[str]:
        answer = await self.line.get(f"{self.url}/control/chats/{chat}/messages")
        return [message["text"] for message in answer.json() if not message["deleted"]]


@asynccontextmanager
async def stage(name: str) -> AsyncIterator[Stage]:
    if name == "ours":
        async with FakeTelegram() as tg:
            yield Ours(tg)
        return
    command = (sys.executable, "-W", "ignore", str(SHARED), "--port", "0", "--token", TOKEN, "--run-for", "120")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        port = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))["port"]
        async with httpx.AsyncClient(trust_env=False) as line:
            yield Shared(f"http://127.0.0.1:{port}", line)
    finally:
        process.kill()
        await process.communicate()
