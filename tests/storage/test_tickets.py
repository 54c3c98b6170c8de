"""Tickets and staff in the database, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import Connection

from bot.conversation import TicketOpened
from bot.messages import Address
from bot.storage import conversations, staff, tickets
from bot.storage.database import Database
from bot.storage.tickets import AlreadyTaken, NoSuchTicket
from bot.tickets import (
    Add,
    Close,
    Deliver,
    Fail,
    Happening,
    Move,
    Note,
    NotPossible,
    Outcome,
    ReplyToResident,
    Role,
    Staff,
    State,
    Take,
    Ticket,
    TicketEvent,
    move,
)
from tests.clock import Clock

RESIDENT = Address("telegram", "77")
QUESTION = TicketOpened("school", "як записати дитину", "uk", "normal", "bot said", pseudonym="Blue Heron 27")


def asked(database: Database, clock: Clock, *, minutes: int = 60) -> Ticket:
    now = clock()
    due_at = now + timedelta(minutes=minutes)
    return database.write_now(lambda conn: tickets.open_ticket(conn, (1, RESIDENT), QUESTION, due_at, now))


def hired(database: Database, clock: Clock, name: str, role: Role = Role.OPERATOR) -> Staff:
    return database.write_now(lambda conn: staff.invite(conn, name, role, f"token {name}", clock()))


def test_a_ticket_comes_back_as_it_was_written(database: Database, clock: Clock) -> None:
    ticket = asked(database, clock)
    assert database.read_now(lambda conn: tickets.load(conn, ticket.number)) == ticket
    assert ticket.pseudonym == "Blue Heron 27"
    assert database.read_now(lambda conn: tickets.of_contact(conn, ticket.contact)) == (ticket,)
    with pytest.raises(NoSuchTicket):
        database.read_now(lambda conn: tickets.load(conn, ticket.number + 1))


def test_of_fifty_who_take_at_once_one_has_it_and_the_others_are_told_who(database: Database, clock: Clock) -> None:
    ticket = asked(database, clock)
    people = [hired(database, clock, f"Person {number}") for number in range(50)]
    together = Barrier(50)

    def attempt(person: Staff) -> int | None:
        together.wait(timeout=60)
        try:
            database.write_now(lambda conn: tickets.take(conn, ticket.number, person, clock()))
        except AlreadyTaken as taken:
            return taken.holder
        return None

    with ThreadPoolExecutor(50) as pool:
        told = list(pool.map(attempt, people))
    winners = [person.id for person, holder in zip(people, told, strict=True) if holder is None]
    assert len(winners) == 1
    assert {holder for holder in told if holder is not None} == set(winners)
    kinds = [event.kind for event in database.read_now(lambda conn: tickets.log(conn, ticket.number))]
    assert kinds == [Happening.OPENED, Happening.TAKEN]


def test_a_take_that_was_decided_on_an_old_sight_does_not_win(database: Database, clock: Clock) -> None:
    """The UPDATE itself settles the race: two transactions that both saw the ticket free."""
    ticket = asked(database, clock)
    first, second = hired(database, clock, "Anna"), hired(database, clock, "Piotr")
    database.write_now(lambda conn: tickets.take(conn, ticket.number, first, clock()))
    with pytest.raises(AlreadyTaken) as told:
        database.write_now(lambda conn: tickets.take(conn, ticket.number, second, clock()))
    assert told.value.holder == first.id


def test_what_is_stored_is_what_the_machine_says(database: Database, clock: Clock) -> None:
    """The row and the log together give back every field after every move."""
    expected = asked(database, clock)
    anna = hired(database, clock, "Anna")
    steps = (
        Take(anna),
        Note(anna, "who decides?"),
        ReplyToResident(anna, "come on Thursday"),
        Fail("the channel refused it"),
        ReplyToResident(anna, "come on Thursday"),
        Add("and the papers?"),
        Deliver("900"),
        ReplyToResident(anna, "passport"),
        Deliver("901"),
        Close(anna, Outcome.REPLIED),
    )
    number = expected.number
    log: list[TicketEvent] = []
    for step in steps:
        now = clock.advance(minutes=1)
        expected, events = move(expected, step, now)
        log += events
        assert database.write_now(partial(_made, number, step, now)) == expected
        assert database.read_now(lambda conn: tickets.load(conn, number)) == expected
    assert list(database.read_now(lambda conn: tickets.log(conn, number)))[1:] == log


def _made(number: int, step: Move, now: datetime, conn: Connection) -> Ticket:
    return tickets.make(conn, number, step, now)[0]


def test_a_refused_move_leaves_no_trace(database: Database, clock: Clock) -> None:
    ticket = asked(database, clock)
    anna = hired(database, clock, "Anna")
    with pytest.raises(NotPossible):
        database.write_now(lambda conn: tickets.make(conn, ticket.number, Close(anna, Outcome.REPLIED), clock()))
    assert database.read_now(lambda conn: tickets.load(conn, ticket.number)) == ticket
    assert len(database.read_now(lambda conn: tickets.log(conn, ticket.number))) == 1


def test_the_open_ones_come_by_due_moment_and_the_late_are_counted(database: Database, clock: Clock) -> None:
    later, sooner = asked(database, clock, minutes=90), asked(database, clock, minutes=30)
    taken = asked(database, clock, minutes=10)
    anna = hired(database, clock, "Anna")
    database.write_now(lambda conn: tickets.take(conn, taken.number, anna, clock()))
    numbers = [ticket.number for ticket in database.read_now(tickets.list_open)]
    assert numbers == [taken.number, sooner.number, later.number]
    assert database.read_now(lambda conn: tickets.waiting(conn, clock.advance(minutes=31))) == (2, 1)


def test_a_ticket_is_found_by_its_topic(database: Database, clock: Clock) -> None:
    ticket = asked(database, clock)
    topic = Address("telegram", "-1001", 44)
    database.write_now(lambda conn: tickets.place(conn, ticket.number, topic, "9"))
    found = database.read_now(lambda conn: tickets.of_topic(conn, topic))
    assert found == replace(ticket, thread=44, card="9")
    assert database.read_now(lambda conn: tickets.of_topic(conn, replace(topic, thread=45))) is None
    assert database.read_now(lambda conn: tickets.of_topic(conn, replace(topic, id="-1002"))) is None


def test_a_conversation_knows_whether_an_operator_has_it(database: Database, clock: Clock) -> None:
    first = database.write_now(lambda conn: conversations.load(conn, RESIDENT, clock()))
    ticket = asked(database, clock)
    assert first.contact == ticket.contact
    anna = hired(database, clock, "Anna")
    database.write_now(lambda conn: tickets.take(conn, ticket.number, anna, clock()))
    held = database.write_now(lambda conn: conversations.load(conn, RESIDENT, clock()))
    assert (held.ticket, held.held) == (ticket.number, True)
    database.write_now(lambda conn: tickets.hold_until(conn, ticket.number, clock() + timedelta(hours=2)))
    after = database.write_now(lambda conn: conversations.load(conn, RESIDENT, clock.advance(hours=3)))
    assert (after.ticket, after.held) == (ticket.number, False)


def test_an_invitation_registers_once_and_only_in_time(database: Database, clock: Clock) -> None:
    anna = hired(database, clock, "Anna", Role.LEAD)
    here, there = Address("telegram", "501"), Address("telegram", "9")
    assert database.write_now(lambda conn: staff.register(conn, "wrong", here, clock())) is None
    registered = database.write_now(lambda conn: staff.register(conn, "token Anna", here, clock()))
    assert registered == Staff(anna.id, "Anna", Role.LEAD, here)
    assert database.read_now(lambda conn: staff.at(conn, here)) == registered
    assert database.write_now(lambda conn: staff.register(conn, "token Anna", there, clock())) is None
    hired(database, clock, "Piotr")
    clock.advance(days=7)
    assert (
        database.write_now(lambda conn: staff.register(conn, "token Piotr", Address("telegram", "8"), clock())) is None
    )


def test_an_address_belongs_to_one_person(database: Database, clock: Clock) -> None:
    here = Address("telegram", "501")
    for name in ("Anna", "Ewa"):
        hired(database, clock, name)
        database.write_now(partial(_registered, name, here, clock()))
    found = database.read_now(lambda conn: staff.at(conn, here))
    assert found is not None
    assert found.name == "Ewa"
    assert [one.name for one in database.read_now(staff.everyone)] == ["Ewa"]


def _registered(name: str, address: Address, now: datetime, conn: Connection) -> Staff | None:
    return staff.register(conn, f"token {name}", address, now)


def test_a_log_line_keeps_what_its_sender_added(database: Database, clock: Clock) -> None:
    ticket = asked(database, clock)
    line = TicketEvent(Happening.UNSENT, clock(), None, "not yet")
    number = database.write_now(lambda conn: tickets.add_event(conn, ticket, line, media=["5"]))
    assert database.read_now(lambda conn: tickets.event(conn, ticket.number, number)) == line
    assert database.read_now(lambda conn: tickets.event(conn, ticket.number + 1, number)) is None
    assert database.read_now(lambda conn: tickets.load(conn, ticket.number)) == ticket
    assert ticket.state is State.NEW
