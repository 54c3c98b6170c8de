"""The ticket's machine: a question in the human queue, its states, moves and events. Pure."""

from bot.tickets.machine import move, opened
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

__all__ = [
    "Add",
    "Close",
    "Deliver",
    "Expire",
    "Fail",
    "HandOver",
    "Happening",
    "Lose",
    "Move",
    "NotPossible",
    "Note",
    "Outcome",
    "Release",
    "Reopen",
    "ReplyToResident",
    "Role",
    "Staff",
    "State",
    "Take",
    "Ticket",
    "TicketEvent",
    "move",
    "opened",
]
