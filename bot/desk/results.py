"""What became of the desk's acts: topics and cards find their place, a reply gets its truthful mark.

A reply is called delivered only when the channel returned a message id for every part of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.acts import Blocked, Receipt, Refused, Result
from bot.desk import work
from bot.desk.room import Room
from bot.i18n import N_
from bot.storage import tickets
from bot.storage.database import Connection
from bot.storage.outbox import Done
from bot.storage.tickets import NoSuchTicket
from bot.tickets import Deliver, Fail, State, Ticket

# Why a reply did not arrive, in plain words; otherwise the channel's own, which are safe to show to staff.
WORDS = {
    "unable": N_("this channel cannot carry it"),
    "rights": N_("the bot has no right to write there"),
}
UNKNOWN = N_("it is not known whether it arrived; ask the resident")
PARTLY = N_("a part of it did not arrive; ask the resident")
TOO_LATE = N_("the channel could not be reached for a day")
UNDER_WAY = frozenset({"ready", "sending"})


Ended = tuple[Done, Result]


def consequences(conn: Connection, room: Room, done: Done, result: Result, now: datetime) -> None:
    """To be called in the transaction that notes an act's end."""
    if done.state == "ready":  # the group moved; the act goes on there
        return
    address = done.act.address
    is_staff_group = room.staff_chat is not None and address.id == room.staff_chat.id
    if isinstance(result, Blocked) and not is_staff_group:
        work.lost(conn, room, address, result.reason, now)
    subject, number, about, *_ = (*done.ref.split(":"), "", "", "")
    follow = FOLLOWS.get(about)
    if subject != "ticket" or follow is None:
        return
    try:
        ticket = tickets.load(conn, int(number))
    except NoSuchTicket:
        return  # erased meanwhile
    follow(conn, room, ticket, (done, result), now)


def _topic(conn: Connection, room: Room, ticket: Ticket, ended: Ended, now: datetime) -> None:
    done, result = ended
    if isinstance(result, Receipt) and result.message_id is not None:
        group = replace(done.act.address, thread=int(result.message_id))
        tickets.place(conn, ticket.number, group, None)
        room.show(conn, tickets.load(conn, ticket.number), now)
    elif not isinstance(result, Receipt):
        line = N_("No topic could be opened for no. {number}: {reason}. See: pomost tickets show {number}")
        room.announce(conn, room.tr(line, number=ticket.number, reason=result.reason), now)


def _card(conn: Connection, room: Room, ticket: Ticket, ended: Ended, now: datetime) -> None:
    done, result = ended
    if not isinstance(result, Receipt):
        _word(conn, room, ticket, ended, now)
        return
    tickets.place(conn, ticket.number, done.act.address, result.message_id)
    placed = tickets.load(conn, ticket.number)
    if placed.state is not State.NEW:  # something happened while the card was on its way
        room.refresh(conn, placed, now)
    if not placed.sensitive:
        for text in work.words_of(conn, placed.number):
            room.say(conn, placed, f"{placed.pseudonym}: {text}", now)
        for source in tickets.media(conn, placed.number):
            room.copy(conn, placed, source, now)


def _word(conn: Connection, room: Room, ticket: Ticket, ended: Ended, now: datetime) -> None:
    """A topic that was deleted is opened again, with its card and what was written; once for each that vanished."""
    done, result = ended
    is_gone = isinstance(result, Refused) and result.why == "topic"
    if is_gone and ticket.thread is not None and done.act.address.thread == ticket.thread:
        tickets.place(conn, ticket.number, None, None)
        room.open_topic(conn, ticket, now)


def _reply(conn: Connection, room: Room, ticket: Ticket, ended: Ended, now: datetime) -> None:
    """The truthful mark, once the last part of the reply has ended."""
    done, result = ended
    others = tickets.parts_of(conn, done.ref, done.id)
    if isinstance(result, Blocked) or UNDER_WAY & others.keys():
        return  # what blocked means was said for the whole ticket
    if done.state == "sent" and done.message_id is not None and others.keys() <= {"sent"}:
        after, _ = tickets.make(conn, ticket.number, Deliver(done.message_id), now)
        if after.state is State.ANSWERED:
            tickets.hold_until(conn, ticket.number, room.silent_until(now))
        line = room.tr(N_("Delivered."))
    else:
        reason = room.tr(_reason(done, result))
        after, _ = tickets.make(conn, ticket.number, Fail(reason), now)
        line = room.tr(N_("Not delivered: {reason}"), reason=reason)
    room.say(conn, after, line, now)
    room.refresh(conn, after, now)


def _reason(done: Done, result: Result) -> str:
    if isinstance(result, Receipt):
        return PARTLY
    if done.state == "unknown":
        return UNKNOWN
    if isinstance(result, Refused):
        return WORDS.get(result.why, result.reason)
    return TOO_LATE if done.state == "failed" else result.reason


def _private(conn: Connection, room: Room, ticket: Ticket, ended: Ended, now: datetime) -> None:
    if not isinstance(ended[1], Receipt):
        line = N_("The text could not be sent to the holder's own chat. Open the bot there and press Start.")
        room.say(conn, ticket, room.tr(line), now)


FOLLOWS: dict[str, Callable[[Connection, Room, Ticket, Ended, datetime], None]] = {
    "topic": _topic,
    "card": _card,
    "edit": _word,
    "word": _word,
    "reply": _reply,
    "private": _private,
}
