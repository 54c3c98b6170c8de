"""What passes between a flow and whoever runs it: words in; prompts, outcomes and moves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Data = Mapping[str, object]


def N_(text: str) -> str:  # noqa: N802 - the name that extraction of texts looks for
    """Mark a text for the catalogs."""
    return text


@dataclass(frozen=True, slots=True)
class Label:
    """A text for the catalogs that is inserted into another one."""

    msgid: str


Value = str | int | Label | tuple["str | Label", ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A button. value: `flow:trigger` or `flow:trigger:argument`. label: a msgid, or if literal shown as it is.

    suffix: shown as it is after the label (" 2/3").
    """

    value: str
    label: str
    literal: bool = False
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One message of ours. text, title: msgids; values: for the text's placeholders, a tuple is joined with commas."""

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fact that the dialogue acts on; each flow's docstring names its outcomes and their data."""

    name: str
    data: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """What one word did. state None: the flow is over and data is empty. Nothing has happened outside yet."""

    state: str | None
    data: Data
    prompts: tuple[Prompt, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button's value."""

    value: str


@dataclass(frozen=True, slots=True)
class Said:
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A photo, voice message or file (kind), by the channel's own id of the message (source)."""

    kind: str
    source: str


Word = Pressed | Said | Sent


def mapping(data: Data, name: str) -> dict[str, object]:
    """What stands under a name if it is a mapping, else an empty one: stored data may be of an older version."""
    value = data.get(name)
    return dict(value) if isinstance(value, Mapping) else {}


def strings(data: Data, name: str) -> list[str]:
    value = data.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, (list, tuple)) else []


def string(data: Data, name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
