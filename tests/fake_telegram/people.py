"""The people of the fake: they write, press, block, and wait for what the bot does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from tests.fake_telegram.markup import commands
from tests.fake_telegram.words import Json
from tests.fake_telegram.world import Chat, Press, Record, World

T = TypeVar("T")
PATIENCE = 10.0  # seconds a test waits for the bot
LOOK = 0.01  # seconds between two looks
FILE = {"file_id": "file", "file_unique_id": "unique", "file_size": 1000}


async def until(found: Callable[[], T | None], what: Callable[[], str], seconds: float) -> T:
    """The first true value of `found`; AssertionError with `what` after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        await asyncio.sleep(LOOK)
    raise AssertionError(f"not within {seconds} s: {what()}")


class Person:
    """Somebody in one chat: the private one with the bot, or a group. All waits are bounded."""

    def __init__(self, world: World, id_: int, chat: Chat) -> None:
        self.world, self.id, self.chat = world, id_, chat
        self._seen = 0  # how many of the bot's messages here were already expected

    # -- what they do: each gives the update's id, None when the bot did not ask for that kind
    async def send(self, text: str, *, thread: int | None = None) -> int | None:
        return self._say({"text": text, "entities": commands(text)}, thread)

    async def photo(self, caption: str = "", *, thread: int | None = None) -> int | None:
        return self._say({"photo": [{**FILE, "width": 90, "height": 90}], "caption": caption}, thread)

    async def voice(self, *, thread: int | None = None) -> int | None:
        return self._say({"voice": {**FILE, "duration": 2}}, thread)

    async def file(self, caption: str = "", *, thread: int | None = None) -> int | None:
        return self._say({"document": {**FILE, "file_name": "letter.pdf"}, "caption": caption}, thread)

    async def location(self) -> int | None:
        return self._say({"location": {"latitude": 50.04, "longitude": 22.0}})

    async def contact(self) -> int | None:
        return self._say({"contact": {"phone_number": "+48123456789", "first_name": "A", "user_id": self.id}})

    async def dice(self) -> int | None:
        return self._say({"dice": {"emoji": "🎲", "value": 3}})

    async def edit(self, text: str, *, message_id: int | None = None) -> int | None:
        """Edit an own message, the last one if none is named."""
        with self.world.lock:
            mine = [r for r in self.chat.records.values() if r.message["from"]["id"] == self.id and not r.service]
            record = self.chat.records[message_id] if message_id else mine[-1]
            record.history.append(record.text)
            record.message = {**record.message, "text": text, "edit_date": int(time.time())}
            return self.world.push("edited_message", record.message)

    async def press(self, label: str = "", *, data: str = "", message_id: int | None = None) -> str:
        """Press the newest button with this label (or this value); the callback query's id.

        With both data and message_id the button need not be there any more: a stale or forged press.
        """
        with self.world.lock:
            if data and message_id:
                record = self.chat.records.get(message_id)
                return self._press(data, record.message if record and not record.deleted else self._lost(message_id))
            for record in reversed(self.messages()):
                for button in record.buttons:
                    if "callback_data" in button and (button["text"] == label or button["callback_data"] == data):
                        return self._press(button["callback_data"], record.message)
            there = [label for record in self.messages() for label in record.labels]
            raise AssertionError(f"no button {label or data!r} in chat {self.chat.id}; there are {there}")

    async def block(self) -> int | None:
        return self._stand("member", "kicked")

    async def unblock(self) -> int | None:
        return self._stand("kicked", "member")

    async def leave_telegram(self) -> None:
        """The account is deleted: every call to it is answered 403 from now on."""
        with self.world.lock:
            self.chat.gone = True

    # -- what they see
    def messages(self, *, thread: int | None = None) -> list[Record]:
        """The bot's messages here that are not deleted, oldest first; of one topic if it is named."""
        with self.world.lock:
            records = [record for record in self.chat.records.values() if record.by_bot and not record.service]
            return [r for r in records if not r.deleted and (thread is None or r.thread == thread)]

    async def expect(self, text: str = "", *, thread: int | None = None, seconds: float = PATIENCE) -> Record:
        """The next message of the bot's here, after the last expected one, that contains `text`."""

        def found() -> Record | None:
            for record in self.messages(thread=thread):
                if record.id > self._seen and text in record.text:
                    self._seen = record.id
                    return record
            return None

        return await until(found, lambda: f"{text!r} in chat {self.chat.id}; it has {self._texts()}", seconds)

    async def expect_edit(self, record: Record, text: str, *, seconds: float = PATIENCE) -> Record:
        """That message, once it was edited and contains `text`."""
        changed = lambda: record if record.history and text in record.text else None  # noqa: E731
        return await until(changed, lambda: f"{text!r} in an edited message; it says {record.text!r}", seconds)

    async def silence(self, seconds: float = 0.5) -> None:
        """Nothing new of the bot's for so long."""
        before = len(self.messages())
        await asyncio.sleep(seconds)
        assert len(self.messages()) == before, f"the bot was not silent: {self._texts()[before:]}"

    # -- inside
    def _texts(self) -> list[str]:
        return [record.text for record in self.messages()]

    def _say(self, content: Json, thread: int | None = None) -> int | None:
        with self.world.lock:
            if self.chat.blocked:
                self._stand("kicked", "member")
            record = self.world.add(self.chat, self._me(), {**content, "message_thread_id": thread})
            return self.world.push("message", record.message) if self._reaches(record) else None

    def _reaches(self, record: Record) -> bool:
        """Privacy mode: as a plain member of a group the bot gets commands only."""
        return not self.chat.is_group or self.chat.standing == "administrator" or record.text.startswith("/")

    def _me(self) -> Json:
        return self.world.people[self.id]

    def _lost(self, message_id: int) -> Json:
        return {"message_id": message_id, "chat": self.chat.as_json(), "date": 0}

    def _press(self, data: str, message: Json) -> str:
        id_ = str(7_000_000 + len(self.world.presses))
        self.world.presses[id_] = Press(id_, self.chat.id, data)
        query = {"id": id_, "from": self._me(), "message": message, "chat_instance": "1", "data": data}
        self.world.push("callback_query", query)
        return id_

    def _stand(self, was: str, now: str) -> int | None:
        with self.world.lock:
            self.chat.blocked = now == "kicked"
            standing = {
                "old_chat_member": member(self.world.bot, was),
                "new_chat_member": member(self.world.bot, now),
            }
            change = {"chat": self.chat.as_json(), "from": self._me(), "date": int(time.time()), **standing}
            return self.world.push("my_chat_member", change)


RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_topics",
)


def member(who: Json, standing: str) -> Json:
    """A ChatMember; the rights of an administrator are all there."""
    more: Json = {"until_date": 0} if standing == "kicked" else {}
    if standing == "administrator":
        more = {right: right not in {"can_be_edited", "is_anonymous"} for right in RIGHTS}
    return {"user": who, "status": standing, **more}
