"""A ticket cannot come into a state that product.md section 5 forbids, whatever is tried in whatever order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.messages import Address
from bot.tickets import (
    Add,
    Close,
    Deliver,
    Expire,
    Fail,
    HandOver,
    Happening,
    Lose,
    Move,
    Note,
    NotPossible,
    Outcome,
    Release,
    Reopen,
    ReplyToResident,
    Role,
    Staff,
    State,
    Take,
    Ticket,
    TicketEvent,
    move,
    opened,
)
from bot.tickets.machine import TABLE

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ANNA = Staff(1, "Anna", Role.OPERATOR)
PIOTR = Staff(2, "Piotr", Role.EDITOR)
LEAD = Staff(3, "Ewa", Role.LEAD)
STAFF = st.sampled_from([ANNA, PIOTR, LEAD])


def a_ticket() -> Ticket:
    return Ticket(
        number=12,
        address=Address("telegram", "77"),
        contact=5,
        language="uk",
        topic="school",
        urgency="normal",
        pseudonym="Blue Heron 27",
        text="як записати дитину",
        bot_answer="",
        sensitive=False,
        opened_at=NOW,
        due_at=None,
        waiting_since=NOW,
    )


def after(*steps: Move, ticket: Ticket | None = None, now: datetime = NOW) -> Ticket:
    moved = ticket or a_ticket()
    for step in steps:
        moved, _ = move(moved, step, now)
    return moved


REPLIED = (Take(ANNA), ReplyToResident(ANNA, "ok"), Deliver("900"))


def test_a_question_goes_the_whole_way_and_the_log_tells_it() -> None:
    ticket, log = a_ticket(), list(opened(a_ticket()))
    for step in (*REPLIED, Close(ANNA, Outcome.REPLIED)):
        ticket, events = move(ticket, step, NOW)
        log += events
    assert ticket.state is State.CLOSED
    assert ticket.outcome is Outcome.REPLIED
    assert [event.kind for event in log] == ["opened", "taken", "replied", "delivered", "closed"]


def test_a_ticket_closes_as_replied_only_when_a_reply_has_a_message_id() -> None:
    sent = after(Take(ANNA), ReplyToResident(ANNA, "ok"))
    with pytest.raises(NotPossible, match=r"no reply to no\. 12 has reached"):
        move(sent, Close(ANNA, Outcome.REPLIED), NOW)
    failed = after(Fail("the channel refused it"), ticket=sent)
    with pytest.raises(NotPossible):
        move(failed, Close(ANNA, Outcome.REPLIED), NOW)
    assert failed.state is State.TAKEN
    assert failed.waiting_since == NOW
    assert after(Close(ANNA, Outcome.UNDELIVERABLE), ticket=failed).outcome is Outcome.UNDELIVERABLE


def test_only_the_holder_or_a_lead_replies() -> None:
    taken = after(Take(ANNA))
    with pytest.raises(NotPossible, match="not held by you"):
        move(taken, ReplyToResident(PIOTR, "hm"), NOW)
    assert after(ReplyToResident(LEAD, "hm"), ticket=taken).holder == ANNA.id


def test_a_taken_ticket_is_not_taken_again() -> None:
    with pytest.raises(NotPossible, match="already taken"):
        move(after(Take(ANNA)), Take(PIOTR), NOW)


def test_abuse_is_a_leads_word() -> None:
    with pytest.raises(NotPossible, match="only a lead"):
        move(after(Take(ANNA)), Close(ANNA, Outcome.ABUSE), NOW)
    assert after(Close(LEAD, Outcome.ABUSE)).state is State.CLOSED


def test_answered_elsewhere_and_merged_need_their_line() -> None:
    for outcome in (Outcome.ANSWERED_ELSEWHERE, Outcome.MERGED):
        with pytest.raises(NotPossible):
            move(after(Take(ANNA)), Close(ANNA, outcome), NOW)
        assert after(Take(ANNA), Close(ANNA, outcome, "no. 11")).outcome is outcome


def test_seven_days_of_silence_expire_an_answer_and_nothing_else() -> None:
    answered = after(*REPLIED)
    with pytest.raises(NotPossible, match="less than 7 days"):
        move(answered, Expire(), NOW + timedelta(days=6, hours=23))
    assert after(Expire(), ticket=answered, now=NOW + timedelta(days=7)).state is State.EXPIRED
    for ticket in (a_ticket(), after(Take(ANNA))):
        with pytest.raises(NotPossible):
            move(ticket, Expire(), NOW + timedelta(days=70))


def test_the_resident_reopens_within_seven_days() -> None:
    closed = after(*REPLIED, Close(ANNA, Outcome.REPLIED))
    again = after(Reopen(), ticket=closed, now=NOW + timedelta(days=7))
    assert (again.state, again.holder, again.delivered) == (State.REOPENED, None, False)
    with pytest.raises(NotPossible, match="more than 7 days ago"):
        move(closed, Reopen(), NOW + timedelta(days=7, seconds=1))


def test_an_undeliverable_ticket_reopens_when_the_resident_writes_again() -> None:
    lost = after(Take(ANNA), ReplyToResident(ANNA, "ok"), Lose("blocked the bot"))
    assert (lost.state, lost.outcome, lost.failure) == (State.CLOSED, Outcome.UNDELIVERABLE, "blocked the bot")
    again = after(Add("I am back"), ticket=lost, now=NOW + timedelta(days=30))
    assert again.state is State.REOPENED
    with pytest.raises(NotPossible, match="is closed"):
        move(after(*REPLIED, Close(ANNA, Outcome.REPLIED)), Add("thanks"), NOW)


def test_a_text_that_crosses_the_reply_keeps_the_ticket_taken() -> None:
    crossed = after(Take(ANNA), ReplyToResident(ANNA, "ok"), Add("one more thing"), Deliver("900"))
    assert crossed.state is State.TAKEN
    assert crossed.delivered
    assert crossed.waiting_since == NOW


MOVES: st.SearchStrategy[Move] = st.one_of(
    STAFF.map(Take),
    st.builds(HandOver, STAFF, STAFF),
    st.builds(ReplyToResident, STAFF, st.just("text")),
    st.builds(Note, STAFF, st.just("note")),
    st.builds(Release, st.none() | STAFF),
    st.builds(Close, st.none() | STAFF, st.sampled_from(Outcome), st.sampled_from(["", "line"])),
    st.just(Add("more")),
    st.just(Reopen()),
    st.just(Expire()),
    st.just(Deliver("900")),
    st.just(Fail("refused")),
    st.just(Lose("blocked")),
)


class AnyOrder(RuleBasedStateMachine):
    """Every move at every moment; what is refused changes nothing, what is allowed keeps every promise."""

    @initialize()
    def begin(self) -> None:
        self.now = NOW
        self.ticket = a_ticket()
        self.log: list[TicketEvent] = list(opened(self.ticket))
        self.refusals: list[str] = []

    @rule(days=st.sampled_from([0, 1, 6, 7, 8]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=1)

    @rule(step=MOVES)
    def attempt(self, step: Move) -> None:
        before = self.ticket
        try:
            self.ticket, events = move(before, step, self.now)
        except NotPossible as refused:
            self.refusals.append(str(refused))
            return
        self.log += events
        assert len(events) == 1
        assert before.state in TABLE[type(step)]
        self._check_step(before, step)

    def _check_step(self, before: Ticket, step: Move) -> None:
        if isinstance(step, ReplyToResident | HandOver):
            assert step.by.role is Role.LEAD or before.holder == step.by.id
        if isinstance(step, Expire):
            assert before.answered_at is not None
            assert self.now - before.answered_at >= timedelta(days=7)
        if isinstance(step, Reopen) and before.outcome is not Outcome.UNDELIVERABLE:
            assert before.closed_at is not None
            assert self.now - before.closed_at <= timedelta(days=7)
        if isinstance(step, Close) and step.outcome is Outcome.ABUSE:
            assert step.by is not None
            assert step.by.role is Role.LEAD

    @invariant()
    def an_end_has_an_outcome_and_only_an_end(self) -> None:
        ticket = self.ticket
        ended = ticket.state in {State.CLOSED, State.EXPIRED}
        assert ended == (ticket.outcome is not None) == (ticket.closed_at is not None)
        assert ticket.is_open != ended

    @invariant()
    def replied_means_a_channel_gave_an_id_since_the_ticket_was_last_opened(self) -> None:
        if self.ticket.outcome is Outcome.REPLIED or self.ticket.state in {State.ANSWERED, State.EXPIRED}:
            assert self.ticket.delivered
            kinds = [event.kind for event in self.log]
            assert Happening.DELIVERED in kinds

    @invariant()
    def held_when_taken_and_free_when_it_waits(self) -> None:
        if self.ticket.state in {State.TAKEN, State.ANSWERED}:
            assert self.ticket.holder is not None
        if self.ticket.state in {State.NEW, State.REOPENED}:
            assert self.ticket.holder is None
            assert self.ticket.waiting_since is not None

    @invariant()
    def undeliverable_has_its_reason(self) -> None:
        if self.ticket.outcome is Outcome.UNDELIVERABLE:
            assert self.ticket.failure

    @invariant()
    def a_refusal_is_a_whole_sentence(self) -> None:
        assert all(text.startswith("Not possible: ") and "{" not in text for text in self.refusals)

    @invariant()
    def the_log_is_in_the_order_of_time(self) -> None:
        assert [event.at for event in self.log] == sorted(event.at for event in self.log)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


def test_every_state_has_a_way_to_an_end() -> None:
    """From each open state some moves lead to closed: no ticket without an end."""
    for state in (State.NEW, State.TAKEN, State.ANSWERED, State.REOPENED):
        holder = ANNA.id if state in {State.TAKEN, State.ANSWERED} else None
        ticket = replace(a_ticket(), state=state, holder=holder)
        assert after(Close(LEAD, Outcome.ANSWERED_ELSEWHERE, "by phone"), ticket=ticket).state is State.CLOSED
