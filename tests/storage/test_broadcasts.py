from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.acts import Blocked, Receipt, Refused, Result, TryLater
from bot.broadcast.plan import NotPlanned, Weekly, wanted
from bot.conversation import Subscribed
from bot.messages import Address
from bot.storage import broadcasts, conversations, deliveries, figures, subscriptions, workers
from bot.storage import rows as tables
from bot.storage.broadcasts import Planned
from bot.storage.database import Database
from bot.storage.deliveries import Sending
from bot.storage.pacer import Wait
from tests.broadcast import ledger
from tests.broadcast.ledger import FIRST, WEEK, Office
from tests.clock import Clock

LOST = TryLater("read error", in_doubt=True)
REFUSED_CONNECTION = TryLater("connect error")
SIXTY = timedelta(seconds=60)


@pytest.fixture
def office(database: Database, clock: Clock) -> Office:
    return Office(database, clock)


def claim(office: Office, number: int, owner: str = "one", lane: int = 0) -> Sending | Wait | None:
    def fn(conn: Connection) -> Sending | Wait | None:
        return deliveries.claim(conn, number, office.claimant(owner, lane), office.clock())

    return office.database.write_now(fn)


def taken(office: Office, number: int, owner: str = "one") -> Sending:
    found = claim(office, number, owner)
    assert isinstance(found, Sending), found
    return found


def note(office: Office, row: Sending, result: Result) -> bool:
    lost = office.told.lost
    return office.database.write_now(lambda conn: deliveries.note(conn, row, result, 0.0, office.clock(), lost))


def rested(office: Office) -> None:
    """The time that a failed address rests has passed."""
    office.database.write_now(lambda conn: conn.execute(update(tables.pace).values(next_at=0.0)))
    office.database.write_now(lambda conn: conn.execute(update(tables.pause).values(until=0.0)))


def finish(office: Office, number: int) -> figures.Counts | None:
    return office.database.write_now(lambda conn: broadcasts.finish(conn, number, office.clock()))


def start(office: Office, number: int) -> bool:
    return office.database.write_now(lambda conn: broadcasts.start(conn, number, office.clock()))


def test_a_week_is_planned_once_whoever_asks(office: Office) -> None:
    number = office.begin(3)

    def again(conn: Connection) -> Planned:
        return wanted(conn, Weekly(WEEK), office.clock.advance(minutes=1), office.clock())

    second = office.database.write_now(again)
    assert (second.is_new, second.broadcast.id) == (False, number)
    assert len(ledger.deliveries(office.database)) == 3


def test_a_week_that_is_not_published_or_is_over_is_not_planned(office: Office) -> None:
    now = office.clock()
    with pytest.raises(NotPlanned, match="2026-W48 is not published yet"):
        office.database.write_now(lambda conn: wanted(conn, Weekly(WEEK), now, now))
    ledger.publish(office.database, now)
    later = now + timedelta(days=7)
    with pytest.raises(NotPlanned, match="2026-W48 is over"):
        office.database.write_now(lambda conn: wanted(conn, Weekly(WEEK), later, later))


def test_the_plan_skips_whoever_cannot_be_reached(office: Office) -> None:
    now = office.clock()
    ledger.subscribe(office.database, [1], now, "console")
    ledger.subscribe(office.database, [2, 3, 4], now)
    blocked, ended = Address(ledger.FREE, "2"), Address(ledger.FREE, "3")
    office.database.write_now(lambda conn: conversations.mark_blocked(conn, blocked, "blocked the bot", now))
    office.database.write_now(lambda conn: subscriptions.end_at(conn, ended, "stopped", now))
    office.begin(0)
    assert office.states() == {
        "1": "skipped: the terminal cannot be written to",
        "2": "skipped: blocked",
        "4": "pending",
    }


def test_who_subscribes_after_the_plan_gets_the_message_too(office: Office) -> None:
    number = office.begin(1)
    ledger.subscribe(office.database, [7], office.clock())
    assert start(office, number)
    assert office.states() == {str(FIRST): "pending", "7": "pending"}
    assert not start(office, number)


def test_consent_is_checked_at_the_moment_of_sending(office: Office) -> None:
    number = office.begin(4)
    now = office.clock()
    gone, blocked = Address(ledger.FREE, str(FIRST)), Address(ledger.FREE, str(FIRST + 1))
    office.database.write_now(lambda conn: subscriptions.end_at(conn, gone, "stopped", now))
    office.database.write_now(lambda conn: conversations.mark_blocked(conn, blocked, "blocked the bot", now))
    ledger.subscribe(office.database, [FIRST + 2], now, wish=Subscribed(("psych",), languages=("uk",)))
    row = taken(office, number)
    assert (row.address.id, row.wanted.services, row.wanted.languages) == (str(FIRST + 2), ("psych",), ("uk",))
    assert list(office.states().values()) == ["skipped: stopped", "skipped: blocked", "sending", "pending"]


def test_a_claim_skips_a_bounded_number_of_rows(office: Office) -> None:
    number = office.begin(deliveries.ROWS + 2)

    def leave(conn: Connection) -> None:
        for person in range(FIRST, FIRST + deliveries.ROWS + 1):
            subscriptions.end_at(conn, Address(ledger.FREE, str(person)), "stopped", office.clock())

    office.database.write_now(leave)
    assert claim(office, number) == Wait(0.0)
    assert taken(office, number).address.id == str(FIRST + deliveries.ROWS + 1)


def test_nothing_is_claimed_before_its_time_after_it_or_while_stopped(office: Office) -> None:
    number = office.begin(1)
    begin = office.clock()
    office.clock.set(begin - timedelta(minutes=1))
    assert claim(office, number) is None
    office.clock.set(begin)
    office.database.write_now(lambda conn: broadcasts.stop(conn, number, begin))
    assert claim(office, number) is None
    assert not office.database.write_now(lambda conn: broadcasts.stop(conn, number, begin))
    assert office.database.write_now(lambda conn: broadcasts.resume(conn, number))
    office.clock.set(ledger.standing(office.database).not_after)
    assert claim(office, number) is None
    office.clock.set(begin)
    assert isinstance(claim(office, number), Sending)


def test_two_owners_share_one_ledger(office: Office) -> None:
    number = office.begin(4)
    rows = [taken(office, number, owner) for owner in ("one", "two", "one", "two")]
    assert len({row.id for row in rows}) == 4
    assert isinstance(claim(office, number, "three"), Wait)
    for row in rows:
        assert note(office, row, Receipt("m1"))
    assert claim(office, number) is None


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (Receipt("m7"), "sent"),
        (Blocked("Forbidden: bot was blocked by the user"), "skipped: blocked"),
        (Refused("chat not found"), "failed: chat not found"),
        (LOST, "pending: read error"),
        (REFUSED_CONNECTION, "pending: connect error"),
        (TryLater("Too Many Requests", after=3.0), "pending: Too Many Requests"),
    ],
)
def test_what_the_channel_answers_decides_the_state(office: Office, result: Result, state: str) -> None:
    number = office.begin(1)
    assert note(office, taken(office, number), result)
    assert list(office.states().values()) == [state]


def test_a_sent_row_has_a_message_id(office: Office) -> None:
    number = office.begin(1)
    note(office, taken(office, number), Receipt("m7"))
    (row,) = ledger.deliveries(office.database)
    assert (row.state, row.message_id, row.lease_owner) == ("sent", "m7", None)


def test_who_blocked_is_unsubscribed_and_the_desk_is_told(office: Office) -> None:
    number = office.begin(1)
    row = taken(office, number)
    note(office, row, Blocked("Forbidden"))
    assert office.database.read_now(lambda conn: conversations.is_blocked(conn, row.address))
    assert office.lost == [(str(FIRST), "Forbidden")]
    found = office.database.read_now(lambda conn: subscriptions.of_contact(conn, 1))
    assert found is not None
    assert found.end_reason == "blocked"


def test_refused_markup_is_sent_once_more_as_plain_text(office: Office) -> None:
    number = office.begin(1)
    first = taken(office, number)
    note(office, first, Refused("can't parse entities", "markup"))
    second = taken(office, number)
    assert (first.plain, second.plain) == (False, True)
    note(office, second, Refused("can't parse entities", "markup"))
    assert list(office.states().values()) == ["failed: can't parse entities"]


def test_a_second_doubt_ends_as_unknown(office: Office) -> None:
    number = office.begin(1)
    note(office, taken(office, number), LOST)
    assert isinstance(claim(office, number), Wait)  # it rests first
    rested(office)
    note(office, taken(office, number), LOST)
    assert list(office.states().values()) == ["unknown: read error"]
    assert finish(office, number) is None  # not started
    start(office, number)
    counts = finish(office, number)
    assert counts is not None
    assert (counts.states["unknown"], counts.doubts) == (1, 1)


def test_one_that_arrives_after_a_doubt_stays_marked(office: Office) -> None:
    number = office.begin(1)
    note(office, taken(office, number), LOST)
    rested(office)
    note(office, taken(office, number), Receipt("m1"))
    counts = ledger.counts(office.database)
    assert (counts.states["sent"], counts.doubts) == (1, 1)


def test_what_surely_did_not_arrive_is_tried_a_bounded_number_of_times(office: Office) -> None:
    number = office.begin(1)
    for _ in range(deliveries.MOST_ATTEMPTS):
        assert list(office.states().values()) in (["pending"], ["pending: connect error"])
        note(office, taken(office, number), REFUSED_CONNECTION)
        rested(office)
    assert list(office.states().values()) == ["failed: connect error"]


def test_being_asked_to_wait_pauses_all_and_does_not_count_as_a_try(office: Office) -> None:
    number = office.begin(2)
    for _ in range(deliveries.MOST_ATTEMPTS + 1):
        row = taken(office, number)
        assert row.attempts == 1
        note(office, row, TryLater("Too Many Requests", after=30.0))
        wait = claim(office, number)
        assert isinstance(wait, Wait)
        assert 29.0 < wait.seconds < 31.0
        rested(office)


def test_a_row_whose_lane_died_is_in_doubt(office: Office) -> None:
    number = office.begin(2)
    dead, other = taken(office, number, "dead"), taken(office, number, "other")
    none = office.database.write_now(lambda conn: deliveries.abandoned(conn, None, office.clock(), office.told.lost))
    own = office.database.write_now(lambda conn: deliveries.abandoned(conn, "dead", office.clock(), office.told.lost))
    assert (none, own) == (0, 1)
    office.clock.advance(seconds=61)
    late = office.database.write_now(lambda conn: deliveries.abandoned(conn, None, office.clock(), office.told.lost))
    assert late == 1
    assert ledger.counts(office.database).doubts == 2
    assert not note(office, dead, Receipt("m1"))  # it was given to others meanwhile
    assert not note(office, other, Receipt("m2"))
    assert list(office.states().values()) == ["pending: the program stopped while sending"] * 2


def test_it_is_finished_only_when_no_row_is_open_and_only_once(office: Office) -> None:
    number = office.begin(2)
    start(office, number)
    first, second = taken(office, number), taken(office, number)
    note(office, first, Receipt("m1"))
    assert finish(office, number) is None  # one is being sent
    note(office, second, REFUSED_CONNECTION)
    assert finish(office, number) is None  # one is pending again
    rested(office)
    note(office, taken(office, number), Refused("chat not found"))
    counts = finish(office, number)
    assert counts is not None
    assert (counts.states["sent"], counts.reasons) == (1, {"failed": {"chat not found": 1}})
    assert finish(office, number) is None
    standing = ledger.standing(office.database)
    assert standing.finished_at == office.clock()
    assert standing.report == counts.document()


def test_only_what_failed_is_sent_again(office: Office) -> None:
    number = office.begin(3)
    start(office, number)
    for result in (Receipt("m1"), Refused("chat not found"), Blocked("Forbidden")):
        note(office, taken(office, number), result)
    assert finish(office, number) is not None
    office.clock.advance(days=1)
    until = office.clock() + timedelta(hours=1)
    assert office.database.write_now(lambda conn: broadcasts.resend_failed(conn, number, until)) == 1
    row = taken(office, number)
    assert (row.address.id, row.attempts) == (str(FIRST + 1), 1)
    note(office, row, Receipt("m2"))
    assert list(office.states().values()) == ["sent", "sent", "skipped: blocked"]
    assert finish(office, number) is not None
    assert office.database.write_now(lambda conn: broadcasts.resend_failed(conn, number, until)) == 0


def test_past_its_end_the_rest_is_skipped_as_too_late(office: Office) -> None:
    number = office.begin(3)
    start(office, number)
    row = taken(office, number)
    assert office.database.write_now(lambda conn: broadcasts.too_late(conn, number, office.clock())) == 0
    office.clock.set(ledger.standing(office.database).not_after)
    assert office.database.write_now(lambda conn: broadcasts.too_late(conn, number, office.clock())) == 2
    assert finish(office, number) is None  # one is still on its way
    note(office, row, Receipt("m1"))
    assert finish(office, number) is not None
    assert list(office.states().values()) == ["sent", "skipped: too late", "skipped: too late"]


def test_a_dropped_issue_can_be_planned_all_the_same(office: Office) -> None:
    now, weekly = office.clock(), Weekly(WEEK)
    ledger.subscribe(office.database, [1], now)

    def drop(conn: Connection) -> bool:
        return broadcasts.drop(conn, weekly.issue(None, now), "not published", now)

    assert office.database.write_now(drop)
    assert not office.database.write_now(drop)
    assert ledger.standing(office.database).is_dropped
    ledger.publish(office.database, now)
    office.plan()
    assert not ledger.standing(office.database).is_dropped
    assert office.states() == {"1": "pending"}


def test_a_worker_lives_while_it_says_so(database: Database, clock: Clock) -> None:
    def lives() -> bool:
        return database.read_now(lambda conn: workers.any_lives(conn, clock()))

    assert not lives()
    database.write_now(lambda conn: workers.here(conn, "one", clock()))
    assert lives()
    clock.advance(seconds=31)
    assert not lives()
    database.write_now(lambda conn: workers.here(conn, "one", clock()))
    database.write_now(lambda conn: workers.gone(conn, "one"))
    assert not lives()


def test_a_late_answer_does_not_end_a_later_sending_of_the_same_row(office: Office) -> None:
    number = office.begin(1)
    first = taken(office, number)
    office.database.write_now(lambda conn: deliveries.abandoned(conn, "one", office.clock(), office.told.lost))
    rested(office)
    second = taken(office, number)
    assert not note(office, first, Refused("chat not found"))
    assert list(office.states().values()) == ["sending: the program stopped while sending"]
    assert note(office, second, Receipt("m2"))
    assert list(office.states().values()) == ["sent"]
