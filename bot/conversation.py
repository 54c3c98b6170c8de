"""The standing of one contact on one channel, and all that follows from one message (a turn)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.messages import Address, Reply

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The wish for the week, as an event and as it stands. Empty services, organisations, languages: all of it."""

    services: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is remembered between two messages. Saved with a check of `version`: a stale one is not saved.

    language: what the person chose; None until then. spoken: the language of the last clear question.
    state, data: of the running flow, in the table of aiogram's keys. misses: unanswered questions in a row.
    question: id of the last question that has no end yet. asked_at/asked: instant and text of that question, for
    a text within two seconds of it. ticket: number of the open ticket. held: an operator has taken it.
    """

    address: Address
    contact: int = 0
    language: str | None = None
    spoken: str | None = None
    state: str | None = None
    data: Data = field(default_factory=dict)
    misses: int = 0
    question: int | None = None
    asked: str = ""
    asked_at: datetime | None = None
    ticket: int | None = None
    ticket_due: datetime | None = None
    held: bool = False
    receipt_at: datetime | None = None
    subscription: Subscribed | None = None
    consented: bool = False
    version: int = 0

    @property
    def subscribed(self) -> bool:
        return self.subscription is not None


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question was met. outcome: how it ended, None while it has no end. text is masked; "" for an emergency.

    joins: the id of the open question this text belongs to (sent within two seconds of it); the replies of this
    turn then replace its unsent ones.
    """

    text: str
    language: str
    outcome: str | None
    article: str | None = None
    confidence: float = 0.0
    joins: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionEnded:
    """An open question came to its one end (answered, chosen, ticket, declined, …). question: its id."""

    question: int
    outcome: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class EmergencySeen:
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class TicketOpened:
    topic: str
    text: str
    language: str
    urgency: str  # today | dated | normal
    bot_answer: str = ""
    sensitive: bool = False
    media: tuple[str, ...] = ()  # the channel's ids of messages to pass on
    pseudonym: str = ""


@dataclass(frozen=True, slots=True)
class TicketAdded:
    """Something more for the open ticket: masked text, or a message to pass on."""

    text: str = ""
    media: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    pass


@dataclass(frozen=True, slots=True)
class Rated:
    article: str
    helpful: bool


@dataclass(frozen=True, slots=True)
class Complained:
    """Why an article did not help; text is masked."""

    article: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class BlockedUs:
    """The person blocked the bot."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The person unblocked the bot, or wrote again. Nothing resumes by itself."""


@dataclass(frozen=True, slots=True)
class DataAsked:
    """The person wants to see all that is kept."""


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    pass


Event = (
    QuestionAsked
    | QuestionEnded
    | EmergencySeen
    | TicketOpened
    | TicketAdded
    | Subscribed
    | Unsubscribed
    | Rated
    | Complained
    | BlockedUs
    | Returned
    | DataAsked
    | ErasureAsked
)


@dataclass(frozen=True, slots=True)
class Turn:
    """All that follows from one message; nothing has happened yet."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
