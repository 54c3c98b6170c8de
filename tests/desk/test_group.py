"""The round of a question through the staff group, with a real database and outbox."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.acts import Act, Blocked, CloseTopic, Copy, Delete, OpenTopic, Refused, Send, TryLater
from bot.conversation import EmergencySeen, TicketAdded
from bot.desk.group import Desk
from bot.messages import Address, Kind, Message, Reply
from bot.storage import outbox, staff, tickets
from bot.storage.database import Database
from bot.tickets import Outcome, ReplyToResident, Role, State, Ticket
from tests.clock import Clock
from tests.desk.point import GROUP, QUESTION, RESIDENT, Point


@pytest.fixture
def point(sqlite_database: Database, clock: Clock) -> Point:
    return Point(sqlite_database, clock)


def is_reply(act: Act) -> bool:
    return isinstance(act, Send) and act.address == RESIDENT and act.reply.text.startswith("Come")


async def taken_by_anna(point: Point) -> Ticket:
    point.hire("Anna")
    ticket = await point.ask()
    await point.press("Anna", ticket, "Take")
    return point.ticket(ticket.number)


async def test_the_whole_round(database: Database, clock: Clock) -> None:
    point = Point(database, clock)
    point.hire("Anna")
    ticket = await point.ask()
    assert ticket.thread is not None
    assert ticket.card is not None
    assert "No. 1: new" in point.card(ticket)
    assert "як записати дитину" in point.card(ticket)
    assert "Blue Heron 27" in point.card(ticket)
    assert "bot said" in point.card(ticket)
    await point.press("Anna", ticket, "Take")
    assert "Held by: Anna" in point.card(ticket)
    await point.write("Anna", ticket, "Come on Thursday, phone 12 616 00 00")
    assert point.seen_by("77")[-1].endswith("Come on Thursday, phone 12 616 00 00")
    assert "1" in point.seen_by("77")[-1].splitlines()[0]
    assert point.topic(ticket) == ["Delivered."]
    assert point.ticket(ticket.number).state is State.ANSWERED
    await point.press("Anna", ticket, "Close")
    await point.press("Anna", ticket, "Replied")
    closed = point.ticket(ticket.number)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.REPLIED)
    assert point.buttons(ticket) == []
    assert point.log(ticket) == ["opened", "taken", "replied", "delivered", "closed"]


async def test_delivered_is_said_only_after_the_channel_gave_an_id(point: Point) -> None:
    ticket = await taken_by_anna(point)
    point.messenger.next_answers(Refused("chat is restricted"), when=is_reply)
    await point.write("Anna", ticket, "Come on Thursday")
    assert point.topic(ticket) == ["Not delivered: chat is restricted"]
    failed = point.ticket(ticket.number)
    assert (failed.state, failed.delivered, failed.failure) == (State.TAKEN, False, "chat is restricted")
    assert "Replied" not in [choice.label for choice in point.buttons(ticket)]
    await point.press("Anna", ticket, "Close")
    await point.write("Anna", ticket, f"desk:end:{ticket.number}:replied", Kind.CHOICE)
    assert point.topic(ticket)[-1] == "Not possible: no reply to no. 1 has reached the resident yet."
    await point.write("Anna", ticket, "Come on Friday")
    assert point.topic(ticket)[-1] == "Delivered."


async def test_a_reply_of_which_nobody_knows_whether_it_arrived_is_not_called_delivered(point: Point) -> None:
    ticket = await taken_by_anna(point)
    doubt = TryLater("read error", in_doubt=True)
    point.messenger.next_answers(doubt, doubt, when=is_reply)
    await point.write("Anna", ticket, "Come on Thursday")
    assert point.topic(ticket) == ["Not delivered: it is not known whether it arrived; ask the resident"]
    assert not point.ticket(ticket.number).delivered


async def reply_in_two_parts(point: Point, ticket: Ticket) -> None:
    """As the outbox splits what is too long for a channel: two rows with one ref."""
    anna = point.database.read_now(lambda conn: staff.named(conn, "Anna"))
    assert anna is not None

    def fn(conn: Connection) -> None:
        _, event = tickets.make(conn, ticket.number, ReplyToResident(anna, "Come"), point.clock())
        for part in ("Come (1/2)", "on Thursday (2/2)"):
            send = Send(RESIDENT, Reply(part))
            outbox.put(conn, send, point.clock(), ref=f"ticket:{ticket.number}:reply:{event}")

    point.database.write_now(fn)
    await point.deliver()


async def test_a_long_reply_is_delivered_when_its_last_part_is(point: Point) -> None:
    ticket = await taken_by_anna(point)
    await reply_in_two_parts(point, ticket)
    assert point.topic(ticket) == ["Delivered."]
    assert point.log(ticket).count("delivered") == 1


async def test_a_long_reply_of_which_a_part_was_refused_is_not_called_delivered(point: Point) -> None:
    ticket = await taken_by_anna(point)
    point.messenger.next_answers(Refused("restricted"), when=is_reply)
    await reply_in_two_parts(point, ticket)
    assert point.topic(ticket) == ["Not delivered: a part of it did not arrive; ask the resident"]
    assert not point.ticket(ticket.number).delivered


async def test_a_resident_who_blocked_the_bot_ends_the_ticket_and_the_holder_is_told(point: Point) -> None:
    ticket = await taken_by_anna(point)
    point.messenger.next_answers(Blocked("bot was blocked"), when=is_reply)
    await point.write("Anna", ticket, "Come on Thursday")
    lost = point.ticket(ticket.number)
    assert (lost.state, lost.outcome, lost.failure) == (State.CLOSED, Outcome.UNDELIVERABLE, "bot was blocked")
    assert point.topic(ticket) == [
        "Anna: Not delivered: the resident cannot be reached (bot was blocked). Closed as undeliverable."
    ]
    who = point.conversation()
    again = point.database.write_now(lambda conn: point.desk.returned(conn, who.contact, point.clock()))
    assert again is not None
    assert again.state is State.REOPENED


async def test_a_note_stays_with_the_staff(point: Point) -> None:
    ticket = await taken_by_anna(point)
    before = point.seen_by("77")
    await point.write("Anna", ticket, "// ask the city, PESEL 44051401359")
    assert point.seen_by("77") == before
    assert point.log(ticket)[-1] == "noted"
    log = point.database.read_now(lambda conn: tickets.log(conn, ticket.number))
    assert log[-1].text == "ask the city, PESEL [PESEL]"


async def test_who_does_not_hold_the_ticket_is_told_at_once_that_nothing_was_sent(point: Point) -> None:
    ticket = await taken_by_anna(point)
    point.hire("Piotr")
    before = point.seen_by("77")
    await point.write("Piotr", ticket, "Come on Monday")
    assert point.topic(ticket)[-1] == "Not sent: Anna has no. 1."
    await point.write("Stranger", ticket, "Come on Monday")
    assert point.topic(ticket)[-1] == "Not sent: you are not registered. Ask a lead for an invitation."
    await point.write("Anna", ticket, "Come on Tuesday", Kind.EDIT)
    assert point.topic(ticket)[-1].startswith("Not sent: a change in an old message")
    assert point.seen_by("77") == before


async def test_a_lead_may_reply_without_holding(point: Point) -> None:
    ticket = await taken_by_anna(point)
    point.hire("Ewa", Role.LEAD)
    await point.write("Ewa", ticket, "Come on Monday")
    assert point.seen_by("77")[-1].endswith("Come on Monday")


async def test_take_and_send_takes_and_sends_the_words_as_written_and_only_once(point: Point) -> None:
    point.hire("Anna")
    point.hire("Piotr")
    ticket = await point.ask()
    await point.write("Anna", ticket, "Come, phone 12 616 00 00")
    assert point.topic(ticket) == ["Not sent: nobody has taken no. 1 yet."]
    await point.press("Anna", ticket, "Take and send")
    await point.press("Piotr", ticket, "Take and send")
    assert [text for text in point.seen_by("77") if "Come" in text] == [point.seen_by("77")[-1]]
    assert point.seen_by("77")[-1].endswith("Come, phone 12 616 00 00")
    assert "Anna already has no. 1." in point.topic(ticket)
    assert point.ticket(ticket.number).delivered


async def test_only_registered_staff_take(point: Point) -> None:
    ticket = await point.ask()
    await point.press("Stranger", ticket, "Take")
    assert point.ticket(ticket.number).state is State.NEW
    assert point.topic(ticket) == ["Not possible: you are not registered. Ask a lead for an invitation."]


async def test_a_sensitive_ticket_shows_the_group_no_text(point: Point) -> None:
    point.hire("Anna")
    ticket = await point.ask(replace(QUESTION, topic="safety", sensitive=True, text="he beats me", media=("p1",)))
    await point.add("I am at my sister's")
    await point.press("Anna", ticket, "Take")
    await point.add("please hurry", media="v2")
    group = [act for act in point.done() if act.address.id == GROUP.id]
    assert "sister" not in str(group)
    assert "beats" not in str(group)
    assert "hurry" not in str(group)
    assert not any(isinstance(act, Copy) for act in group)
    mine = "\n".join(point.seen_by("Anna"))
    for text in ("he beats me", "I am at my sister's", "please hurry", "copy of 77/p1", "copy of 77/v2"):
        assert text in mine


async def test_texts_and_pictures_go_both_ways(point: Point) -> None:
    ticket = await taken_by_anna(point)
    await point.add("and the papers?", media=None)
    await point.add(media="p7")
    assert point.topic(ticket) == ["Blue Heron 27: and the papers?"]
    copies = [act for act in point.done() if isinstance(act, Copy)]
    assert (copies[-1].address.thread, copies[-1].origin, copies[-1].message_id) == (ticket.thread, RESIDENT, "p7")
    await point.write("Anna", ticket, kind=Kind.PHOTO)
    assert point.seen_by("77")[-1].startswith("copy of -100/")
    assert point.topic(ticket)[-1] == "Delivered."
    assert point.ticket(ticket.number).delivered


async def test_what_the_resident_wrote_before_the_card_was_there_is_shown_with_it(point: Point) -> None:
    number = point.open(replace(QUESTION, media=("p1",)))
    await point.add("one more thing")
    ticket = point.ticket(number)
    assert point.topic(ticket) == ["Blue Heron 27: one more thing"]
    assert [act.message_id for act in point.done() if isinstance(act, Copy)] == ["p1"]


async def test_the_resident_knows_number_and_promised_time(point: Point) -> None:
    await taken_by_anna(point)
    (taken,) = point.seen_by("77")
    assert "1" in taken.splitlines()[0]
    assert "10:00" in taken  # eight working hours from Tuesday 10:00 end on Wednesday 10:00, not in the evening


async def test_the_bot_speaks_again_two_working_hours_after_an_answer(point: Point) -> None:
    ticket = await taken_by_anna(point)
    assert point.conversation().held
    point.clock.advance(hours=6)  # 16:00 in Kraków; the desk closes at 17:00 and opens at 9:00
    await point.write("Anna", ticket, "Come on Thursday")
    point.clock.advance(hours=17.9)
    assert point.conversation().held
    point.clock.advance(hours=0.2)
    assert not point.conversation().held


async def test_handing_over_and_back_to_the_queue(point: Point) -> None:
    ticket = await taken_by_anna(point)
    point.hire("Piotr")
    await point.press("Anna", ticket, "Hand over")
    await point.press("Anna", ticket, "Piotr")
    assert "Held by: Piotr" in point.card(ticket)
    assert point.topic(ticket) == ["No. 1 is now held by Piotr."]
    await point.press("Piotr", ticket, "Back to the queue")
    assert point.ticket(ticket.number).state is State.NEW
    assert [choice.label for choice in point.buttons(ticket)] == ["Take", "Close"]


async def test_a_deleted_topic_is_opened_again_with_what_was_written(point: Point) -> None:
    ticket = await taken_by_anna(point)
    await point.add("and the papers?")

    def is_word(act: Act) -> bool:
        return isinstance(act, Send) and act.address.thread == ticket.thread

    point.messenger.next_answers(Refused("message thread not found", "topic"), when=is_word)
    await point.write("Stranger", ticket, "hm")
    again = point.ticket(ticket.number)
    assert again.thread not in (None, ticket.thread)
    assert "Held by: Anna" in point.card(again)
    assert point.topic(again) == ["Blue Heron 27: and the papers?"]


async def test_without_the_right_to_open_topics_staff_are_told(point: Point) -> None:
    point.messenger.next_answers(Refused("not enough rights", "rights"), when=lambda act: isinstance(act, OpenTopic))
    ticket = await point.ask()
    assert ticket.thread is None
    assert "No topic could be opened for no. 1: not enough rights. See: pomost tickets show 1" in point.seen_by("-100")


async def test_edits_of_a_card_that_wait_are_one_edit(point: Point) -> None:
    ticket = await taken_by_anna(point)
    place = Address("console", "-100", ticket.thread)
    message = Message(place, "u", Kind.CHOICE, point.clock(), f"desk:card:{ticket.number}", "Anna")
    for _ in range(5):
        point.database.write_now(lambda conn: point.desk.staff_message(conn, message, point.clock()))
    before = len(point.messenger.arrivals)
    await point.deliver()
    assert len(point.messenger.arrivals) == before + 1


async def test_a_text_that_crosses_the_closing_opens_the_ticket_again(point: Point) -> None:
    ticket = await taken_by_anna(point)
    await point.write("Anna", ticket, "Come on Thursday")
    await point.press("Anna", ticket, "Close")
    await point.press("Anna", ticket, "Replied")
    event = TicketAdded("but I work on Thursday")
    point.database.write_now(lambda conn: point.desk.added(conn, ticket.number, event, point.clock()))
    await point.deliver()
    assert point.ticket(ticket.number).state is State.REOPENED
    assert point.topic(ticket)[-1] == "Blue Heron 27: but I work on Thursday"


async def test_an_answer_followed_by_a_week_of_silence_expires(point: Point) -> None:
    ticket = await taken_by_anna(point)
    await point.write("Anna", ticket, "Come on Thursday")
    point.clock.advance(days=6)
    assert point.database.write_now(lambda conn: point.desk.expire(conn, point.clock())) == 0
    point.clock.advance(days=1)
    assert point.database.write_now(lambda conn: point.desk.expire(conn, point.clock())) == 1
    assert point.ticket(ticket.number).state is State.EXPIRED


async def test_an_alarm_names_kind_and_language_only(point: Point) -> None:
    event = EmergencySeen("violence", "uk")
    point.database.write_now(lambda conn: point.desk.alarmed(conn, event, point.clock()))
    await point.deliver()
    assert point.seen_by("-100") == ["EMERGENCY: violence, language uk. The red card with the phones was sent."]


async def test_after_an_alarm_staff_offer_a_person_and_strangers_cannot(point: Point) -> None:
    point.hire("Anna")
    contact = point.conversation().contact
    event = EmergencySeen("threat", "uk")
    point.database.write_now(lambda conn: point.desk.alarmed(conn, event, point.clock(), contact))
    for author in ("stranger", "Anna"):
        press = Message(GROUP, f"press {author}", Kind.CHOICE, point.clock(), f"desk:offer:{contact}", author=author)
        point.database.write_now(partial(point.desk.staff_message, message=press, now=point.clock()))
        await point.deliver()
    assert point.seen_by("77") == ["A person can write with you in this chat. Do you want that?"]
    assert point.seen_by("-100")[1:] == [
        "Not possible: you are not registered. Ask a lead for an invitation.",
        "Anna has offered a person.",
    ]


async def test_erasing_takes_the_card_and_the_words_out_of_the_group(point: Point) -> None:
    ticket = await taken_by_anna(point)
    await point.add("and the papers?")
    point.database.write_now(lambda conn: point.desk.erased(conn, ticket.contact, point.clock()))
    await point.deliver()
    deleted = {act.message_id for act in point.done() if isinstance(act, Delete)}
    assert ticket.card in deleted
    assert len(deleted) == 2
    assert "has deleted no. 1" in point.topic(ticket)[-1]
    assert any(isinstance(act, CloseTopic) for act in point.done())


async def test_a_press_with_a_wrong_value_is_answered(point: Point) -> None:
    ticket = await taken_by_anna(point)
    for value in (f"desk:fly:{ticket.number}", f"desk:to:{ticket.number}:99", f"desk:end:{ticket.number}:gone"):
        await point.write("Anna", ticket, value, Kind.CHOICE)
        assert point.topic(ticket)[-1] == "Not possible: this button is out of date."
    for value in ("desk", "desk:take:x", "desk:take:999", ""):
        before = len(point.messenger.arrivals)
        await point.write("Anna", ticket, value, Kind.CHOICE)
        assert len(point.messenger.arrivals) == before


async def test_without_a_staff_group_a_ticket_is_kept_all_the_same(sqlite_database: Database, clock: Clock) -> None:
    point = Point(sqlite_database, clock, Desk(None, "en"))
    ticket = await point.ask()
    assert ticket.state is State.NEW
    await point.add("one more thing")
    assert point.done() == []


async def test_an_answer_out_of_hours_counts_working_time(point: Point) -> None:
    assert point.desk.room.silent_until(point.clock()) == point.clock() + timedelta(hours=2)
