"""The moves of a ticket, declared as a table, and the one function that makes them.

`new -> taken -> answered -> closed`, with `reopened` and `expired` (product.md section 5). Every inquiry gets an
answer: a ticket closes only with an outcome, and *replied* only when a channel has given a reply its message id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import assert_never

from bot.i18n import N_
from bot.tickets.moves import (
    Add,
    Close,
    Deliver,
    Expire,
    Fail,
    HandOver,
    Lose,
    Move,
    Note,
    Release,
    Reopen,
    ReplyToResident,
    Take,
)
from bot.tickets.ticket import (
    Happening,
    NotPossible,
    Outcome,
    Role,
    Staff,
    State,
    Ticket,
    TicketEvent,
)

EXPIRES = timedelta(days=7)  # answered, then this long silence: expired (product.md section 5)
REOPENS = timedelta(days=7)  # the resident may reopen a closed ticket for so long


_N, _T, _A, _C, _R, _E = State.NEW, State.TAKEN, State.ANSWERED, State.CLOSED, State.REOPENED, State.EXPIRED
_same = {state: state for state in State}

# From which states a move is possible, and the state it leads to; `_stays` below names the two finer cases.
TABLE: Mapping[type[Move], Mapping[State, State]] = MappingProxyType(
    {
        Take: {_N: _T, _R: _T},
        HandOver: {_T: _T, _A: _A},
        ReplyToResident: {_T: _T, _A: _A},
        Note: _same,
        Release: {_T: _N},
        Close: {_N: _C, _T: _C, _A: _C, _R: _C},
        Add: {_N: _N, _T: _T, _A: _T, _R: _R, _C: _R},
        Reopen: {_C: _R},
        Expire: {_A: _E},
        Deliver: {**_same, _T: _A},
        Fail: {**_same, _A: _T},
        Lose: {_N: _C, _T: _C, _A: _C, _R: _C},
    }
)


def move(ticket: Ticket, step: Move, now: datetime) -> tuple[Ticket, tuple[TicketEvent, ...]]:
    """The ticket after one move and what the log gains; NotPossible, with a sentence for people, when not allowed."""
    target = TABLE[type(step)].get(ticket.state)
    if target is None:
        raise NotPossible(_REFUSALS[ticket.state], number=ticket.number)
    after, event = _made(ticket, step, now)
    return replace(after, state=_stays(after, step) or target), (event,)


def opened(ticket: Ticket) -> tuple[TicketEvent, ...]:
    """The first line of a new ticket's log."""
    return (TicketEvent(Happening.OPENED, ticket.opened_at, None, ticket.text),)


def _stays(ticket: Ticket, step: Move) -> State | None:
    """A reply that arrives after the resident has written again leaves that new text unanswered: still taken."""
    if isinstance(step, Deliver) and ticket.waiting_since is not None:
        return ticket.state
    return None


Made = tuple[Ticket, TicketEvent]


def _made(ticket: Ticket, step: Move, now: datetime) -> Made:
    """Who may do it and what else changes; the state itself is the table's."""
    match step:
        case Take() | HandOver() | Release() | Note():
            return _held(ticket, step, now)
        case ReplyToResident(by, text):
            _only_the_holder(ticket, by)
            return replace(ticket, waiting_since=None), TicketEvent(Happening.REPLIED, now, by.id, text)
        case Close():
            return _closed(ticket, step, now)
        case Add() | Reopen() | Expire():
            return _continued(ticket, step, now)
        case Deliver() | Fail() | Lose():
            return _reported(ticket, step, now)
        case _:
            assert_never(step)


def _held(ticket: Ticket, step: Take | HandOver | Release | Note, now: datetime) -> Made:
    match step:
        case Take(by):
            return replace(ticket, holder=by.id), TicketEvent(Happening.TAKEN, now, by.id)
        case HandOver(by, to):
            _only_the_holder(ticket, by)
            return replace(ticket, holder=to.id), TicketEvent(Happening.HANDED_OVER, now, by.id, to.name)
        case Note(by, text):
            return ticket, TicketEvent(Happening.NOTED, now, by.id, text)
        case Release(by):
            if by is not None:
                _only_the_holder(ticket, by)
            if ticket.waiting_since is None:
                raise NotPossible(N_("Not possible: the reply to no. {number} is on its way."), number=ticket.number)
            return replace(ticket, holder=None), TicketEvent(Happening.RELEASED, now, by.id if by else None)
        case _:
            assert_never(step)


def _closed(ticket: Ticket, step: Close, now: datetime) -> Made:
    _only_with_reason(ticket, step)
    if step.by is None and step.outcome is not Outcome.DECLINED:
        raise NotPossible(N_("Not possible: only staff can close no. {number} like this."), number=ticket.number)
    if step.by is not None:
        _only_the_holder(ticket, step.by)
    line = f"{step.outcome}: {step.line}" if step.line else str(step.outcome)
    event = TicketEvent(Happening.CLOSED, now, step.by.id if step.by else None, line)
    return _ended(ticket, step.outcome, now), event


def _only_with_reason(ticket: Ticket, step: Close) -> None:
    """product.md section 5: what each outcome needs before it may be said."""
    match step.outcome:
        case Outcome.REPLIED if not ticket.delivered:
            text = N_("Not possible: no reply to no. {number} has reached the resident yet.")
        case Outcome.ANSWERED_ELSEWHERE if not step.line:
            text = N_("Not possible: say in one line how no. {number} was answered.")
        case Outcome.MERGED if not step.line:
            text = N_("Not possible: say which ticket no. {number} was merged with.")
        case Outcome.UNDELIVERABLE if not ticket.failure:
            text = N_("Not possible: no reply to no. {number} has failed.")
        case Outcome.ABUSE if step.by is None or step.by.role is not Role.LEAD:
            text = N_("Not possible: only a lead closes no. {number} as abuse.")
        case _:
            return
    raise NotPossible(text, number=ticket.number)


def _continued(ticket: Ticket, step: Add | Reopen | Expire, now: datetime) -> Made:
    match step:
        case Add(text):
            if ticket.state is State.CLOSED and ticket.outcome is not Outcome.UNDELIVERABLE:
                raise NotPossible(_REFUSALS[State.CLOSED], number=ticket.number)
            again = _again(ticket, now) if ticket.state is State.CLOSED else ticket
            return replace(again, waiting_since=again.waiting_since or now), TicketEvent(
                Happening.ADDED, now, None, text
            )
        case Reopen():
            _only_while_it_can_be_reopened(ticket, now)
            return _again(ticket, now), TicketEvent(Happening.REOPENED, now)
        case Expire():
            if ticket.answered_at is None or now - ticket.answered_at < EXPIRES:
                raise NotPossible(
                    N_("Not possible: no. {number} was answered less than 7 days ago."), number=ticket.number
                )
            return _ended(ticket, Outcome.REPLIED, now), TicketEvent(Happening.EXPIRED, now)
        case _:
            assert_never(step)


def _only_while_it_can_be_reopened(ticket: Ticket, now: datetime) -> None:
    if ticket.outcome is Outcome.UNDELIVERABLE:
        return  # reopens whenever the resident is there again
    if ticket.outcome in {Outcome.MERGED, Outcome.ABUSE}:
        raise NotPossible(_REFUSALS[State.CLOSED], number=ticket.number)
    if ticket.closed_at is None or now - ticket.closed_at > REOPENS:
        raise NotPossible(N_("Not possible: no. {number} was closed more than 7 days ago."), number=ticket.number)


def _reported(ticket: Ticket, step: Deliver | Fail | Lose, now: datetime) -> Made:
    """What the channel said of a reply. After the end, or after a reopening, it is only noted."""
    counts = ticket.state in {State.NEW, State.TAKEN, State.ANSWERED}
    match step:
        case Deliver(message_id):
            event = TicketEvent(Happening.DELIVERED, now, None, message_id)
            return (replace(ticket, delivered=True, answered_at=now, failure="") if counts else ticket), event
        case Fail(reason):
            waiting = ticket.waiting_since or now
            event = TicketEvent(Happening.FAILED, now, None, reason)
            return (replace(ticket, failure=reason, waiting_since=waiting) if counts else ticket), event
        case Lose(reason):
            lost = replace(ticket, failure=reason)
            return _ended(lost, Outcome.UNDELIVERABLE, now), TicketEvent(Happening.LOST, now, None, reason)
        case _:
            assert_never(step)


def _ended(ticket: Ticket, outcome: Outcome, now: datetime) -> Ticket:
    return replace(ticket, outcome=outcome, closed_at=now, waiting_since=None)


def _again(ticket: Ticket, now: datetime) -> Ticket:
    """Open once more: nobody holds it, and what arrived before does not count as an answer to this opening."""
    return replace(
        ticket,
        holder=None,
        outcome=None,
        closed_at=None,
        answered_at=None,
        delivered=False,
        failure="",
        waiting_since=now,
    )


def _only_the_holder(ticket: Ticket, by: Staff) -> None:
    if by.role is not Role.LEAD and ticket.holder != by.id:
        raise NotPossible(N_("Not possible: no. {number} is not held by you. Take it first."), number=ticket.number)


_REFUSALS: Mapping[State, str] = {
    State.NEW: N_("Not possible: nobody has taken no. {number} yet."),
    State.TAKEN: N_("Not possible: no. {number} is already taken."),
    State.ANSWERED: N_("Not possible: no. {number} is already answered."),
    State.CLOSED: N_("Not possible: no. {number} is closed."),
    State.REOPENED: N_("Not possible: nobody has taken no. {number} yet."),
    State.EXPIRED: N_("Not possible: no. {number} has ended after 7 days of silence."),
}
