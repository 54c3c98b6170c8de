"""What a resident reads about his ticket. Each begins neutrally: somebody else may be looking at the phone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.desk.card import moment
from bot.i18n import N_, translate
from bot.messages import Reply
from bot.tickets import Outcome, Ticket

CLOSED = {
    Outcome.REPLIED: N_("This question is closed. You can ask again: /ask"),
    Outcome.ANSWERED_ELSEWHERE: N_(
        "This question was answered by phone or in person. It is closed. You can ask again: /ask"
    ),
    Outcome.DECLINED: N_("This question is closed, as you wished. You can ask again: /ask"),
    Outcome.MERGED: N_("This question was joined with another one of yours. You get one answer to both."),
    Outcome.ABUSE: N_("This question is closed."),
}


def beginning(ticket: Ticket) -> str:
    return translate(ticket.language, N_("Reply from the Point, no. {number}"), number=ticket.number)


def replied(ticket: Ticket, text: str) -> Reply:
    """An operator's words."""
    return Reply(text, title=beginning(ticket))


def taken(ticket: Ticket, zone: ZoneInfo) -> Reply:
    line = translate(ticket.language, N_("A person has taken your question."))
    if ticket.due_at is not None and ticket.waiting_since is not None and ticket.due_at > ticket.waiting_since:
        when = moment(ticket.due_at, ticket.language, zone)
        line += " " + translate(ticket.language, N_("Expected answer by {moment}."), moment=when)
    return Reply(line, title=beginning(ticket), silent=True)


def waits(ticket: Ticket) -> Reply:
    """Nobody holds it any more."""
    line = translate(ticket.language, N_("Your question no. {number} waits for a person."), number=ticket.number)
    return Reply(line, silent=True)


def closed(ticket: Ticket) -> Reply | None:
    """None when nobody can be told."""
    if ticket.outcome is None or ticket.outcome is Outcome.UNDELIVERABLE:
        return None
    return Reply(translate(ticket.language, CLOSED[ticket.outcome]), title=beginning(ticket), silent=True)
