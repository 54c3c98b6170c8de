"""States and keys carry aiogram's names: checked against aiogram itself."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest
from aiogram.fsm.state import State as TheirState
from aiogram.fsm.state import StatesGroup as TheirGroup
from aiogram.fsm.storage.base import StorageKey as TheirKey

from flows.states import State, StatesGroup, StorageKey


class Order(StatesGroup):
    name = State()
    other = State("named", group_name="Elsewhere")
    by_hand = State("given")

    class Pay(StatesGroup):
        card = State()

        class Deep(StatesGroup):
            end = State()


class Theirs(TheirGroup):
    name = TheirState()
    other = TheirState("named", group_name="Elsewhere")
    by_hand = TheirState("given")

    class Pay(TheirGroup):
        card = TheirState()

        class Deep(TheirGroup):
            end = TheirState()


def test_names_are_those_that_aiogram_gives() -> None:
    theirs = [Theirs.name, Theirs.other, Theirs.by_hand, Theirs.Pay.card, Theirs.Pay.Deep.end]
    ours = [Order.name, Order.other, Order.by_hand, Order.Pay.card, Order.Pay.Deep.end]
    assert [str(state) for state in ours] == [str(each.state).replace("Theirs", "Order") for each in theirs]
    assert Order.Pay.Deep.end == "Order.Pay.Deep:end"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (State("solo"), TheirState("solo")),
        (State("a", group_name="G"), TheirState("a", group_name="G")),
        (State(), TheirState()),
        (State("*"), TheirState("*")),
    ],
)
def test_a_state_outside_a_group_is_named_as_in_aiogram(ours: State, theirs: TheirState) -> None:
    assert ours.state == theirs.state


def test_a_group_iterates_over_its_states_and_those_of_its_children() -> None:
    assert [str(state) for state in Order] == [
        "Order:name", "Elsewhere:named", "Order:given", "Order.Pay:card", "Order.Pay.Deep:end"
    ]  # fmt: skip
    assert len(list(Theirs)) == len(list(Order))


def test_a_group_contains_its_states_their_names_and_its_children() -> None:
    assert Order.name in Order
    assert "Order.Pay:card" in Order
    assert Order.Pay in Order
    assert Order.name not in Order.Pay
    assert "Order:nothing" not in Order
    assert 5 not in Order


@pytest.mark.parametrize("state", [Order.name, Order.Pay.Deep.end, State("solo")])
def test_a_copied_or_pickled_state_keeps_its_name(state: State) -> None:
    assert copy.deepcopy(state) == state
    assert pickle.loads(pickle.dumps(state)) == str(state)


def test_the_key_has_the_fields_and_defaults_of_aiograms() -> None:
    def described(key: type) -> list[tuple[str, object]]:
        return [(field.name, field.default) for field in dataclasses.fields(key)]

    assert described(StorageKey) == described(TheirKey)
    assert StorageKey(1, 2, 3) == StorageKey(bot_id=1, chat_id=2, user_id=3, destiny="default")
