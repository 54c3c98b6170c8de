"""The three bands of an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sure:
    """One article, confidently. choices: up to three ids by score, the first is `article`."""

    article: str
    confidence: float
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsure:
    """Did you mean: up to three article ids by score."""

    confidence: float
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """An honest "I do not know this yet"; choices are kept for the editors, not shown."""

    confidence: float
    choices: tuple[str, ...]


Answer = Sure | Unsure | Unknown
