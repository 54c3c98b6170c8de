"""A ticket, its states, outcomes and log, and the staff who may move it. What may follow what: see moves.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.messages import Address


class State(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """How a ticket ended. REPLIED: a reply has a channel's message id. ABUSE: a lead's word only."""

    REPLIED = "replied"
    ANSWERED_ELSEWHERE = "answered-elsewhere"
    DECLINED = "declined"
    MERGED = "merged"
    UNDELIVERABLE = "undeliverable"
    ABUSE = "abuse"


class Role(StrEnum):
    OPERATOR = "operator"
    EDITOR = "editor"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Staff:
    """A registered person of the desk. address: the private chat with the bot, None before registration."""

    id: int
    name: str
    role: Role
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is known of one ticket. text and bot_answer are masked. thread and card: its topic and card in the group.

    waiting_since: since when the resident waits for a word, None while no word is owed. delivered: since it was
    last opened, a reply has been given a message id. failure: why the last reply did not arrive, "" when it did.
    """

    number: int
    address: Address
    contact: int
    language: str
    topic: str
    urgency: str
    pseudonym: str
    text: str
    bot_answer: str
    sensitive: bool
    opened_at: datetime
    due_at: datetime | None
    state: State = State.NEW
    holder: int | None = None
    waiting_since: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    delivered: bool = False
    failure: str = ""
    thread: int | None = None
    card: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED


class Happening(StrEnum):
    """What the log of a ticket may hold."""

    OPENED = "opened"
    TAKEN = "taken"
    HANDED_OVER = "handed-over"
    REPLIED = "replied"
    NOTED = "noted"
    RELEASED = "released"
    CLOSED = "closed"
    ADDED = "added"
    REOPENED = "reopened"
    EXPIRED = "expired"
    DELIVERED = "delivered"
    FAILED = "failed"
    LOST = "lost"
    UNSENT = "unsent"  # words of the staff that did not leave; they may still be sent


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One line of the append-only log. by: id of the staff member, None for the resident, the clock, the channel."""

    kind: Happening
    at: datetime
    by: int | None = None
    text: str = ""


class NotPossible(Exception):
    """A move that this ticket does not allow now. Shown to people: an msgid with the values for its placeholders."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text = text
        self.values: Mapping[str, object] = values


ENDED = frozenset({State.CLOSED, State.EXPIRED})
