"""What can be done with a ticket. Who may do it, and when: machine.py."""

from __future__ import annotations

from dataclasses import dataclass

from bot.tickets.ticket import Outcome, Staff


@dataclass(frozen=True, slots=True)
class Take:
    by: Staff


@dataclass(frozen=True, slots=True)
class HandOver:
    by: Staff
    to: Staff


@dataclass(frozen=True, slots=True)
class ReplyToResident:
    """An answer leaves for the resident; whether it arrives is said later by Deliver, Fail or Lose."""

    by: Staff
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """An internal line: stays with the staff."""

    by: Staff
    text: str


@dataclass(frozen=True, slots=True)
class Release:
    """Back to the queue. by: None when the desk's clock does it."""

    by: Staff | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """by None: the resident's own word, which can only be DECLINED. line: what was said elsewhere, merged with what."""

    by: Staff | None
    outcome: Outcome
    line: str = ""


@dataclass(frozen=True, slots=True)
class Add:
    """The resident writes more. To a ticket closed as undeliverable this reopens it."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """The resident asks for the closed question again, within seven days."""


@dataclass(frozen=True, slots=True)
class Expire:
    """The clock's move: seven days of silence after an answer."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """The channel gave the reply this message id."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Fail:
    """The reply did not arrive, or nobody can know whether it did."""

    reason: str


@dataclass(frozen=True, slots=True)
class Lose:
    """The resident cannot be reached any more (blocked the bot, account gone)."""

    reason: str


Move = Take | HandOver | ReplyToResident | Note | Release | Close | Add | Reopen | Expire | Deliver | Fail | Lose
