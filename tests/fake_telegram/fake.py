"""FakeTelegram: the whole fake from a test's side."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tests.fake_telegram.faults import Fault, broken_paces
from tests.fake_telegram.messages import make_topic
from tests.fake_telegram.people import PATIENCE, Person, member, until
from tests.fake_telegram.server import Server
from tests.fake_telegram.words import Json
from tests.fake_telegram.world import Call, Chat, Record, World

T = TypeVar("T")
TOKEN = "123456:TEST"


class Group:
    """A supergroup, with topics if it is a forum."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world, self.chat, self.id = world, chat, chat.id

    def member(self, id_: int) -> Person:
        """A member of the group, writing in it."""
        self.chat.members.add(id_)
        self.world.people.setdefault(id_, {"id": id_, "is_bot": False, "first_name": f"Staff{id_}"})
        return Person(self.world, id_, self.chat)

    def topic(self, name: str) -> int:
        """Open a topic by hand; its thread id."""
        with self.world.lock:
            return int(make_topic(self.world, self.chat, name)["message_thread_id"])

    def topics(self) -> dict[str, int]:
        """Name -> thread id of the topics that are not deleted."""
        with self.world.lock:
            return {topic.name: topic.id for topic in self.chat.topics.values() if not topic.deleted}

    def is_closed(self, thread: int) -> bool:
        with self.world.lock:
            return self.chat.topics[thread].closed

    def delete_topic(self, thread: int) -> None:
        with self.world.lock:
            self.chat.topics[thread].deleted = True

    def move(self, new_id: int) -> Group:
        """The group becomes another supergroup: calls to the old id are answered with the new one."""
        with self.world.lock:
            new = Chat(new_id, "supergroup", self.chat.title, forum=self.chat.forum, members=self.chat.members)
            self.world.chats[new_id], self.chat.moved_to = new, new_id
            return Group(self.world, new)


class FakeTelegram:
    """A strict Bot API on 127.0.0.1, for a bot in this or another process: give it `url` and `token`.

    `async with FakeTelegram() as tg:` (or plain `with`). retry: seconds before a failed webhook delivery is repeated.
    """

    def __init__(self, token: str = TOKEN, *, retry: float = 0.05) -> None:
        self.token, self.world = token, World(token)
        self._server = Server(self.world, retry=retry)
        self.url = f"http://127.0.0.1:{self._server.port}"

    def __enter__(self) -> FakeTelegram:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        assert not self.world.bugs, f"the fake itself broke: {self.world.bugs}"

    async def __aenter__(self) -> FakeTelegram:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()

    # -- people and groups
    def person(self, id_: int, *, language: str | None = None, first_name: str = "Ann", started: bool = True) -> Person:
        """Somebody with a private chat. started=False: the bot cannot write before they do."""
        with self.world.lock:
            person = {"id": id_, "is_bot": False, "first_name": first_name}
            self.world.people[id_] = {**person, **({"language_code": language} if language else {})}
            chat = self.world.chats.get(id_) or Chat(id_, person=self.world.people[id_])
            if started:
                self.world.chats[id_] = chat
            return Newcomer(self.world, id_, chat)

    def group(
        self,
        id_: int,
        *,
        title: str = "Staff",
        forum: bool = False,
        members: list[int] | None = None,
        admin: bool = True,
    ) -> Group:
        """A supergroup with the bot in it, as administrator or as plain member."""
        with self.world.lock:
            chat = Chat(id_, "supergroup", title, forum=forum, standing="administrator" if admin else "member")
            self.world.chats[id_] = chat
            group = Group(self.world, chat)
            for one in members or []:
                group.member(one)
            return group

    def add_bot(self, group: Group, by: int) -> int | None:
        """Somebody adds the bot to a group it was not in."""
        with self.world.lock:
            group.member(by)
            bot, standing = self.world.bot, group.chat.standing
            change = {"old_chat_member": member(bot, "left"), "new_chat_member": member(bot, standing)}
            more: Json = {"chat": group.chat.as_json(), "from": self.world.people[by], "date": int(time.time())}
            return self.world.push("my_chat_member", {**more, **change})

    # -- trouble
    def fault(self, kind: str | int, method: str = "*", **settings: int | float | str) -> Fault:
        """Order a fault (see faults.Fault): tg.fault(429, "sendMessage", chat_id=1001, retry_after=2)."""
        with self.world.lock:
            return self.world.add_fault(Fault(str(kind), method, **settings))  # type: ignore[arg-type] # by name

    def clear_faults(self) -> None:
        with self.world.lock:
            self.world.faults.clear()
            self.world.waits.clear()

    def hold(self) -> None:
        """Keep back new updates until `release`."""
        with self.world.lock:
            self.world.held = []

    def release(self, *, backwards: bool = False) -> None:
        """Deliver what was held; backwards: newest first, which Telegram does not promise not to do."""
        with self.world.lock:
            held, self.world.held = self.world.held or [], None
            if backwards:
                self.world.again += reversed(held)
            else:
                self.world.queue += held
            self.world.wake()

    def repeat(self, count: int = 1) -> None:
        """Deliver the last updates once more, confirmed or not."""
        with self.world.lock:
            self.world.again += (self.world.delivered + self.world.queue)[-count:]
            self.world.wake()

    def update(self, kind: str, content: Json) -> int | None:
        """Any update, as raw as a test wants it."""
        with self.world.lock:
            return self.world.push(kind, content)

    # -- what happened
    def messages(self, chat_id: int) -> list[Record]:
        """The bot's messages in a chat that are not deleted, oldest first."""
        with self.world.lock:
            return Person(self.world, 0, self.world.chats[chat_id]).messages() if chat_id in self.world.chats else []

    def calls(self, method: str = "", chat_id: int | None = None) -> list[Call]:
        """The bot's calls; getUpdates only when named."""
        with self.world.lock:
            wanted = [call for call in self.world.calls if call.method == method.lower() or not method]
            return [c for c in wanted if (method or c.method != "getupdates") and chat_id in {None, c.chat_id}]

    def pending(self) -> int:
        """Updates that the bot has not confirmed."""
        with self.world.lock:
            return len(self.world.queue) + len(self.world.again)

    def violations(self) -> list[str]:
        """Broken limits and calls before a retry_after was over, in words; [] when all was kept."""
        with self.world.lock:
            return broken_paces(self.world.sends) + list(self.world.early)

    def unanswered(self) -> list[str]:
        """Ids of presses that were not acknowledged."""
        with self.world.lock:
            return [press.id for press in self.world.presses.values() if not press.answered]

    async def wait(self, found: Callable[[], T | None], what: str, *, seconds: float = PATIENCE) -> T:
        """The first true value of `found`, AssertionError after so many seconds."""
        return await until(found, lambda: what, seconds)

    async def wait_bot(self, *, seconds: float = 30.0) -> None:
        """Until the bot polls or has set a webhook."""
        await self.wait(lambda: self.calls("getUpdates") or self.world.webhook, "the bot polls", seconds=seconds)


class Newcomer(Person):
    """A person in private: the chat exists once they write."""

    def _say(self, content: Json, thread: int | None = None) -> int | None:
        with self.world.lock:
            self.world.chats.setdefault(self.id, self.chat)
            return super()._say(content, thread)
