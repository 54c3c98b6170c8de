"""A question on its way to a person."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.handoff import HANDOFF, Handoff
from flows.inquiry import SHOWN
from flows.move import Label, Move, Outcome, Pressed, Said, Sent, Word

SEED: dict[str, Any] = {"pseudonym": "Blue Heron 27", "language": "uk"}


def go(*words: Word, seed: dict[str, Any] | None = None, **more: object) -> Move:
    """The last move; every step goes through the database's JSON."""
    move = HANDOFF.start({**(SEED if seed is None else seed), **more})
    for word in words:
        following = HANDOFF.take(move.state, json.loads(json.dumps(move.data)), word)
        assert following is not None, word
        move = following
    return move


def press(*values: str) -> list[Word]:
    return [Pressed(f"handoff:{value}") for value in values]


def ticket(move: Move) -> dict[str, Any]:
    assert move.state is None
    assert [outcome.name for outcome in move.outcomes] == ["ticket"]
    return dict(move.outcomes[0].data)


def test_a_hand_off_from_consent_to_ticket() -> None:
    end = go(*press("yes", "topic:papers"), Said("Where is my card?"), *press("date:normal", "send"), answer="MOS")
    assert ticket(end) == {
        "topic": "papers",
        "text": "Where is my card?",
        "urgency": "normal",
        "media": [],
        "language": "uk",
        "answer": "MOS",
        "sensitive": False,
        "for_other": False,
    }


def test_consent_shows_what_the_staff_will_see() -> None:
    move = go(question="Where is my card?", answer="MOS")
    assert move.state == Handoff.consent
    assert dict(move.prompts[-1].values) == {
        "pseudonym": "Blue Heron 27",
        "language": "Українська",
        "question": "Where is my card?",
        "answer": "MOS",
    }
    assert go().prompts[-1].values["question"] == Label("not written yet")


def test_consent_is_asked_once() -> None:
    agreed = go(*press("yes"))
    assert agreed.outcomes == (Outcome("consented"),)
    assert go(*press("yes", "again")).state == Handoff.topic
    assert go(consented=True).state == Handoff.topic


def test_without_consent_nothing_goes_out_and_the_question_has_its_end() -> None:
    end = go(*press("no"), question="Where?")
    assert (end.state, end.outcomes) == (None, (Outcome("declined", {"text": "Where?"}),))


def test_a_question_that_is_known_is_not_asked_for() -> None:
    assert go(*press("yes", "topic:school"), question="Where?").state == Handoff.date
    assert go(question="Where?", topic="school", consented=True).state == Handoff.date


def test_a_voice_message_is_a_question_and_is_passed_on() -> None:
    seed = {**SEED, "sent": [["voice", "41"]], "consented": True}
    end = go(*press("topic:other", "date:today", "send"), seed=seed)
    assert (ticket(end)["media"], ticket(end)["urgency"]) == (["41"], "today")
    end = go(*press("topic:other"), Sent("voice", "42"), *press("date:today", "send"), consented=True)
    assert ticket(end)["media"] == ["42"]


def test_before_the_first_picture_comes_the_warning_and_only_before_the_first() -> None:
    start = [*press("yes", "topic:papers"), Said("Look"), *press("date:normal")]
    asked = go(*start, Sent("photo", "51"))
    assert asked.state == Handoff.picture
    assert asked.prompts[-1].text.startswith("Staff will see this picture as it is.")
    more = [*start, Sent("photo", "51"), Sent("photo", "52"), *press("show"), Sent("photo", "53"), *press("send")]
    assert ticket(go(*more))["media"] == ["51", "52", "53"]


def test_a_picture_that_is_not_wanted_stays_away() -> None:
    words = [*press("yes", "topic:papers"), Sent("photo", "51"), *press("drop")]
    assert go(*words).state == Handoff.question
    assert ticket(go(*words, Said("Text"), *press("date:normal", "send")))["media"] == []


def test_a_picture_that_waits_is_never_sent_unseen() -> None:
    words = [
        *press("yes", "topic:papers"),
        Said("Look"),
        *press("date:normal"),
        Sent("photo", "51"),
        *press("back", "send"),
    ]
    assert go(*words).state == Handoff.picture
    assert ticket(go(*words, *press("show", "send")))["media"] == ["51"]


def test_a_sticker_or_a_contact_is_not_passed_on_and_that_is_said() -> None:
    before = go(*press("yes", "topic:papers"))
    for kind in ("other", "contact"):
        move = go(*press("yes", "topic:papers"), Sent(kind, "9"))
        assert (move.state, move.data) == (before.state, before.data)
        assert move.prompts[0].text == "I cannot pass this on. Write it in words."
        assert go(sent=[[kind, "9"]]).prompts[0].text == "I cannot pass this on. Write it in words."


def test_a_place_on_the_map_is_passed_on() -> None:
    words = [*press("yes", "topic:other"), Sent("location", "9"), *press("date:normal", "send")]
    assert ticket(go(*words))["media"] == ["9"]


def test_it_can_be_about_somebody_else() -> None:
    words = [*press("yes", "topic:health"), Said("My mother"), *press("date:dated", "whose")]
    assert go(*words).prompts[-1].values["whose"] == Label("somebody else")
    end = ticket(go(*words, *press("send")))
    assert (end["for_other"], end["sensitive"], end["urgency"]) == (True, True, "dated")
    assert ticket(go(*words, *press("whose", "send")))["for_other"] is False


def test_a_topic_that_does_not_exist_is_not_taken() -> None:
    assert go(*press("yes", "topic:weapons")).state == Handoff.topic
    assert go(*press("yes"), topic="weapons").state == Handoff.topic


def test_the_last_look_shows_the_beginning_and_the_ticket_holds_all() -> None:
    text = "a" * (SHOWN + 1)
    words = [*press("yes", "topic:papers"), Said(text), *press("date:normal")]
    assert go(*words).prompts[-1].values["question"] == "a" * SHOWN + "…"
    assert ticket(go(*words, *press("send")))["text"] == text


WORDS = st.one_of(
    st.integers(0, 10**6).map(lambda number: Said(f"text {number}.")),
    st.integers(0, 10**6).map(lambda number: Sent("voice", str(number))),
    st.sampled_from(press("yes", "topic:papers", "topic:safety", "date:dated", "whose", "back")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=12), st.booleans())
def test_nothing_that_was_said_is_lost_on_any_way(words: list[Word], cancels: bool) -> None:
    """Everything written or spoken after the beginning is in the ticket, in order; or in what was declined."""
    move = go(*words, question="The beginning")
    finish = {
        Handoff.consent: "yes", Handoff.topic: "topic:other", Handoff.date: "date:normal", Handoff.summary: "send"
    }  # fmt: skip
    while move.state is not None:
        value = "cancel" if cancels else finish[next(state for state in finish if state == move.state)]
        following = HANDOFF.take(move.state, move.data, Pressed(f"handoff:{value}"))
        assert following is not None
        move = following
    end = move.outcomes[-1]
    texts = [word.text for word in words if isinstance(word, Said)]
    assert end.data["text"] == "\n".join(["The beginning", *texts])
    if not cancels:
        assert end.data["media"] == [word.source for word in words if isinstance(word, Sent)]
