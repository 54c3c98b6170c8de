from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.acts import Blocked, Edit, Refused, Result, TryLater
from bot.messages import Address, Reply
from bot.storage import conversations, outbox
from bot.storage import rows as tables
from bot.storage.database import Database
from tests.clock import Clock
from tests.faulty_channel import FaultyChannel
from tests.post import Post, say

ANN = Address("console", "1001")
BEN = Address("console", "1002")
GROUP = Address("console", "-100200")
LOST = TryLater("read error", in_doubt=True)
REFUSED_CONNECTION = TryLater("connect error")


@pytest.fixture
def post(database: Database, clock: Clock) -> Post:
    """A channel without limits: what has to do with pace is tested in storage/test_pacer.py."""
    return Post(database, clock, FaultyChannel("console"))


async def test_an_act_is_performed_and_its_message_id_is_noted(post: Post) -> None:
    post.put(say("hello", ANN))
    await post.deliver()
    (row,) = post.rows()
    assert (row.state, row.message_id, row.attempts, row.doubts) == ("sent", "m1", 1, 0)
    assert [(done.state, done.ref, done.message_id) for done, _ in post.ended] == [("sent", "ticket:1", "m1")]


async def test_one_address_gets_its_messages_in_order_whatever_fails(post: Post) -> None:
    post.channel.next_answers(LOST, REFUSED_CONNECTION, when=lambda act: act == say("1", ANN))
    post.put(*(say(str(number), ANN) for number in range(6)))
    await post.deliver()
    assert post.channel.texts("1001") == ["0", "1", "2", "3", "4", "5"]


async def test_several_addresses_are_served_at_the_same_time(post: Post) -> None:
    post.channel.latency = 0.05
    post.put(*(say("hello", Address("console", str(number))) for number in range(20)))
    await post.deliver()
    assert 2 <= post.channel.most_under_way <= 8
    assert post.states() == ["sent"] * 20


async def test_live_replies_overtake_bulk(post: Post) -> None:
    post.put(*(say(f"bulk {number}", Address("console", str(number))) for number in range(20)), bulk=True)
    post.put(say("live", ANN))
    await post.deliver()
    assert post.channel.texts().index("live") == 0


async def test_a_lost_answer_is_resent_once_and_marked(post: Post) -> None:
    post.channel.next_answers(LOST, is_done=True)
    post.put(say("hello", ANN))
    await post.deliver()
    (row,) = post.rows()
    assert (row.state, row.doubts, row.attempts) == ("sent", 1, 2)
    assert post.channel.texts() == ["hello", "hello"]


async def test_a_second_doubt_ends_as_unknown(post: Post) -> None:
    post.channel.next_answers(LOST, LOST)
    post.put(say("hello", ANN))
    await post.deliver()
    (row,) = post.rows()
    assert (row.state, row.doubts, row.message_id, row.reason) == ("unknown", 2, None, "read error")
    assert [done.state for done, _ in post.ended] == ["unknown"]


async def test_an_edit_is_safe_to_repeat(post: Post) -> None:
    post.channel.next_answers(LOST, LOST)
    post.put(Edit(ANN, "m1", Reply("new")))
    await post.deliver()
    assert post.states() == ["sent"]


async def test_an_act_that_surely_did_not_happen_is_tried_again_without_a_doubt(post: Post) -> None:
    post.channel.next_answers(REFUSED_CONNECTION, REFUSED_CONNECTION)
    post.put(say("hello", ANN))
    await post.deliver()
    (row,) = post.rows()
    assert (row.state, row.doubts, row.attempts) == ("sent", 0, 3)
    assert post.channel.texts() == ["hello"]


async def test_after_a_day_without_a_connection_a_reply_is_given_up(post: Post) -> None:
    post.put(say("hello", ANN))
    post.clock.advance(hours=25)
    post.channel.next_answers(REFUSED_CONNECTION)
    await post.deliver()
    assert post.states() == ["failed"]


async def test_refused_markup_is_sent_again_as_plain_text(post: Post) -> None:
    post.channel.next_answers(Refused("can't parse entities", "markup"))
    post.put(say("<b>&", ANN))
    await post.deliver()
    assert [arrival.act for arrival in post.channel.arrivals] == [
        say("<b>&", ANN),
        replace(say("<b>&", ANN), plain=True),
    ]
    assert post.states() == ["sent"]


async def test_markup_refused_twice_fails_with_the_reason(post: Post) -> None:
    post.channel.next_answers(Refused("first", "markup"), Refused("second", "markup"))
    post.put(say("<b>&", ANN))
    await post.deliver()
    (row,) = post.rows()
    assert (row.state, row.reason) == ("failed", "second")


async def test_a_blocked_contact_is_marked_and_its_other_rows_are_skipped(post: Post) -> None:
    post.database.write_now(lambda conn: conversations.load(conn, ANN, post.clock()))
    post.channel.next_answers(Blocked("bot was blocked"), when=lambda act: act.address == ANN)
    post.put(say("1", ANN), say("2", ANN), say("hello", BEN))
    await post.deliver()
    assert post.states() == ["skipped", "skipped", "sent"]
    assert [done.state for done, _ in post.ended if done.act.address == ANN] == ["skipped", "skipped"]
    assert post.database.read_now(lambda conn: conversations.is_blocked(conn, ANN))
    assert not post.database.read_now(lambda conn: conversations.is_blocked(conn, BEN))


async def test_a_named_wait_stops_the_sends_to_all(post: Post) -> None:
    post.channel.next_answers(TryLater("flood", after=0.5))
    post.put(say("hello", ANN))
    async with post.running() as sender:
        await post.until(lambda: post.rows()[0].reason == "flood")
        post.put(say("hello", BEN))
        assert await sender.drain(10)
    first, *others = sorted(arrival.at for arrival in post.channel.arrivals)
    assert len(others) == 2
    assert min(others) - first >= 0.5
    assert post.states() == ["sent", "sent"]


async def test_a_group_that_moved_is_followed(post: Post) -> None:
    post.channel.next_answers(Refused("group migrated", "moved", moved_to="-100999"))
    post.put(say("1", GROUP), say("2", GROUP))
    await post.deliver()
    assert post.channel.texts("-100999") == ["1", "2"]
    moves = [done.act.address.id for done, result in post.ended if isinstance(result, Refused)]
    assert moves == ["-100999"]


async def test_topics_of_a_group_do_not_wait_for_each_other(post: Post) -> None:
    post.channel.next_answers(Refused("topic gone", "topic"), when=lambda act: act.address.thread == 1)
    post.put(say("1", replace(GROUP, thread=1)), say("2", replace(GROUP, thread=2)))
    await post.deliver()
    assert post.states() == ["failed", "sent"]


async def test_a_channel_that_raises_leaves_a_doubt_not_a_dead_sender(post: Post) -> None:
    class Broken(FaultyChannel):
        async def perform(self, act: object) -> Result:
            raise RuntimeError("promise broken")

    post.channel = Broken("console")
    post.put(say("hello", ANN))
    await post.deliver()
    assert post.states() == ["unknown"]


async def test_a_row_whose_sender_died_is_sent_once_more_after_its_lease(post: Post) -> None:
    post.put(say("hello", ANN))
    lease = timedelta(seconds=60)
    post.database.write_now(lambda conn: outbox.claim(conn, "console", "dead", post.clock(), lease))
    async with post.running() as sender:
        assert not await sender.drain(0.3)
        assert post.states() == ["sending"]
        post.clock.advance(seconds=61)
        assert await sender.drain(10)
    (row,) = post.rows()
    assert (row.state, row.doubts) == ("sent", 1)


async def test_a_restart_under_the_same_name_takes_its_rows_up_at_once(post: Post) -> None:
    post.put(say("hello", ANN))
    lease = timedelta(hours=1)
    post.database.write_now(lambda conn: outbox.claim(conn, "console", "one", post.clock(), lease))
    await post.deliver()
    (row,) = post.rows()
    assert (row.state, row.doubts) == ("sent", 1)


async def test_a_sender_that_comes_back_too_late_changes_nothing(post: Post) -> None:
    post.put(say("hello", ANN))
    post.channel.latency = 0.3
    async with post.running():
        await post.channel.begun.wait()
        taken = update(tables.outbox).values(state="sending", lease_owner="other", attempts=2)
        post.database.write_now(lambda conn: conn.execute(taken))
    (row,) = post.rows()
    assert (row.state, row.lease_owner, row.message_id) == ("sending", "other", None)
    assert post.ended == []


async def test_a_reply_not_yet_sent_can_be_withdrawn_for_a_newer_one(post: Post) -> None:
    post.put(say("old", ANN), answers="question:1")
    taken = post.database.write_now(lambda conn: outbox.withdraw(conn, "question:1", post.clock()))
    post.put(say("new", ANN), answers="question:1")
    await post.deliver()
    assert taken == 1
    assert post.channel.texts() == ["new"]
    assert post.states() == ["skipped", "sent"]


async def test_two_senders_on_one_database_send_each_row_once(database: Database, clock: Clock) -> None:
    one = Post(database, clock, FaultyChannel("console", latency=0.002), owner="one")
    two = Post(database, clock, FaultyChannel("console", latency=0.002), owner="two")
    one.put(*(say(str(number), Address("console", str(number % 10))) for number in range(60)))
    async with one.running() as sender, two.running():
        assert await sender.drain(20)
    texts = one.channel.texts() + two.channel.texts()
    assert sorted(texts, key=int) == [str(number) for number in range(60)]
    assert one.channel.texts()
    assert two.channel.texts()


async def test_stopping_notes_what_is_under_way_and_begins_nothing(post: Post) -> None:
    post.channel.latency = 0.2
    post.put(say("1", ANN), say("2", ANN))
    async with post.running():
        await post.channel.begun.wait()
    assert post.states() == ["sent", "ready"]
