"""Messages and acts as JSON documents and back. A field that an older row lacks takes its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import cast

from bot.acts import Act, CloseTopic, Copy, Delete, Edit, OpenTopic, Send
from bot.messages import Address, Choice, Kind, Message, Reply

Document = Mapping[str, object]


def dump_message(message: Message) -> Document:
    return {**asdict(message), "at": message.at.isoformat()}


def load_message(document: object) -> Message:
    """Raises KeyError or ValueError for a document that dump_message did not make."""
    held = _document(document)
    return Message(
        address=_address(held["address"]),
        id=str(held["id"]),
        kind=Kind(str(held["kind"])),
        at=datetime.fromisoformat(str(held["at"])),
        text=_text(held, "text"),
        author=_text(held, "author"),
        source=_maybe(held, "source"),
        language_code=_maybe(held, "language_code"),
        is_group=bool(held.get("is_group")),
        emergency=_maybe(held, "emergency"),
        emergency_language=_maybe(held, "emergency_language"),
    )


def dump_act(act: Act) -> Document:
    return {"act": type(act).__name__, **asdict(act)}


def load_act(document: object) -> Act:
    """Raises KeyError or ValueError for a document that dump_act did not make."""
    held = _document(document)
    address = _address(held["address"])
    match held["act"]:
        case "Send":
            return Send(address, _reply(held["reply"]), plain=bool(held.get("plain")))
        case "Edit":
            return Edit(address, str(held["message_id"]), _reply(held["reply"]))
        case "Copy":
            return Copy(address, _address(held["origin"]), str(held["message_id"]), _maybe(held, "caption"))
        case "Delete":
            return Delete(address, str(held["message_id"]))
        case "OpenTopic":
            return OpenTopic(address, str(held["title"]))
        case "CloseTopic":
            return CloseTopic(address)
        case other:
            raise ValueError(f"no such act: {other!r}")


def _document(value: object) -> Document:
    if not isinstance(value, dict):
        raise ValueError(f"not a document: {type(value).__name__}")
    return cast(Document, value)


def _address(value: object) -> Address:
    held = _document(value)
    thread = held.get("thread")
    return Address(str(held["channel"]), str(held["id"]), int(str(thread)) if thread is not None else None)


def _reply(value: object) -> Reply:
    held = _document(value)
    choices = held.get("choices")
    return Reply(
        text=str(held["text"]),
        title=_text(held, "title"),
        choices=tuple(_choice(choice) for choice in choices) if isinstance(choices, list) else (),
        silent=bool(held.get("silent")),
    )


def _choice(value: object) -> Choice:
    held = _document(value)
    return Choice(str(held["value"]), str(held["label"]), _maybe(held, "url"))


def _text(held: Document, name: str) -> str:
    return _maybe(held, name) or ""


def _maybe(held: Document, name: str) -> str | None:
    value = held.get(name)
    return None if value is None else str(value)
