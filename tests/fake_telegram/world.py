"""Everything the fake knows: people, chats, messages, updates not yet confirmed, calls. No network, no asyncio."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fake_telegram.faults import KINDS, Fault, Sent
from tests.fake_telegram.words import Json, bad, forbidden

DEFAULT_KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})


@dataclass
class Topic:
    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass
class Record:
    """One message in a chat, with what became of it."""

    chat_id: int
    message: Json
    by_bot: bool
    at: float
    service: bool = False
    deleted: bool = False
    parse_mode: str = ""
    silent: bool = False
    history: list[str] = field(default_factory=list)  # earlier texts, oldest first

    @property
    def id(self) -> int:
        return int(self.message["message_id"])

    @property
    def text(self) -> str:
        return str(self.message.get("text") or self.message.get("caption") or "")

    @property
    def thread(self) -> int | None:
        return self.message.get("message_thread_id")

    @property
    def buttons(self) -> list[Json]:
        return [button for row in self.message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]


@dataclass
class Chat:
    id: int
    type: str = "private"
    title: str = ""
    person: Json = field(default_factory=dict)
    forum: bool = False
    members: set[int] = field(default_factory=set)
    standing: str = "administrator"  # the bot's, in a group
    can_manage_topics: bool = True
    blocked: bool = False
    gone: bool = False
    moved_to: int | None = None
    records: dict[int, Record] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        return self.type != "private"

    def as_json(self) -> Json:
        name = {"title": self.title} if self.is_group else {"first_name": self.person["first_name"]}
        return {"id": self.id, "type": self.type, **name, **({"is_forum": True} if self.forum else {})}


@dataclass
class Call:
    """One call of the bot's. status: the HTTP status, "reset" for a cut line, None while it runs."""

    method: str
    params: dict[str, str]
    chat_id: int | None
    at: float
    status: int | str | None = None
    error: str = ""
    fault: str = ""


@dataclass
class Press:
    id: str
    chat_id: int
    data: str
    answered: bool = False


class World:
    """Shared by the server's thread and the test: hold `lock` while looking or changing."""

    def __init__(self, token: str) -> None:
        self.token, self.lock = token, threading.RLock()
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Pomost",
            "username": "pomost_test_bot",
        }
        self.people: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.faults: list[Fault] = []
        self.calls: list[Call] = []
        self.sends: list[Sent] = []
        self.early: list[str] = []  # calls made before a retry_after was over
        self.waits: dict[int, float] = {}  # chat -> moment until which Telegram asked to wait
        self.queue: list[Json] = []  # updates not yet confirmed
        self.again: list[Json] = []  # updates to deliver once more, whatever was confirmed
        self.held: list[Json] | None = None  # updates kept back, while a test holds them
        self.delivered: list[Json] = []
        self.deliveries: list[tuple[int, int]] = []  # (update_id, HTTP status or 0) of the webhook
        self.webhook: Json = {}
        self.allowed: frozenset[str] = DEFAULT_KINDS
        self.poller = 0  # the number of the getUpdates call that may wait
        self.profile: dict[tuple[str, str], object] = {}  # (method's field, language) -> value
        self.next_update, self.next_message = 500_000_000, 1
        self.bugs: list[str] = []  # of the fake itself: they fail the test at the end
        self.wake: Callable[[], None] = lambda: None

    def now(self) -> float:
        return time.monotonic()

    # -- updates
    def push(self, kind: str, content: Json) -> int | None:
        """Queue an update; its id, or None when the bot did not ask for its kind."""
        if kind not in self.allowed:
            return None
        id_, self.next_update = self.next_update, self.next_update + 1
        update = {"update_id": id_, kind: copy.deepcopy(content)}
        (self.queue if self.held is None else self.held).append(update)
        self.wake()
        return id_

    def confirm(self, offset: int) -> None:
        self.delivered += [update for update in self.queue if update["update_id"] < offset]
        self.queue = [update for update in self.queue if update["update_id"] >= offset]

    def take(self, limit: int) -> list[Json]:
        batch, self.again = self.again + self.queue[:limit], []
        return copy.deepcopy(batch)

    # -- faults
    def fault(self, method: str, chat_id: int | None, text: str) -> Fault | None:
        found = next((fault for fault in self.faults if fault.fits(method, chat_id, text)), None)
        if found:
            found.hits += 1
            found.times -= 1 if found.times > 0 else 0
        return found

    def add_fault(self, fault: Fault) -> Fault:
        if fault.kind not in KINDS:
            raise ValueError(f"no such fault: {fault.kind}; there are {sorted(KINDS)}")
        self.faults.append(fault)
        return fault

    # -- chats
    def chat(self, id_: str, *, to_write: bool = True) -> Chat:
        """The chat a call names; raises what Telegram answers when it cannot be written to."""
        number = int(id_) if id_.lstrip("-").isdigit() else 0
        chat = self.chats.get(number)
        if chat is None and number in self.people:
            raise forbidden("bot can't initiate conversation with a user")
        if chat is None:
            raise bad("chat not found" if id_ else "chat_id is empty")
        if chat.moved_to:
            error = bad("group chat was upgraded to a supergroup chat")
            error.parameters["migrate_to_chat_id"] = chat.moved_to
            raise error
        if to_write and chat.gone:
            raise forbidden("the group chat was deleted" if chat.is_group else "user is deactivated")
        if to_write and chat.blocked:
            raise forbidden("bot was blocked by the user")
        if to_write and chat.is_group and chat.standing in {"kicked", "left"}:
            how = "was kicked from" if chat.standing == "kicked" else "is not a member of"
            raise forbidden(f"bot {how} the {chat.type} chat")
        return chat

    def add(self, chat: Chat, author: Json, content: Json, **marks: bool | str) -> Record:
        """Put a message into a chat."""
        if chat.is_group:
            id_ = max(chat.records, default=1) + 1
        else:
            id_, self.next_message = self.next_message, self.next_message + 1
        message = {"message_id": id_, "from": author, "chat": chat.as_json(), "date": int(time.time())}
        message.update({key: value for key, value in content.items() if value not in (None, [], "")})
        thread = message.get("message_thread_id")
        if thread:
            message["is_topic_message"] = True
            if thread in chat.records:
                message["reply_to_message"] = chat.records[thread].message
        record = Record(chat.id, message, author["is_bot"], self.now())
        for mark, value in marks.items():
            setattr(record, mark, value)
        chat.records[id_] = record
        return record
