"""Buttons in the staff group: `desk:<verb>:<number>` with one more word for some. Only registered staff are heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.acts import Send
from bot.desk import work
from bot.desk.card import Face
from bot.desk.room import Room
from bot.i18n import N_, translate
from bot.messages import Choice, Message, Reply
from bot.storage import conversations, outbox, staff, tickets
from bot.storage.database import Connection
from bot.storage.tickets import AlreadyTaken, NoSuchTicket
from bot.tickets import Close, HandOver, Happening, NotPossible, Outcome, Staff, Ticket

NOT_REGISTERED = N_("Not possible: you are not registered. Ask a lead for an invitation.")
OUT_OF_DATE = N_("Not possible: this button is out of date.")
OFFER = "offer"
# One press is all the line that "answered elsewhere" needs: the log keeps who and when.
ELSEWHERE = {"phone": "by phone", "person": "in person"}


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a registered person on a button of a ticket."""

    ticket: Ticket
    by: Staff
    word: str
    now: datetime


def pressed(conn: Connection, room: Room, message: Message, person: Staff | None, now: datetime) -> None:
    """Do what the button says, or answer in the topic why not."""
    verb, number, word = _parsed(message.text)
    if verb == OFFER:
        _offer(conn, room, number, person, now)
        return
    try:
        ticket = tickets.load(conn, number)
    except NoSuchTicket:
        return  # erased; its topic goes too
    if person is None:
        room.say(conn, ticket, room.tr(NOT_REGISTERED), now)
        return
    try:
        VERBS.get(verb, _unknown)(conn, room, Press(ticket, person, word, now))
    except AlreadyTaken as taken:
        line = N_("{name} already has no. {number}.")
        room.say(conn, ticket, room.tr(line, name=name_of(conn, room, taken.holder), number=ticket.number), now)
    except NotPossible as refused:
        room.say(conn, ticket, room.tr(refused.text, **refused.values), now)


def _offer(conn: Connection, room: Room, contact: int, person: Staff | None, now: datetime) -> None:
    """After an alarm: the resident is asked whether a person shall write. Where several press, one question is sent
    unless the first has left already."""
    found = conversations.reach(conn, contact)
    if person is None or found is None:
        room.announce(conn, room.tr(NOT_REGISTERED if person is None else OUT_OF_DATE), now)
        return
    address, language = found
    choices = (
        Choice("help", translate(language, N_("Yes, a person"))),
        Choice("decline", translate(language, N_("No, thank you"))),
    )
    line = translate(language, N_("A person can write with you in this chat. Do you want that?"))
    outbox.withdraw(conn, f"offer:{contact}", now)
    outbox.put(conn, Send(address, Reply(line, choices=choices)), now, answers=f"offer:{contact}")
    room.announce(conn, room.tr(N_("{name} has offered a person."), name=person.name), now)


def name_of(conn: Connection, room: Room, holder: int | None) -> str:
    """The name of who holds a ticket."""
    found = staff.by_id(conn, holder) if holder is not None else None
    return found.name if found else room.tr(N_("somebody"))


def _parsed(value: str) -> tuple[str, int, str]:
    _, verb, number, word, *_ = (*value.split(":"), "", "", "", "")
    return verb, int(number) if number.isdecimal() else 0, word


def _take(conn: Connection, room: Room, press: Press) -> None:
    work.take(conn, room, press.ticket.number, press.by, press.now)


def _send(conn: Connection, room: Room, press: Press) -> None:
    """Take, and send the words that were not sent; pressed twice they leave once, because taking succeeds once."""
    line = tickets.event(conn, press.ticket.number, int(press.word) if press.word.isdecimal() else 0)
    if line is None or line.kind is not Happening.UNSENT:
        raise NotPossible(OUT_OF_DATE)
    work.take(conn, room, press.ticket.number, press.by, press.now)
    work.reply(conn, room, press.ticket.number, press.by, line.text, press.now)


def _close(conn: Connection, room: Room, press: Press) -> None:
    """Ask for the outcome, on the card itself."""
    room.refresh(conn, press.ticket, press.now, Face.CLOSING)


def _over(conn: Connection, room: Room, press: Press) -> None:
    room.refresh(conn, press.ticket, press.now, Face.GIVING)


def _card(conn: Connection, room: Room, press: Press) -> None:
    room.refresh(conn, press.ticket, press.now)


def _end(conn: Connection, room: Room, press: Press) -> None:
    if press.word in ELSEWHERE:
        step = Close(press.by, Outcome.ANSWERED_ELSEWHERE, ELSEWHERE[press.word])
    elif press.word in tuple(Outcome):
        step = Close(press.by, Outcome(press.word))
    else:
        raise NotPossible(OUT_OF_DATE)
    work.close(conn, room, press.ticket.number, step, press.now)


def _to(conn: Connection, room: Room, press: Press) -> None:
    other = staff.by_id(conn, int(press.word)) if press.word.isdecimal() else None
    if other is None:
        raise NotPossible(OUT_OF_DATE)
    work.hand_over(conn, room, press.ticket.number, HandOver(press.by, other), press.now)


def _release(conn: Connection, room: Room, press: Press) -> None:
    work.release(conn, room, press.ticket.number, press.by, press.now)


def _unknown(_conn: Connection, _room: Room, _press: Press) -> None:
    raise NotPossible(OUT_OF_DATE)


VERBS: dict[str, Callable[[Connection, Room, Press], None]] = {
    "take": _take,
    "send": _send,
    "close": _close,
    "over": _over,
    "card": _card,
    "end": _end,
    "to": _to,
    "release": _release,
}
