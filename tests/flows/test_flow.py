"""What every flow may rely on, shown on a small one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from flows.flow import IDLE, STAY, Flow, Step, Way
from flows.move import Move, Option, Pressed, Prompt, Said, Sent
from flows.states import State, StatesGroup


class Tea(StatesGroup):
    kind = State()
    cups = State()
    sure = State()


def pours(step: Step) -> None:
    step.data["cups"] = int(step.word.text) if isinstance(step.word, Said) else 0


def is_number(step: Step) -> bool:
    return isinstance(step.word, Said) and step.word.text.isdecimal()


def spills(step: Step) -> None:
    step.data["kind"] = "spilled"
    raise ZeroDivisionError


def serve(step: Step) -> None:
    step.tell("tea", kind=step.data["kind"], cups=step.data["cups"])


def note_kind(step: Step) -> None:
    step.data["kind"] = step.argument


TEA = Flow(
    "tea",
    Tea,
    (
        Way("start", IDLE, Tea.cups, (lambda step: bool(step.data.get("kind")),)),
        Way("start", IDLE, Tea.kind),
        Way("kind", Tea.kind, Tea.cups, after=note_kind),
        Way("text", Tea.cups, Tea.sure, (is_number,), pours),
        Way("spill", Tea.cups, STAY, after=spills),
        Way("yes", Tea.sure, IDLE, after=serve),
    ),
    {
        Tea.kind: Prompt("Which?", options=(Option("tea:kind:green", "Green"),)),
        Tea.cups: Prompt("How many?"),
        Tea.sure: lambda data: Prompt("{cups} cups?", {"cups": str(data["cups"])}, (Option("tea:yes", "Yes"),)),
    },
)


def said(move: Move | None) -> list[str]:
    assert move is not None
    return [prompt.text for prompt in move.prompts]


def go(*words: Pressed | Said | Sent, seed: dict[str, Any] | None = None) -> Move:
    move = TEA.start(seed)
    for word in words:
        following = TEA.take(move.state, move.data, word)
        assert following is not None, word
        move = following
    return move


def test_a_flow_reads_as_the_conversation_it_makes() -> None:
    assert said(go()) == ["Which?"]
    assert said(go(Pressed("tea:kind:green"))) == ["How many?"]
    end = go(Pressed("tea:kind:green"), Said("3"), Pressed("tea:yes"))
    assert (end.state, end.data, end.prompts) == (None, {}, ())
    assert [(outcome.name, outcome.data) for outcome in end.outcomes] == [("tea", {"kind": "green", "cups": 3})]


def test_a_guard_that_does_not_hold_changes_nothing_and_the_question_is_put_again() -> None:
    before = go(Pressed("tea:kind:green"))
    after = TEA.take(before.state, before.data, Said("many"))
    assert after is not None
    assert (after.state, after.data, after.outcomes) == (before.state, before.data, ())
    assert said(after) == ["How many?"]


def test_an_action_that_fails_leaves_state_and_data_as_they_were() -> None:
    before = go(Pressed("tea:kind:green"))
    kept = dict(before.data)
    with pytest.raises(ZeroDivisionError):
        TEA.take(before.state, before.data, Pressed("tea:spill"))
    assert before.data == kept


@pytest.mark.parametrize(
    "value", ["tea:yes", "tea:to_Tea:sure", "tea:text", "tea:sent", "tea:start", "tea:nothing", "tea"]
)
def test_only_a_declared_trigger_of_the_state_can_fire(value: str) -> None:
    before = go(Pressed("tea:kind:green"))
    after = TEA.take(before.state, before.data, Pressed(value))
    assert after is None or (after.state == before.state and after.data == before.data)


def test_a_button_of_an_earlier_step_is_out_of_date_and_the_present_question_is_put() -> None:
    before = go(Pressed("tea:kind:green"))
    after = TEA.take(before.state, before.data, Pressed("tea:kind:black"))
    assert said(after) == ["That button belongs to an earlier step. We are here now:", "How many?"]
    assert after is not None
    assert after.data["kind"] == "green"


def test_another_flows_button_and_an_unasked_text_fall_through() -> None:
    assert TEA.take(Tea.kind, {}, Pressed("coffee:yes")) is None
    assert TEA.take(Tea.kind, {}, Said("hello")) is None
    assert TEA.take(Tea.kind, {}, Sent("photo", "7")) is None


def test_an_unknown_stored_state_is_idle() -> None:
    assert TEA.take("Tea:renamed", {"kind": "green"}, Said("3")) is None
    assert TEA.take("Tea:renamed", {}, Pressed("cancel")) is None
    fresh = TEA.take("Tea:renamed", {"trail": ["Tea:kind"]}, Pressed("tea:start"))
    assert fresh is not None
    assert fresh.state == Tea.kind
    assert "trail" not in fresh.data


def test_back_goes_where_one_came_from_and_at_the_first_step_asks_again() -> None:
    assert go(Pressed("tea:kind:green"), Pressed("back")).state == Tea.kind
    assert go(Pressed("back")).state == Tea.kind
    assert go(Pressed("tea:kind:green"), Said("3"), Pressed("back"), Pressed("tea:back")).state == Tea.kind
    assert go(Pressed("back"), seed={"kind": "black"}).state == Tea.cups


def test_start_again_forgets_all_but_what_the_flow_began_with() -> None:
    again = go(Pressed("tea:kind:green"), Said("3"), Pressed("again"), seed={"table": 5})
    assert again.state == Tea.kind
    assert {name: again.data.get(name) for name in ("table", "kind", "cups", "trail")} == {
        "table": 5, "kind": None, "cups": None, "trail": None
    }  # fmt: skip
    assert go(Said("3"), Pressed("again"), seed={"kind": "black"}).state == Tea.cups


def test_cancel_ends_the_flow_from_everywhere() -> None:
    for words in ((), (Pressed("tea:kind:green"),), (Pressed("tea:kind:green"), Said("3"))):
        end = go(*words, Pressed("cancel"))
        assert (end.state, end.data, end.outcomes) == (None, {}, ())


def test_what_is_handed_in_is_never_changed() -> None:
    seed = {"list": [1, {"deep": 2}]}
    move = TEA.start(seed)
    TEA.take(move.state, move.data, Pressed("tea:kind:green"))
    assert seed == {"list": [1, {"deep": 2}]}
    assert "kind" not in move.data


def test_many_people_share_one_machine_without_meeting() -> None:
    def one(cups: int) -> object:
        return go(Pressed("tea:kind:green"), Said(str(cups)), Pressed("tea:yes")).outcomes[0].data["cups"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(200))) == list(range(200))


def test_a_flow_that_says_nothing_in_a_state_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is said in Tea:cups, Tea:sure"):
        Flow("half", Tea, (Way("start", IDLE, Tea.kind),), {Tea.kind: Prompt("Which?")})


def test_a_button_too_long_for_telegram_is_refused() -> None:
    long = Flow(
        "long", Tea, (Way("start", IDLE, Tea.kind),), dict.fromkeys(Tea, Prompt("?", options=(Option("x" * 65, "x"),)))
    )
    with pytest.raises(ValueError, match="over 64 bytes"):
        long.start()
