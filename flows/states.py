"""Names of the places in a conversation, by aiogram's rules, and the key under which a place is kept.

A state is a str, so it can be stored, compared and handed to aiogram's filters and storages as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

ANY = "*"  # aiogram's name for "whatever the state is"
NO_GROUP = "@"  # aiogram's name for the group of a state that stands in none


class State(str):
    """`Group:state`, nested `Parent.Child:state`, outside a group `@:state`; "" while it has no name at all."""

    __slots__ = ("group_name", "name")

    name: str | None
    group_name: str | None

    def __new__(cls, state: str | None = None, group_name: str | None = None) -> Self:
        full = state or ""
        if full and full != ANY:
            full = f"{group_name or NO_GROUP}:{state}"
        made = super().__new__(cls, full)
        made.name, made.group_name = state, group_name
        return made

    def placed(self, attribute: str, group: str) -> State:
        """The same state, standing in a group under an attribute. A name given to it by hand stays."""
        name = self.name or attribute
        made = State(name, self.group_name or group)
        made.group_name = self.group_name  # only what was given by hand: the group may be nested later
        return made

    @property
    def state(self) -> str | None:
        """The full name, None while there is none (as in aiogram)."""
        return str(self) or None

    def __repr__(self) -> str:
        return f"<State '{self!s}'>"

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        # A copied or pickled state is its full name; building a State from that would add a second group.
        return str, (str(self),)


class _Grouped(type):
    """Gives the states of a group their names: iteration, `in` and nesting as in aiogram."""

    __full_group_name__: str
    __states__: tuple[State, ...]
    __childs__: tuple[_Grouped, ...]

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, object]) -> None:
        super().__init__(name, bases, namespace)
        cls._named(name)

    def _named(cls, full: str) -> None:
        states, children = [], []
        for attribute, value in list(vars(cls).items()):
            if isinstance(value, State):
                # A str cannot be renamed: the placeholder gives way to a state that knows its group.
                states.append(value.placed(attribute, full))
                setattr(cls, attribute, states[-1])
            elif isinstance(value, _Grouped):
                value._named(f"{full}.{value.__name__}")
                children.append(value)
        cls.__full_group_name__, cls.__states__, cls.__childs__ = full, tuple(states), tuple(children)

    @property
    def __all_states__(cls) -> tuple[State, ...]:
        return cls.__states__ + tuple(state for child in cls.__childs__ for state in child.__all_states__)

    def __iter__(cls) -> Iterator[State]:
        return iter(cls.__all_states__)

    def __contains__(cls, item: object) -> bool:
        if isinstance(item, str):
            return item in cls.__all_states__
        return any(item is child or item in child.__childs__ for child in cls.__childs__)


class StatesGroup(metaclass=_Grouped):
    """The states of one flow. `class Handoff(StatesGroup): topic = State()` makes Handoff.topic "Handoff:topic"."""


@dataclass(frozen=True, slots=True)
class StorageKey:
    """Whose conversation a state belongs to: aiogram's six fields.

    On Telegram the fields mean what they mean in aiogram. Elsewhere bot_id is 0 and destiny is the channel's name.
    """

    bot_id: int
    chat_id: int
    user_id: int
    thread_id: int | None = None
    business_connection_id: str | None = None
    destiny: str = "default"
