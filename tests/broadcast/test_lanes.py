from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.acts import Act, Blocked, Receipt, Refused, Send, TryLater
from bot.broadcast.lanes import LANES
from bot.calendar import WARSAW
from bot.conversation import Subscribed
from bot.storage import broadcasts
from bot.storage import rows as tables
from bot.timetable.weekly import Wanted, week_text
from tests.broadcast import ledger
from tests.broadcast.ledger import FIRST, Office, until
from tests.timetable.weeks import THIS_WEEK

LOST = TryLater("read error", in_doubt=True)
REFUSED_CONNECTION = TryLater("connect error")
AWAKE = datetime(2026, 11, 25, 8, 0, tzinfo=WARSAW)


def reached(office: Office) -> Counter[str]:
    """Address id -> how many messages took effect there."""
    return Counter(arrival.act.address.id for arrival in office.channel.arrivals if arrival.is_done)


async def test_every_subscriber_gets_the_week_once_and_staff_are_told(office: Office) -> None:
    number = office.begin(20)
    ledger.subscribe(office.database, [FIRST], office.clock(), wish=Subscribed(("psych",)))
    await office.send(number)
    assert reached(office) == {str(FIRST + person): 1 for person in range(20)}
    assert office.channel.texts(str(FIRST)) == [week_text(THIS_WEEK, "en", Wanted(("psych",)))]
    assert office.channel.texts(str(FIRST + 1)) == [week_text(THIS_WEEK, "en")]
    assert set(office.states().values()) == {"sent"}
    assert all(row.message_id for row in ledger.deliveries(office.database))
    assert office.announced == ["Weekly timetable 2026-W48: sent to 20 of 20, failed 0, skipped 0."]
    assert ledger.standing(office.database).finished_at == office.clock()


async def test_no_more_messages_are_under_way_than_there_are_lanes(one_office: Office) -> None:
    one_office.channel.latency = 0.02
    await one_office.send(one_office.begin(30))
    assert 2 <= one_office.channel.most_under_way <= LANES


async def test_two_processes_share_one_ledger(office: Office) -> None:
    number = office.begin(30)
    office.channel.latency = 0.005
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        for owner in ("one", "two"):
            tasks.create_task(office.lanes(owner).all(number, asyncio.Event()))
    assert set(reached(office).values()) == {1}
    assert len(reached(office)) == 30
    owners = {row.lane for row in ledger.deliveries(office.database)}
    assert owners <= set(range(LANES))
    assert len(office.announced) == 1


async def test_an_orderly_stop_loses_and_repeats_nothing(office: Office) -> None:
    number = office.begin(40)
    office.channel.latency = 0.01
    stop = asyncio.Event()
    running = asyncio.create_task(office.lanes().all(number, stop))
    await until(lambda: len(office.channel.arrivals) >= 10)
    stop.set()
    async with asyncio.timeout(10):
        await running
    found = Counter(office.states().values())
    assert set(found) == {"sent", "pending"}
    assert found["sent"] == len(office.channel.arrivals)
    await office.send(number)
    assert set(reached(office).values()) == {1}
    counts = ledger.counts(office.database)
    assert (counts.states["sent"], counts.doubts) == (40, 0)


async def test_a_lost_answer_is_sent_once_more_and_reported(office: Office) -> None:
    number = office.begin(5)
    office.channel.next_answers(LOST, is_done=True)
    await office.send(number)
    assert sorted(reached(office).values()) == [1, 1, 1, 1, 2]
    assert ledger.counts(office.database).doubts == 1
    assert "In doubt 1: these people may have got it twice; for 0 it is not known at all." in office.announced[0]


async def test_who_blocked_the_bot_is_skipped_and_the_others_are_reached(office: Office) -> None:
    number = office.begin(5)
    office.channel.next_answers(Blocked("Forbidden"), Refused("chat not found"))
    await office.send(number)
    assert Counter(office.states().values()) == {"sent": 3, "skipped: blocked": 1, "failed: chat not found": 1}
    assert len(office.lost) == 1
    assert "pomost broadcast resend-failed --week 2026-W48" in office.announced[0]


async def test_asked_to_wait_every_lane_is_silent(one_office: Office) -> None:
    number = one_office.begin(20)
    one_office.channel.next_answers(TryLater("Too Many Requests", after=0.6))
    await one_office.send(number)
    asked = next(a.at for a in one_office.channel.arrivals if isinstance(a.result, TryLater))
    # What the other lanes had begun before the answer was noted may still arrive just after it.
    late = [a.at - asked for a in one_office.channel.arrivals if 0.1 < a.at - asked < 0.55]
    assert late == []
    assert set(reached(one_office).values()) == {1}
    assert ledger.counts(one_office.database).states["sent"] == 20


async def test_an_outage_does_not_use_up_the_tries_of_everybody(one_office: Office) -> None:
    number = one_office.begin(50)
    one_office.channel.next_answers(*[REFUSED_CONNECTION] * 1000)
    stop = asyncio.Event()
    running = asyncio.create_task(one_office.lanes().all(number, stop))
    await asyncio.sleep(0.5)
    stop.set()
    await running
    assert len(one_office.channel.arrivals) <= 2 * LANES
    assert ledger.counts(one_office.database).states["pending"] == 50


async def test_nothing_is_sent_in_quiet_hours(one_office: Office) -> None:
    number = one_office.begin(3)
    one_office.clock.set(AWAKE - timedelta(minutes=1))
    await one_office.send(number)
    assert one_office.channel.arrivals == []
    assert await one_office.lanes().to_send() == ()
    assert ledger.standing(one_office.database).finished_at is None


async def test_quiet_hours_that_begin_in_the_middle_leave_the_rest_pending(one_office: Office) -> None:
    number = one_office.begin(40)
    one_office.channel.latency = 0.01
    running = asyncio.create_task(one_office.lanes().all(number, asyncio.Event()))
    async with asyncio.timeout(10):
        await one_office.channel.arrived.wait()
        one_office.clock.set(datetime(2026, 11, 24, 21, 0, tzinfo=WARSAW))
        await running
    found = Counter(one_office.states().values())
    assert set(found) == {"sent", "pending"}
    assert one_office.announced == []
    one_office.clock.set(datetime(2026, 11, 24, 20, 59, tzinfo=WARSAW))
    assert await one_office.lanes().to_send() == (number,)
    await one_office.send(number)
    assert set(reached(one_office).values()) == {1}


async def test_stopped_it_waits_and_resumed_it_goes_on(one_office: Office) -> None:
    number = one_office.begin(3)
    now = one_office.clock()
    one_office.database.write_now(lambda conn: broadcasts.stop(conn, number, now))
    assert await one_office.lanes().to_send() == ()
    await one_office.send(number)
    assert (one_office.channel.arrivals, one_office.announced) == ([], [])
    one_office.database.write_now(lambda conn: broadcasts.resume(conn, number))
    await one_office.send(number)
    assert len(reached(one_office)) == 3


async def test_refused_markup_goes_out_as_plain_text(one_office: Office) -> None:
    number = one_office.begin(2)

    def refused(act: Act) -> bool:
        return isinstance(act, Send) and not act.plain and act.address.id == str(FIRST)

    one_office.channel.next_answers(Refused("can't parse entities", "markup"), when=refused)
    await one_office.send(number)
    sent = [a.act for a in one_office.channel.arrivals if a.is_done and a.act.address.id == str(FIRST)]
    assert [isinstance(act, Send) and act.plain for act in sent] == [True]
    assert set(one_office.states().values()) == {"sent"}


async def test_a_week_that_cannot_be_read_fails_with_the_reason(one_office: Office) -> None:
    number = one_office.begin(2)
    spoiled = update(tables.timetable_version).values(duties={"form": "of another time"})
    one_office.database.write_now(lambda conn: conn.execute(spoiled))
    await one_office.send(number)
    assert set(one_office.states().values()) == {"failed: the message could not be made: WrongDocument"}
    assert one_office.channel.arrivals == []


async def test_a_channel_that_breaks_its_promise_leaves_a_doubt(one_office: Office) -> None:
    number = one_office.begin(1)
    perform = one_office.channel.perform
    tries = iter((True, False))

    async def breaking(act: Act) -> object:
        if next(tries, False):
            raise RuntimeError("a bug")
        return await perform(act)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_office.channel, "perform", breaking)
        await one_office.send(number)
    counts = ledger.counts(one_office.database)
    assert (counts.states["sent"], counts.doubts) == (1, 1)


async def test_what_the_last_life_had_begun_is_in_doubt_after_a_restart(office: Office) -> None:
    number = office.begin(2)
    first = office.lanes()
    blocked = asyncio.Event()

    async def never(act: Act) -> object:
        await blocked.wait()
        return Receipt("m")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office.channel, "perform", never)
        dying = asyncio.create_task(first.run(number, 0, asyncio.Event()))
        await until(lambda: "sending" in office.states().values())
        dying.cancel()
        await asyncio.wait([dying])
    second = office.lanes()
    await second.recover()
    async with asyncio.timeout(20):
        await second.all(number, asyncio.Event())
    counts = ledger.counts(office.database)
    assert (counts.states["sent"], counts.doubts) == (2, 1)
