"""Every flow walked in every way: every state is reached and left, no dead button, nothing lost by a restart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from flows.catalogue import FLOWS, flow_for, flow_in
from flows.flow import IDLE, Flow
from flows.move import Move, Pressed, Said, Sent, Word

MOST_NODES = 3000
SEEDS: dict[str, list[dict[str, Any]]] = {
    "welcome": [{}, {"greeted": True}],
    "handoff": [
        {"pseudonym": "Blue Heron 27", "language": "uk"},
        {"pseudonym": "Blue Heron 27", "language": "pl", "question": "karta?", "answer": "MOS", "consented": True},
        {"pseudonym": "Blue Heron 27", "language": "en", "sent": [["photo", "5"]]},
        {
            "pseudonym": "Blue Heron 27",
            "language": "ru",
            "sent": [["voice", "6"]],
            "topic": "health",
            "consented": True,
        },
    ],
    "subscription": [
        {},
        {"services": [[f"s{n}", f"Service {n}"] for n in range(9)]},
        {"services": [["legal", "Lawyer"]], "subscribed": True, "chosen": ["legal"], "languages": ["uk"]},
    ],
    "feedback": [{"article": "cukr-card"}],
}
CASES = [(name, seed) for name, seeds in SEEDS.items() for seed in seeds]
SAID = (Said("some words"), Sent("photo", "31"), Sent("voice", "32"), Sent("sticker", "33"))
ALWAYS = (Pressed("back"), Pressed("again"), Pressed("cancel"))


def stored(move: Move) -> dict[str, Any]:
    """The data as it comes back from the database after a restart."""
    read = json.loads(json.dumps(move.data))
    assert isinstance(read, dict)
    return read


def place(move: Move) -> str:
    """Where a walk is, counting texts and lists as there or not, a trail by its end: else it would be endless."""
    data = {name: value for name, value in stored(move).items() if name != "seed"}
    trail = data.pop("trail", [])
    there = {name: bool(value) if isinstance(value, (list, str)) else value for name, value in data.items()}
    return json.dumps([move.state, trail[-1:], min(len(trail), 2), there], sort_keys=True)


def words(flow: Flow, move: Move) -> Iterator[Word]:
    for option in move.prompts[-1].options:
        if flow_for(option.value) is flow:
            yield Pressed(option.value)
    yield from SAID
    yield from ALWAYS


@cache
def walked(case: int) -> tuple[tuple[Move, Word, Move | None], ...]:
    """Every step that can be taken, breadth first: where one was, the word, where one is then."""
    name, seed = CASES[case]
    flow, steps = FLOWS[name], []
    first = flow.start(seed)
    seen, waiting = {place(first)}, [first]
    while waiting:
        move = waiting.pop(0)
        for word in words(flow, move):
            following = flow.take(move.state, stored(move), word)
            steps.append((move, word, following))
            if following is not None and following.state is not None and place(following) not in seen:
                seen.add(place(following))
                waiting.append(following)
        assert len(seen) < MOST_NODES, "the walk does not end"
    return tuple(steps)


def walk(flow: Flow, seed: dict[str, Any]) -> tuple[tuple[Move, Word, Move | None], ...]:
    return walked(CASES.index((flow.name, seed)))


def test_the_seeds_are_for_all_flows() -> None:
    assert set(SEEDS) == set(FLOWS)


@pytest.mark.parametrize("name", FLOWS)
def test_every_state_is_reached(name: str) -> None:
    flow = FLOWS[name]
    reached = {move.state for seed in SEEDS[name] for move, _, _ in walk(flow, seed)}
    assert reached == set(flow.states)


@pytest.mark.parametrize("name", FLOWS)
def test_every_way_of_the_table_is_gone(name: str) -> None:
    """A way nobody can go is a mistake in the table."""
    flow = FLOWS[name]
    gone = {
        (move.state, after.state or IDLE)
        for seed in SEEDS[name]
        for move, _, after in walk(flow, seed)
        if after is not None
    }
    possible = {
        (source, source if way.dest == "=" else str(way.dest))
        for way in flow.ways
        for source in way.sources
        if source != IDLE and way.trigger not in ("back", "again")
    }
    # A hand-off asks what is still open, in one order; ways between its questions are open or not by what is known.
    assert {pair for pair in possible - gone if not _are_questions(*pair)} == set()


def _are_questions(source: str, dest: str) -> bool:
    order = [
        "Handoff:consent",
        "Handoff:picture",
        "Handoff:topic",
        "Handoff:question",
        "Handoff:date",
        "Handoff:summary",
    ]
    return source in order and dest in order


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_back_again_and_cancel_work_everywhere(name: str, seed: dict[str, Any]) -> None:
    flow = FLOWS[name]
    beginnings = {flow.start(seed).state, flow.start({**seed, "consented": True}).state}
    for move, word, following in walk(flow, seed):
        if word in ALWAYS:
            assert following is not None, (move.state, word)
        if following is not None and word == Pressed("cancel"):
            assert (following.state, following.data) == (None, {})
        if following is not None and word == Pressed("again"):
            assert following.state in beginnings


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_no_button_shown_is_dead_or_out_of_date(name: str, seed: dict[str, Any]) -> None:
    flow = FLOWS[name]
    for move, word, following in walk(flow, seed):
        if isinstance(word, Pressed):
            assert following is not None, (move.state, word)
            texts = [prompt.text for prompt in following.prompts]
            assert not any(text.startswith("That button belongs") for text in texts), (move.state, word)


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_buttons_are_short_ascii_and_belong_to_a_flow(name: str, seed: dict[str, Any]) -> None:
    for move, _, _ in walk(FLOWS[name], seed):
        for prompt in move.prompts:
            values = [option.value for option in prompt.options]
            assert len(values) == len(set(values)) <= 12
            assert all(value.isascii() and len(value) <= 64 and flow_for(value) for value in values)
            assert all(option.label for option in prompt.options)


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_a_restart_between_any_two_words_changes_nothing(name: str, seed: dict[str, Any]) -> None:
    flow = FLOWS[name]
    for move, word, following in walk(flow, seed):
        assert flow.take(move.state, move.data, word) == following
        if following is not None and following.state is not None:
            assert stored(following) == following.data
            assert flow_in(following.state) is flow


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_the_question_of_a_state_can_be_put_again(name: str, seed: dict[str, Any]) -> None:
    flow = FLOWS[name]
    for move, _, _ in walk(flow, seed):
        assert move.state is not None
        assert flow.prompt(move.state, stored(move)) == move.prompts[-1]


def test_broken_data_of_an_older_version_never_stops_a_flow() -> None:
    broken = {
        "services": "legal",
        "chosen": 5,
        "sent": [1, [2]],
        "texts": None,
        "media": {},
        "trail": 7,
        "seed": [],
        "first": "x",
    }
    for flow in FLOWS.values():
        for state in flow.states:
            pressed = [Pressed(option.value) for option in flow.prompt(state, broken).options]
            every: list[Word] = [*SAID, *ALWAYS, *pressed]
            for word in every:
                move = flow.take(state, broken, word)
                assert move is None or move.state is None or move.state in flow.states
