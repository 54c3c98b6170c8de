"""Reading updates: Telegram's JSON in, our Message out. Pure: who the bot is and what time it is are arguments."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import telegram
from telegram import CallbackQuery, ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus, ChatType, MessageType
from telegram.helpers import effective_message_type

from bot.channels.telegram.text import clean
from bot.messages import Address, Kind, Message

log = logging.getLogger(__name__)

# What we ask Telegram for; everything else is not even sent to us.
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
GENERAL = 1

_COMMAND = re.compile(r"/(?P<name>\w{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.ASCII | re.DOTALL)
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
_INSIDE = frozenset(
    {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED, ChatMemberStatus.OWNER}
)
# A message of a type that is not here is a service message (joined, pinned, topic closed): nobody said anything.
_KINDS = {
    MessageType.PHOTO: Kind.PHOTO,
    MessageType.VOICE: Kind.VOICE,
    MessageType.DOCUMENT: Kind.FILE,
    MessageType.AUDIO: Kind.FILE,
    MessageType.VIDEO: Kind.FILE,
    MessageType.LOCATION: Kind.LOCATION,
    MessageType.VENUE: Kind.LOCATION,
    MessageType.CONTACT: Kind.CONTACT,
    MessageType.ANIMATION: Kind.OTHER,
    MessageType.CHECKLIST: Kind.OTHER,
    MessageType.DICE: Kind.OTHER,
    MessageType.GAME: Kind.OTHER,
    MessageType.LIVE_PHOTO: Kind.OTHER,
    MessageType.PAID_MEDIA: Kind.OTHER,
    MessageType.POLL: Kind.OTHER,
    MessageType.STICKER: Kind.OTHER,
    MessageType.STORY: Kind.OTHER,
    MessageType.VIDEO_NOTE: Kind.OTHER,
}
# Types that stand beside the content ("reply to a story", "sent by a booster") and say nothing about it.
_BESIDE = frozenset(
    {
        MessageType.BUSINESS_CONNECTION_ID,
        MessageType.EFFECT_ID,
        MessageType.REPLY_TO_STORY,
        MessageType.SENDER_BOOST_COUNT,
        MessageType.SENDER_BUSINESS_BOT,
        MessageType.SUGGESTED_POST_INFO,
    }
)
# What python-telegram-bot raises on JSON that is not the update it claims to be.
_MALFORMED = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is. name: its @name without the sign, "" while it is not known."""

    id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update as read. message: None when nobody said anything to us. press: id of a callback query to stop."""

    id: int
    message: Message | None = None
    press: str | None = None


def read(raw: object, me: Me, now: datetime) -> Incoming:
    """Read one update. Never raises: an update that cannot be read is logged by its id alone and is no message."""
    number = raw.get("update_id") if isinstance(raw, Mapping) else None
    id_ = number if isinstance(number, int) else 0
    if not isinstance(raw, dict):
        log.warning("something that is no update was skipped")
        return Incoming(id_)
    try:
        update = Update.de_json(raw, None)
        press = update.callback_query.id if update.callback_query else None
        return Incoming(id_, message_of(update, me, now), press)
    except _MALFORMED as error:
        log.warning("update %s cannot be read and was skipped (%s)", id_, type(error).__name__)
        return Incoming(id_)


def message_of(update: Update, me: Me, now: datetime) -> Message | None:
    """The Message in `update`, None when there is none for us (service messages, bots, commands of other bots).

    `now` is the time of a pressed button, for which Telegram gives none.
    """
    id_ = str(update.update_id)
    if update.message is not None:
        return _said(update.message, id_, me)
    if update.edited_message is not None:
        return _edited(update.edited_message, id_)
    if update.callback_query is not None:
        return _pressed(update.callback_query, id_, now)
    if update.my_chat_member is not None:
        return _standing(update.my_chat_member, id_)
    return None


def _said(message: telegram.Message, id_: str, me: Me) -> Message | None:
    if _is_from_a_bot(message):
        return None
    kind, text = _content(message)
    if kind is None:
        return None
    if kind is Kind.TEXT and (command := _COMMAND.fullmatch(text)):
        if command["bot"] and me.name and command["bot"].lower() != me.name.lower():
            return None
        kind, text = Kind.COMMAND, f"{command['name'].lower()} {command['rest'] or ''}".strip()
    return _message(message, id_, kind, text, message.date)


def _edited(message: telegram.Message, id_: str) -> Message | None:
    kind, text = _content(message)
    # A live location is "edited" as often as it moves.
    if kind in {None, Kind.LOCATION} or _is_from_a_bot(message):
        return None
    return _message(message, id_, Kind.EDIT, text, message.edit_date or message.date)


def _content(message: telegram.Message) -> tuple[Kind | None, str]:
    if message.text is not None:
        return Kind.TEXT, clean(message.text)
    caption = clean(message.caption or "")
    found = effective_message_type(message)
    if found is None or found in _BESIDE:
        known = next((kind for name, kind in _KINDS.items() if message[name]), None)
        # Telegram adds kinds of messages; in a private chat a new one still gets a helpful answer, never silence.
        return known or (Kind.OTHER if message.chat.type == ChatType.PRIVATE else None), caption
    return _KINDS.get(MessageType(found)), caption


def _is_from_a_bot(message: telegram.Message) -> bool:
    """A bot, a channel's automatic post; not an anonymous administrator, who writes through a bot of Telegram's."""
    if message.is_automatic_forward or message.from_user is None:
        return True
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    return message.from_user.is_bot and not anonymous


def _message(message: telegram.Message, id_: str, kind: Kind, text: str, at: datetime) -> Message:
    author = message.from_user
    return Message(
        address=_address(message.chat, message),
        id=id_,
        kind=kind,
        at=at.astimezone(UTC),
        text=text,
        author=str(author.id) if author else "",
        source=str(message.message_id),
        language_code=author.language_code if author else None,
        is_group=message.chat.type in _GROUPS,
    )


def _pressed(query: CallbackQuery, id_: str, now: datetime) -> Message | None:
    pressed = query.message
    if pressed is None or query.data is None or query.from_user.is_bot:
        return None
    return Message(
        address=_address(pressed.chat, pressed),
        id=id_,
        kind=Kind.CHOICE,
        at=now,
        text=clean(query.data),
        author=str(query.from_user.id),
        source=str(pressed.message_id),
        language_code=query.from_user.language_code,
        is_group=pressed.chat.type in _GROUPS,
    )


def _address(chat: telegram.Chat, message: telegram.MaybeInaccessibleMessage) -> Address:
    """Where a message stands. A thread is a topic of a forum only: replies in other groups make "threads" too."""
    thread = None
    if isinstance(message, telegram.Message) and message.is_topic_message and chat.type in _GROUPS:
        thread = message.message_thread_id
    return Address("telegram", str(chat.id), None if thread == GENERAL else thread)


def _standing(change: ChatMemberUpdated, id_: str) -> Message | None:
    kind = _change(change)
    if kind is None:
        return None
    return Message(
        address=Address("telegram", str(change.chat.id)),
        id=id_,
        kind=kind,
        at=change.date.astimezone(UTC),
        author=str(change.from_user.id),
        language_code=change.from_user.language_code,
        is_group=change.chat.type in _GROUPS,
    )


def _change(change: ChatMemberUpdated) -> Kind | None:
    was, now = change.old_chat_member.status, change.new_chat_member.status
    if change.chat.type == ChatType.PRIVATE:
        if now == ChatMemberStatus.BANNED:
            return Kind.BLOCKED
        return Kind.UNBLOCKED if was == ChatMemberStatus.BANNED else None
    added = change.chat.type in _GROUPS and was not in _INSIDE and now in _INSIDE
    return Kind.ADDED if added else None
