"""What passes between a channel and the rest of Pomost: addresses, messages, replies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person or a group can be reached: a channel's name and the id of the chat there, as text.

    `thread` is the topic of a forum group (Telegram's message_thread_id), None outside one.
    """

    channel: str
    id: str
    thread: int | None = None


class Kind(StrEnum):
    """What a message is, as far as the rules care."""

    TEXT = "text"
    COMMAND = "command"  # text holds the command without the slash and its arguments: "start sub_weekly"
    CHOICE = "choice"  # a pressed button; text holds the choice's value
    PHOTO = "photo"
    VOICE = "voice"
    FILE = "file"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"  # sticker, dice, poll, video note: nothing that can be read
    EDIT = "edit"  # an earlier message was edited; text is the new text, source the edited message
    BLOCKED = "blocked"  # the person blocked the bot
    UNBLOCKED = "unblocked"
    ADDED = "added"  # the bot was added to a group


MEDIA = frozenset({Kind.PHOTO, Kind.VOICE, Kind.FILE, Kind.LOCATION, Kind.CONTACT, Kind.OTHER})


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a person, as a channel hands it in. `text` is already masked when it reaches the inbox.

    id: unique in the channel (Telegram: the update_id). source: the channel's own id of the message in its
    chat (of the pressed message for a choice), which copies and edits need. author: the id of the person who
    wrote; differs from address.id in a group. language_code: what the person's app says, may be wrong.
    emergency: the kind of emergency found at the door, its text is then not kept (""); emergency_language: the
    language it was written in, None while undecided.
    """

    address: Address
    id: str
    kind: Kind
    at: datetime
    text: str = ""
    author: str = ""
    source: str | None = None
    language_code: str | None = None
    is_group: bool = False
    emergency: str | None = None
    emergency_language: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. value: at most 64 bytes (Telegram's callback_data). url: opens a page instead of answering."""

    value: str
    label: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of ours. title stands in bold above the text where a channel can; choices are one column."""

    text: str
    title: str = ""
    choices: tuple[Choice, ...] = ()
    silent: bool = False
