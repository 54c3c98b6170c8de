"""A guided conversation as data: a table of ways from state to state, and what is said in each state.

The only module that knows `transitions`. One synchronous machine per flow is shared by everybody; a word is fired on
a light model (`Step`) that lives for that one word, so two people never meet in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Final

from transitions import EventData, Machine

from flows.move import (
    N_,
    Data,
    Label,
    Move,
    Option,
    Outcome,
    Pressed,
    Prompt,
    Said,
    Sent,
    Value,
    Word,
    mapping,
    strings,
)
from flows.states import StatesGroup

__all__ = ["Data", "Flow", "Label", "Move", "Option", "Outcome", "Pressed", "Prompt", "Said", "Sent", "Word"]

IDLE: Final = "idle"  # outside the flow, as source and as destination; people's state is then None
STAY: Final = "="  # the state stays as it is
# What a flow remembers for itself in its data; flows use no such keys of their own.
TRAIL: Final = "trail"  # the states gone through, for "back"
SEED: Final = "seed"  # what the flow was started with, for "start again"
LONGEST_VALUE: Final = 64  # bytes of a button's value (Telegram's callback_data)


class Step:
    """The light model of one word. Guards look at it; actions write into its data, say and tell."""

    __slots__ = ("argument", "data", "outcomes", "prompts", "state", "word")

    def __init__(self, state: str, data: Data, word: Word, argument: str = "") -> None:
        self.state = state
        self.data: dict[str, object] = deepcopy(dict(data))
        self.word = word
        self.argument = argument  # what a button's value holds after its trigger
        self.prompts: list[Prompt] = []
        self.outcomes: list[Outcome] = []

    def say(self, text: str, **values: Value) -> None:
        self.prompts.append(Prompt(text, values))

    def tell(self, name: str, **data: object) -> None:
        self.outcomes.append(Outcome(name, data))

    def keep(self, name: str, value: object) -> None:
        """Write something that "start again" does not undo."""
        self.data[name] = value
        self.data[SEED] = {**mapping(self.data, SEED), name: value}


Guard = Callable[[Step], bool]
Action = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Way:
    """From where a trigger leads where. Of several ways for one trigger the first whose conditions all hold is gone.

    Triggers: `start`, `text`, `sent` (photo, voice, file), and the names in the values of buttons.
    """

    trigger: str
    source: str | tuple[str, ...]
    dest: str
    conditions: tuple[Guard, ...] = ()
    after: Action | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source


Says = Mapping[str, Prompt | Callable[[Data], Prompt]]


def nothing_kept(step: Step) -> None:
    """The usual end of a flow that was cancelled."""
    step.say(N_("Stopped. Nothing was saved."))


class Flow:
    """One conversation. `back`, `again` and `cancel` are ways out of every state and need not stand in the table."""

    def __init__(
        self, name: str, states: type[StatesGroup], ways: tuple[Way, ...], says: Says, cancelled: Action | None = None
    ) -> None:
        """cancelled: what follows a cancel; None: it ends the flow all the same, but no button offers it."""
        self.name = name
        self._offers_cancel = cancelled is not None
        self.states = tuple(str(state) for state in states)
        self.ways = (*ways, *_common_ways(self.states, ways, cancelled or nothing_kept))
        self._says = says
        if missing := set(self.states) - set(map(str, says)):
            raise ValueError(f"flow {name}: nothing is said in {', '.join(sorted(missing))}")
        self._machine = Machine(
            model=None,
            states=[IDLE, *self.states],
            initial=IDLE,
            transitions=[_entry(way) for way in self.ways],
            auto_transitions=False,
            send_event=True,
            before_state_change=_leave_a_trail,
            name=name,
        )

    def start(self, data: Data | None = None) -> Move:
        """Begin with what is known already (the flow's docstring says what it can use)."""
        move = self._fire(IDLE, data or {}, Pressed(f"{self.name}:start"))
        assert move is not None
        return move

    def take(self, state: str | None, data: Data, word: Word) -> Move | None:
        """What a word does in a stored state. None: this flow has no use for it, and nothing changes.

        A state that is not this flow's counts as idle; data is then what the flow begins with. A guard that does not
        hold changes nothing and the question of the state is put again.
        """
        return self._fire(state if state in self.states else IDLE, data, word)

    def prompt(self, state: str, data: Data) -> Prompt:
        """What is said in a state, with the ways back; its options also tell what a typed label means."""
        said = self._says[state]
        prompt = said if isinstance(said, Prompt) else said(data)
        options = (*prompt.options, *self._ways_back(data))
        if too_long := [option.value for option in options if len(option.value.encode()) > LONGEST_VALUE]:
            raise ValueError(f"flow {self.name}: a button's value is over {LONGEST_VALUE} bytes: {too_long[0]}")
        return replace(prompt, options=options)

    def _ways_back(self, data: Data) -> Iterator[Option]:
        if strings(data, TRAIL):
            yield Option(f"{self.name}:back", N_("Back"))
        if len(strings(data, TRAIL)) > 1:
            yield Option(f"{self.name}:again", N_("Start again"))
        if self._offers_cancel:
            yield Option(f"{self.name}:cancel", N_("Cancel"))

    def _fire(self, here: str, data: Data, word: Word) -> Move | None:
        trigger, argument = self._meant(word)
        if trigger not in self._machine.get_triggers(here):
            return self._out_of_date(here, data) if isinstance(word, Pressed) and trigger and here != IDLE else None
        if here == IDLE:  # what another flow remembered for itself is not ours
            seed = {name: value for name, value in data.items() if name not in (TRAIL, SEED)}
            data = {**seed, SEED: seed}
        step = Step(here, data, word, argument)
        if not self._machine.events[trigger].trigger(step):
            return None if here == IDLE else Move(here, data, (self.prompt(here, data),))
        if step.state == IDLE:
            return Move(None, {}, tuple(step.prompts), tuple(step.outcomes))
        prompts = (*step.prompts, self.prompt(step.state, step.data))
        return Move(step.state, step.data, prompts, tuple(step.outcomes))

    def _meant(self, word: Word) -> tuple[str, str]:
        """The trigger a word stands for and its argument; "" for another flow's button."""
        if isinstance(word, Said):
            return "text", ""
        if isinstance(word, Sent):
            return "sent", ""
        if word.value in COMMON:
            return word.value, ""
        flow, _, rest = word.value.partition(":")
        trigger, _, argument = rest.partition(":")
        return (trigger, argument) if flow == self.name and trigger not in ("text", "sent") else ("", "")

    def _out_of_date(self, here: str, data: Data) -> Move:
        notice = Prompt(N_("That button belongs to an earlier step. We are here now:"))
        return Move(here, data, (notice, self.prompt(here, data)))


COMMON: Final = ("back", "again", "cancel")


def _common_ways(states: tuple[str, ...], ways: tuple[Way, ...], cancelled: Action) -> Iterator[Way]:
    """The ways that every state has: back along the trail, start again, cancel."""
    steps = {(source, way.dest) for way in ways for source in way.sources}
    for source, dest in sorted(steps):
        if IDLE not in (source, dest) and dest not in (STAY, source):
            yield Way("back", dest, source, (_came_from(source),))
    yield Way("back", states, STAY)  # at the first step there is nothing behind: the question is put again
    for way in ways:
        if way.trigger == "start":
            yield Way("again", states, way.dest, tuple(map(_as_begun, way.conditions)), _begin_again(way.after))
    yield Way("cancel", states, IDLE, after=cancelled)


def _came_from(source: str) -> Guard:
    return lambda step: strings(step.data, TRAIL)[-1:] == [source]


def _begun(step: Step) -> Step:
    """The same step with the data that the flow was started with."""
    seed = mapping(step.data, SEED)
    return Step(step.state, {**seed, SEED: seed}, step.word)


def _as_begun(guard: Guard) -> Guard:
    return lambda step: guard(_begun(step))


def _begin_again(action: Action | None) -> Action:
    def begin(step: Step) -> None:
        step.data = _begun(step).data
        if action is not None:
            action(step)

    return begin


def _entry(way: Way) -> dict[str, object]:
    """A way as transitions writes it."""
    entry: dict[str, object] = {"trigger": way.trigger, "source": list(map(str, way.sources)), "dest": str(way.dest)}
    entry["conditions"] = [_on_step(guard) for guard in way.conditions]
    if way.after is not None:
        entry["after"] = _on_step(way.after)
    return entry


def _on_step(function: Callable[[Step], bool | None]) -> Callable[[EventData], bool | None]:
    def on_event(event: EventData) -> bool | None:
        step = event.model
        assert isinstance(step, Step)
        return function(step)

    return on_event


def _leave_a_trail(event: EventData) -> None:
    """Remember the state that is left. A state met again cuts the trail there, so it never grows past the states."""
    step, way = event.model, event.transition
    assert isinstance(step, Step)
    assert way is not None
    if IDLE in (way.source, way.dest) or way.dest == way.source:
        return
    trail = [*strings(step.data, TRAIL), way.source]
    step.data[TRAIL] = trail[: trail.index(way.dest)] if way.dest in trail else trail
