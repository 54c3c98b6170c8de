"""What Pomost asks of a channel (an act) and what a channel answers (a result): the words of the one port."""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import Address, Reply


@dataclass(frozen=True, slots=True)
class Send:
    address: Address
    reply: Reply
    plain: bool = False  # without markup: the second try after the markup was refused


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text and buttons of an own message. Safe to repeat: "not modified" counts as done."""

    address: Address
    message_id: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Copy:
    """Pass a message on without its author's name (photos, voice, files; the bot keeps none of them).

    caption: instead of the message's own words, "" for none (a resident's go masked); None: as it stands.
    """

    address: Address
    origin: Address
    message_id: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    address: Address
    message_id: str


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """Open a topic in a forum group; the receipt's message_id is the topic's (thread) id."""

    address: Address
    title: str


@dataclass(frozen=True, slots=True)
class CloseTopic:
    address: Address  # with its thread


Act = Send | Edit | Copy | Delete | OpenTopic | CloseTopic


@dataclass(frozen=True, slots=True)
class Receipt:
    """Done. message_id: the channel's id of the (last) message or topic made; None where the act makes none."""

    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will never do this act as it stands. reason: the channel's words, safe to show to staff.

    why: "markup" (send again with plain=True), "topic" (the topic is gone), "moved" (see moved_to: the group's
    new id), "rights", "unable" (this channel cannot do such an act), "other".
    """

    reason: str
    why: str = "other"
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person cannot be reached any more (blocked the bot, account gone, unknown chat)."""

    reason: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not done, or not known to be done. after: seconds to wait, if the channel named them (then for all).

    in_doubt: the act may have happened (read error, 5xx, truncated answer); False: it surely did not.
    """

    reason: str
    after: float | None = None
    in_doubt: bool = False


Result = Receipt | Refused | Blocked | TryLater
