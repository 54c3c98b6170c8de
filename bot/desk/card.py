"""What staff see of a ticket in the group: its topic's name, its card and the buttons beneath."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.calendar import local
from bot.i18n import N_, format_day, format_time, translate
from bot.messages import Choice, Reply
from bot.tickets import Outcome, Staff, State, Ticket
from flows.inquiry import TOPICS, URGENCIES

QUESTION = 2400  # characters of the question on a card, so that the whole fits Telegram's 4,096; the log has all of it
ANSWER = 600
TITLE = 128  # Telegram's limit for the name of a topic

STATES = {
    State.NEW: N_("new"),
    State.TAKEN: N_("taken"),
    State.ANSWERED: N_("answered"),
    State.CLOSED: N_("closed"),
    State.REOPENED: N_("reopened"),
    State.EXPIRED: N_("ended in silence"),
}
OUTCOMES = {
    Outcome.REPLIED: N_("replied"),
    Outcome.ANSWERED_ELSEWHERE: N_("answered by phone or in person"),
    Outcome.DECLINED: N_("declined by the resident"),
    Outcome.MERGED: N_("merged with another"),
    Outcome.UNDELIVERABLE: N_("undeliverable"),
    Outcome.ABUSE: N_("abuse"),
}


class Face(StrEnum):
    """Which buttons a card shows."""

    PLAIN = "plain"
    CLOSING = "closing"
    GIVING = "giving"


def moment(at: datetime, language: str, zone: ZoneInfo) -> str:
    """Thu 26 Nov 16:00, on the Point's clock."""
    here = local(at, zone)
    return f"{format_day(here.date(), language, short=True)} {format_time(here, language)}"


def title(ticket: Ticket, language: str) -> str:
    """The topic's name: number, subject, the resident's language, urgency."""
    topic, urgency = _label(TOPICS, ticket.topic, language), _label(URGENCIES, ticket.urgency, language)
    return " · ".join((f"{ticket.number}", topic, ticket.language, urgency))[:TITLE]


def card(ticket: Ticket, holder: str, language: str, zone: ZoneInfo) -> Reply:
    """All of a ticket on one card, without buttons; holder: the name of who has it, "" for nobody."""
    head = translate(
        language, N_("No. {number}: {state}"), number=ticket.number, state=translate(language, STATES[ticket.state])
    )
    lines = [
        " · ".join(
            (
                _label(TOPICS, ticket.topic, language),
                ticket.language,
                _label(URGENCIES, ticket.urgency, language),
                ticket.pseudonym,
            )
        ),
        *_times(ticket, language, zone),
    ]
    if holder:
        lines.append(translate(language, N_("Held by: {name}"), name=holder))
    if ticket.outcome:
        outcome = translate(language, OUTCOMES[ticket.outcome])
        lines.append(translate(language, N_("Outcome: {outcome}"), outcome=outcome))
    return Reply("\n".join((*lines, "", *_texts(ticket, language))), title=head)


def private(ticket: Ticket, language: str) -> Reply:
    """The text of a sensitive ticket, for the one who took it."""
    head = translate(language, N_("No. {number}: the text"), number=ticket.number)
    return Reply("\n\n".join(_words(ticket, language)), title=head)


def buttons(ticket: Ticket, face: Face, language: str, staff: Sequence[Staff]) -> tuple[Choice, ...]:
    """The choices beneath a card: one column."""
    if not ticket.is_open:
        return ()
    number = ticket.number
    match face:
        case Face.CLOSING:
            offered = [
                Choice(f"desk:end:{number}:{value}", translate(language, label)) for value, label in _endings(ticket)
            ]
            return (*offered, _back(number, language))
        case Face.GIVING:
            others = [one for one in staff if one.id != ticket.holder]
            return (*(Choice(f"desk:to:{number}:{one.id}", one.name) for one in others), _back(number, language))
        case Face.PLAIN:
            return tuple(Choice(f"desk:{verb}:{number}", translate(language, label)) for verb, label in _verbs(ticket))


def _endings(ticket: Ticket) -> list[tuple[str, str]]:
    """The outcomes that this ticket allows, as values of a press."""
    endings = [
        ("phone", N_("Answered by phone")),
        ("person", N_("Answered in person")),
        (str(Outcome.DECLINED), N_("No longer needed")),
        (str(Outcome.ABUSE), N_("Abuse (lead)")),
    ]
    if ticket.failure:
        endings.insert(0, (str(Outcome.UNDELIVERABLE), N_("Undeliverable")))
    if ticket.delivered:
        endings.insert(0, (str(Outcome.REPLIED), N_("Replied")))
    return endings


def _verbs(ticket: Ticket) -> list[tuple[str, str]]:
    if ticket.holder is None:
        return [("take", N_("Take")), ("close", N_("Close"))]
    held = [("close", N_("Close")), ("over", N_("Hand over"))]
    return [*held, ("release", N_("Back to the queue"))] if ticket.state is State.TAKEN else held


def _back(number: int, language: str) -> Choice:
    return Choice(f"desk:card:{number}", translate(language, N_("Back")))


def _times(ticket: Ticket, language: str, zone: ZoneInfo) -> list[str]:
    lines = []
    if ticket.waiting_since and ticket.is_open:
        since = moment(ticket.waiting_since, language, zone)
        lines.append(translate(language, N_("Waiting since: {moment}"), moment=since))
    if ticket.due_at and ticket.is_open and not ticket.delivered:
        due = moment(ticket.due_at, language, zone)
        lines.append(translate(language, N_("Answer promised by: {moment}"), moment=due))
    if ticket.failure:
        lines.append(translate(language, N_("Last reply not delivered: {reason}"), reason=ticket.failure))
    return lines


def _texts(ticket: Ticket, language: str) -> list[str]:
    if ticket.sensitive:
        return [translate(language, N_("Sensitive: the text goes only to the one who takes it."))]
    return _words(ticket, language)


def _words(ticket: Ticket, language: str) -> list[str]:
    words = [_cut(ticket.text, QUESTION)]
    if ticket.bot_answer:
        answer = _cut(ticket.bot_answer, ANSWER)
        words.append(translate(language, N_("The bot answered: {answer}"), answer=answer))
    return words


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _label(labels: dict[str, str], value: str, language: str) -> str:
    return translate(language, labels.get(value, value))
