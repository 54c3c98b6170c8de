from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.messages import Address, Kind, Message
from bot.storage import inbox
from bot.storage import rows as tables
from bot.storage.database import Database
from bot.storage.inbox import Claim, LeaseLost
from tests.clock import Clock

ANN = Address("telegram", "1001")
BEN = Address("telegram", "1002")
GROUP = Address("telegram", "-100200", thread=5)
LEASE = timedelta(seconds=60)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def text(number: int, address: Address = ANN, words: str = "") -> Message:
    return Message(address, str(number), Kind.TEXT, AT, words or f"text {number}", author=address.id)


def command(number: int, address: Address = ANN) -> Message:
    return Message(address, str(number), Kind.COMMAND, AT, "help", author=address.id)


class Box:
    """The inbox of a database, spoken to in single transactions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    def note(self, *messages: Message) -> list[bool]:
        return self.database.write_now(lambda conn: [inbox.note(conn, message, self.clock()) for message in messages])

    def claim(self, owner: str = "one") -> Claim | None:
        return self.database.write_now(lambda conn: inbox.claim(conn, owner, self.clock(), LEASE))

    def ids(self, owner: str = "one") -> tuple[str, ...]:
        claimed = self.claim(owner)
        return () if claimed is None else tuple(message.id for message in claimed.messages)

    def must(self, owner: str = "one") -> Claim:
        claimed = self.claim(owner)
        assert claimed is not None
        return claimed

    def finish(self, claimed: Claim, owner: str = "one") -> None:
        self.database.write_now(lambda conn: inbox.finish(conn, claimed, owner, self.clock()))

    def fail(self, claimed: Claim, owner: str = "one") -> bool:
        return self.database.write_now(lambda conn: inbox.fail(conn, claimed, owner, self.clock(), "ValueError"))

    def give_back(self, claimed: Claim) -> None:
        self.database.write_now(lambda conn: inbox.release(conn, claimed, "one"))

    def waiting(self) -> int:
        return self.database.read_now(lambda conn: inbox.waiting(conn, self.clock()))

    def texts_kept(self) -> int:
        statement = select(tables.inbox.c.id).where(tables.inbox.c.message.is_not(None))
        return self.database.read_now(lambda conn: len(conn.execute(statement).all()))


@pytest.fixture
def box(database: Database, clock: Clock) -> Box:
    return Box(database, clock)


def test_a_message_comes_back_as_it_was_noted(box: Box) -> None:
    message = Message(
        GROUP, "7", Kind.CHOICE, AT, "take:3", "55", source="99", language_code="uk", is_group=True, emergency=None
    )
    assert box.note(message) == [True]
    assert box.must() == Claim(GROUP, (1,), (message,), 1)


def test_a_repeated_message_is_dropped_also_after_it_was_handled(box: Box) -> None:
    assert box.note(text(1), text(1)) == [True, False]
    box.finish(box.must())
    assert box.note(text(1)) == [False]
    assert box.claim() is None


def test_the_same_id_on_another_channel_is_another_message(box: Box) -> None:
    assert box.note(text(1), text(1, Address("console", "me"))) == [True, True]


def test_waiting_texts_of_a_contact_are_claimed_as_one(box: Box) -> None:
    box.note(text(1), text(2), text(3, BEN), text(4))
    assert box.ids() == ("1", "2", "4")
    assert box.ids() == ("3",)


@pytest.mark.parametrize(
    "other",
    [
        command(2),
        replace(command(2), kind=Kind.CHOICE),
        replace(text(2), kind=Kind.EDIT),
        replace(text(2), kind=Kind.PHOTO),
        replace(text(2), emergency="life", text=""),
    ],
)
def test_what_is_not_a_plain_text_is_never_joined(box: Box, other: Message) -> None:
    box.note(text(1), other, text(3), text(4))
    handled = []
    while (claimed := box.claim()) is not None:
        handled.append(tuple(message.id for message in claimed.messages))
        box.finish(claimed)
    assert handled == [("1",), ("2",), ("3", "4")]


def test_texts_in_a_group_are_not_joined(box: Box) -> None:
    box.note(*(replace(text(number, GROUP), is_group=True) for number in (1, 2)))
    assert box.ids() == ("1",)


def test_a_contact_waits_while_a_message_of_his_is_handled_and_others_do_not(box: Box) -> None:
    box.note(command(1), command(2), command(3, BEN))
    assert [box.ids(), box.ids(), box.ids()] == [("1",), ("3",), ()]


def test_topics_of_one_group_do_not_wait_for_each_other(box: Box) -> None:
    box.note(command(1, GROUP), command(2, replace(GROUP, thread=6)))
    assert [box.ids(), box.ids()] == [("1",), ("2",)]


def test_handling_empties_the_message_and_keeps_its_id(box: Box) -> None:
    box.note(text(1), text(2))
    box.finish(box.must())
    assert box.texts_kept() == 0
    assert box.waiting() == 0
    assert box.note(text(2)) == [False]


def test_a_lease_that_ended_gives_the_message_to_another(box: Box) -> None:
    box.note(text(1))
    late = box.must("one")
    assert box.claim("two") is None
    box.clock.advance(seconds=61)
    now_his = box.must("two")
    with pytest.raises(LeaseLost):
        box.finish(late, "one")
    box.finish(now_his, "two")
    with pytest.raises(LeaseLost):
        box.finish(now_his, "two")


def test_an_owner_that_lost_and_took_the_message_again_cannot_finish_the_first_time(box: Box) -> None:
    box.note(text(1))
    first = box.must()
    box.clock.advance(seconds=61)
    second = box.must()
    with pytest.raises(LeaseLost):
        box.finish(first)
    box.finish(second)


def test_a_message_is_set_aside_after_three_failures_and_the_rest_flows_on(box: Box) -> None:
    box.note(command(1), command(2))
    assert [box.fail(box.must()) for _ in range(3)] == [False, False, True]
    assert box.ids() == ("2",)
    told = box.database.read_now(inbox.untold)
    assert [(row.id, row.address, row.reason) for row in told] == [(1, ANN, "ValueError")]
    box.database.write_now(lambda conn: inbox.mark_told(conn, [1], box.clock()))
    assert box.database.read_now(inbox.untold) == ()


def test_texts_that_failed_together_are_tried_one_by_one(box: Box) -> None:
    box.note(text(1), text(2), text(3))
    assert not box.fail(box.must())
    assert box.ids() == ("1",)


def test_one_bad_text_does_not_take_its_neighbours_with_it(box: Box) -> None:
    box.note(text(1), text(2, words="bad"), text(3))
    handled: list[str] = []
    for _ in range(20):
        if (claimed := box.claim()) is None:
            break
        if any(message.text == "bad" for message in claimed.messages):
            box.fail(claimed)
        else:
            handled += [message.id for message in claimed.messages]
            box.finish(claimed)
    assert handled == ["1", "3"]
    assert [row.id for row in box.database.read_now(inbox.untold)] == [2]


def test_a_message_that_kills_its_process_three_times_is_set_aside(box: Box) -> None:
    box.note(command(1), command(2))
    for _ in range(3):
        assert box.ids() == ("1",)
        box.clock.advance(seconds=61)
    assert box.ids() == ("2",)
    assert [row.id for row in box.database.read_now(inbox.untold)] == [1]


def test_what_was_set_aside_is_emptied_after_a_day(box: Box) -> None:
    box.note(command(1))
    for _ in range(3):
        box.fail(box.must())
    box.clock.advance(hours=23, minutes=59)
    assert box.database.write_now(lambda conn: inbox.empty_set_aside(conn, box.clock())) == 0
    box.clock.advance(minutes=1)
    assert box.database.write_now(lambda conn: inbox.empty_set_aside(conn, box.clock())) == 1
    assert box.texts_kept() == 0


def test_given_back_at_a_stop_counts_as_no_failure(box: Box) -> None:
    box.note(command(1))
    for _ in range(5):
        claimed = box.must()
        assert claimed.attempts == 1
        box.give_back(claimed)


def test_a_restart_under_the_same_name_takes_its_messages_up_at_once(box: Box) -> None:
    box.note(command(1), command(2, BEN))
    box.must("one")
    box.must("two")
    assert box.database.write_now(lambda conn: inbox.recover(conn, "one")) == 1
    assert box.ids("one") == ("1",)


async def test_many_that_claim_at_once_share_the_contacts_and_keep_each_ones_order(
    database: Database, clock: Clock
) -> None:
    box = Box(database, clock)
    box.note(*(command(number, Address("telegram", str(number % 7))) for number in range(70)))
    handled: list[tuple[str, int]] = []

    async def work(owner: str) -> None:
        while True:
            claimed = await database.write(lambda conn: inbox.claim(conn, owner, clock(), LEASE))
            if claimed is None:
                if await database.read(lambda conn: inbox.waiting(conn, clock())) == 0:
                    return
                await asyncio.sleep(0.001)
                continue
            handled.append((claimed.address.id, int(claimed.messages[0].id)))
            await database.write(partial(inbox.finish, claimed=claimed, owner=owner, now=clock()))

    async with asyncio.timeout(30):
        await asyncio.gather(*(work(f"owner {number}") for number in range(6)))
    assert sorted(number for _, number in handled) == list(range(70))
    for address in map(str, range(7)):
        numbers = [number for where, number in handled if where == address]
        assert numbers == sorted(numbers)
