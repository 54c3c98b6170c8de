"""The week by message: all of it or some, change and stop."""

from __future__ import annotations

import json
from typing import Any

from flows.move import Label, Move, Outcome, Pressed, Said
from flows.subscription import SUBSCRIPTION, Subscription

SERVICES = [["legal", "Lawyer"], ["psy", "Psychologist"]]


def go(*values: str, seed: dict[str, Any] | None = None, idle: bool = False) -> Move:
    given = {"services": SERVICES} if seed is None else seed
    move = Move(None, given) if idle else SUBSCRIPTION.start(given)
    for value in values:
        following = SUBSCRIPTION.take(move.state, json.loads(json.dumps(move.data)), Pressed(f"subscription:{value}"))
        assert following is not None, value
        move = following
    return move


def test_the_whole_week_takes_two_taps() -> None:
    end = go("whole", "yes")
    assert end.state is None
    assert end.outcomes == (Outcome("subscribed", {"services": [], "languages": []}),)


def test_chosen_services_and_languages_are_subscribed() -> None:
    end = go("some", "pick:1", "pick:0", "pick:1", "done", "in:uk", "in:pl", "done", "yes")
    assert end.outcomes == (Outcome("subscribed", {"services": ["legal"], "languages": ["uk", "pl"]}),)
    assert go("some", "pick:1", "done", "every", "yes").outcomes[0].data["languages"] == []


def test_what_is_chosen_is_marked_and_confirmed_in_words() -> None:
    labels = [option.label for option in go("some", "pick:1").prompts[-1].options]
    assert labels[:2] == ["Lawyer", "✓ Psychologist"]
    assert go("some", "pick:1", "done", "every").prompts[-1].values == {
        "services": ("Psychologist",), "languages": Label("all")
    }  # fmt: skip


def test_no_service_chosen_is_said_and_nothing_happens() -> None:
    move = go("some", "pick:0", "pick:0", "done")
    assert move.state == Subscription.services
    assert move.prompts[0].text.startswith("Choose at least one service")


def test_many_services_come_in_pages() -> None:
    many = {"services": [[f"s{number}", f"S{number}"] for number in range(16)]}

    def shown(*values: str) -> list[str]:
        return [each.label for each in go(*values, seed=many).prompts[-1].options if ":pick:" in each.value]

    assert shown("some") == [f"S{number}" for number in range(7)]
    assert shown("some", "more", "more") == ["S14", "S15"]
    assert shown("some", "more", "more", "more") == shown("some")
    assert go("some", "more", "pick:8", "done", "every", "yes", seed=many).outcomes[0].data["services"] == ["s8"]
    assert go("some", "pick:99", seed=many).state == Subscription.services


def test_a_subscriber_sees_what_he_has_and_can_change_or_stop_it() -> None:
    has = {"services": SERVICES, "subscribed": True, "chosen": ["legal"], "languages": ["uk"]}
    assert go(seed=has).prompts[-1].values == {"services": ("Lawyer",), "languages": ("Українська",)}
    assert go("change", "some", "pick:1", "done", "done", "yes", seed=has).outcomes == (
        Outcome("subscribed", {"services": ["legal", "psy"], "languages": ["uk"]}),
    )
    assert go("stop", seed=has).outcomes == (Outcome("unsubscribed"),)


def test_terms_that_are_not_known_are_not_claimed() -> None:
    prompt = go(seed={"services": SERVICES, "subscribed": True}).prompts[-1]
    assert (prompt.text, prompt.values) == ("You get the timetable every week.", {})


def test_the_buttons_under_a_weekly_message_work_while_nothing_runs() -> None:
    assert go("stop", idle=True).outcomes == (Outcome("unsubscribed"),)
    assert go("some", idle=True).state == Subscription.services
    assert go("some", seed={}, idle=True).state == Subscription.scope


def test_only_the_whole_week_is_offered_when_no_services_are_known() -> None:
    values = [option.value for option in go(seed={}).prompts[-1].options]
    assert "subscription:whole" in values
    assert "subscription:some" not in values


def test_a_question_typed_meanwhile_is_not_eaten() -> None:
    move = go("some")
    assert SUBSCRIPTION.take(move.state, move.data, Said("when is the lawyer")) is None
