from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import Connection, func, select, update

from bot.acts import Send
from bot.messages import Address, Choice, Reply
from bot.storage import outbox, pacer
from bot.storage import rows as tables
from bot.storage.database import Database
from bot.storage.pacer import Slot, Wait
from tests.clock import Clock
from tests.faulty_channel import FaultyChannel
from tests.post import Post, say

ANN = Address("telegram", "1001")
GROUP = Address("telegram", "-100200")


@pytest.fixture
def post(database: Database, clock: Clock) -> Post:
    return Post(database, clock, FaultyChannel("telegram"))


def lease(database: Database, clock: Clock, address: Address, bulk: bool = False) -> Slot | Wait:
    return database.write_now(lambda conn: pacer.lease_slot(conn, address, bulk, clock(), "one"))


def give_back(database: Database, slot: Slot | Wait, ago: float = 0.0) -> None:
    assert isinstance(slot, Slot)
    database.write_now(lambda conn: pacer.release(conn, slot, ago))


async def test_the_pace_of_the_whole_channel_is_kept_and_used(post: Post) -> None:
    post.channel.latency = 0.03
    post.put(*(say("hello", Address("telegram", str(number))) for number in range(70)))
    await post.deliver()
    assert post.channel.most_within(1.0) <= 30
    assert len(post.channel.texts()) == 70


async def test_two_processes_share_one_pace(database: Database, clock: Clock) -> None:
    one = Post(database, clock, FaultyChannel("telegram", latency=0.02), owner="one")
    two = Post(database, clock, FaultyChannel("telegram", latency=0.02), owner="two")
    one.put(*(say("hello", Address("telegram", str(number))) for number in range(45)))
    async with one.running() as sender, two.running():
        assert await sender.drain(20)
    one.channel.arrivals += two.channel.arrivals
    assert len(one.channel.texts()) == 45
    assert one.channel.most_within(1.0) <= 30


async def test_one_chat_gets_one_message_a_second_in_all_its_topics(post: Post) -> None:
    post.put(say("1", replace(GROUP, thread=1)), say("2", replace(GROUP, thread=2)))
    await post.deliver()
    assert post.channel.most_within(1.0, GROUP.id) == 1


async def test_a_long_reply_arrives_in_pieces_with_the_buttons_under_the_last(post: Post) -> None:
    text = "\n\n".join("word " * 100 for _ in range(12)).strip()
    post.put(Send(ANN, Reply(text, title="Title", choices=(Choice("a", "A"),))))
    await post.deliver()
    sent = [arrival.act.reply for arrival in post.channel.arrivals if isinstance(arrival.act, Send)]
    assert [bool(reply.choices) for reply in sent] == [False, True]
    assert " ".join(" ".join(reply.text.split()) for reply in sent) == " ".join(text.split())


def test_thirty_slots_and_no_more_until_one_was_answered_a_second_ago(database: Database, clock: Clock) -> None:
    slots = [lease(database, clock, Address("telegram", str(number))) for number in range(31)]
    assert all(isinstance(slot, Slot) for slot in slots[:30])
    assert isinstance(slots[30], Wait)
    give_back(database, slots[0])
    assert isinstance(lease(database, clock, ANN), Wait)
    give_back(database, slots[1], ago=1.5)
    assert isinstance(lease(database, clock, ANN), Slot)
    assert isinstance(lease(database, clock, Address("telegram", "other")), Wait)


def test_a_group_gets_twenty_messages_a_minute(database: Database, clock: Clock) -> None:
    for _ in range(20):
        # Answered 30 seconds ago: its chat and the channel are free again, its minute is not over.
        give_back(database, lease(database, clock, GROUP), ago=30)
    wait = lease(database, clock, GROUP)
    assert isinstance(wait, Wait)
    assert wait.only_here
    assert 25 < wait.seconds <= 31
    assert isinstance(lease(database, clock, ANN), Slot)


async def test_a_group_that_used_its_minute_does_not_keep_others_waiting(post: Post) -> None:
    for _ in range(20):
        give_back(post.database, lease(post.database, post.clock, GROUP), ago=30)
    post.put(say("group", GROUP), say("ann", ANN))
    async with post.running():
        await post.until(lambda: post.channel.texts() == ["ann"])
    assert post.states() == ["ready", "sent"]


def test_a_bulk_send_waits_while_a_live_reply_can_go(database: Database, clock: Clock) -> None:
    database.write_now(lambda conn: outbox.put(conn, say("live", ANN), clock()))
    wait = lease(database, clock, Address("telegram", "other"), bulk=True)
    assert isinstance(wait, Wait)
    assert wait.seconds <= 0.1


def test_a_live_reply_to_a_resting_address_does_not_stop_bulk(database: Database, clock: Clock) -> None:
    database.write_now(lambda conn: outbox.put(conn, say("live", ANN), clock()))
    database.write_now(lambda conn: pacer.rest(conn, ANN, 30))
    assert isinstance(lease(database, clock, Address("telegram", "other"), bulk=True), Slot)


def test_a_pause_holds_all_addresses_and_the_longest_counts(database: Database, clock: Clock) -> None:
    def pause(conn: Connection) -> None:
        pacer.stop_all(conn, "telegram", 40, "flood")
        pacer.stop_all(conn, "telegram", 3, "flood")

    database.write_now(pause)
    wait = lease(database, clock, ANN)
    assert isinstance(wait, Wait)
    assert 35 < wait.seconds < 41
    assert not wait.only_here


def test_a_channel_without_limits_needs_no_slot(database: Database, clock: Clock) -> None:
    here = Address("console", "me")
    for _ in range(50):
        assert isinstance(lease(database, clock, here), Slot)
    count = select(func.count()).select_from(tables.slot)
    assert database.read_now(lambda conn: conn.scalar(count)) == 0


def test_what_a_dead_process_leased_comes_back_a_second_after_its_restart(database: Database, clock: Clock) -> None:
    assert isinstance(lease(database, clock, ANN), Slot)
    before = lease(database, clock, ANN)
    database.write_now(lambda conn: pacer.recover(conn, "one"))
    after = lease(database, clock, ANN)
    assert isinstance(before, Wait)
    assert before.seconds > 50
    assert isinstance(after, Wait)
    assert after.seconds <= 1.1


def test_a_clock_that_was_set_back_does_not_stop_the_sends(database: Database, clock: Clock) -> None:
    for number in range(30):
        give_back(database, lease(database, clock, Address("telegram", str(number))))
    ahead = 86_400.0
    database.write_now(lambda conn: conn.execute(update(tables.slot).values(free_at=tables.slot.c.free_at + ahead)))
    database.write_now(lambda conn: conn.execute(update(tables.pace).values(next_at=tables.pace.c.next_at + ahead)))
    assert isinstance(lease(database, clock, Address("telegram", "1")), Slot)


async def test_of_many_that_ask_at_once_none_gets_a_slot_twice(database: Database, clock: Clock) -> None:
    async def ask(number: int) -> Slot | Wait:
        address = Address("telegram", str(number))
        return await database.write(lambda conn: pacer.lease_slot(conn, address, False, clock(), "one"))

    await ask(1000)  # makes the rows
    given = [slot for slot in await asyncio.gather(*(ask(number) for number in range(60))) if isinstance(slot, Slot)]
    assert len({slot.ids for slot in given}) == len(given) == 29
