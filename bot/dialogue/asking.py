"""One question without a conversation: what `pomost ask` and the measurements see. The same lanes in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.dialogue.scene import World
from bot.timetable.question import question_of
from knowledge.answer import Sure, Unknown, Unsure
from knowledge.triage import Human, OtherLanguage, SmallTalk, Spam, emergency, triage

WEEK_ARTICLE = "timetable-this-week"


@dataclass(frozen=True, slots=True)
class Asked:
    """outcome: answer choices timetable emergency human smalltalk spam language unknown (product.md section 8).

    article: null unless outcome is answer or timetable. choices: up to three article ids by score. detail: the kind
    of emergency, small talk or spam, or the other language's code.
    """

    outcome: str
    article: str | None
    choices: tuple[str, ...]
    confidence: float
    language: str | None
    detail: str = ""


def ask(world: World, text: str, now: datetime, language: str | None = None) -> Asked:
    """language: what the person reads; None: what the text is in, where that is clear."""
    spoken = world.base.identify(text)
    known = language or (spoken.code if spoken.clear else None)
    red = emergency(text)
    if red is not None:
        return Asked("emergency", None, (), 1.0, red.language or known, red.kind)
    lane = _lane(text, known)
    if lane is not None:
        return lane
    if question_of(text, now.astimezone(world.zone).date(), world.weeks) is not None:
        return Asked("timetable", WEEK_ARTICLE, (WEEK_ARTICLE,), 1.0, known)
    found = world.base.ask(text, known)
    match found:
        case Sure(article=article, confidence=confidence, choices=choices):
            return Asked("answer", article, choices, confidence, known)
        case Unsure(confidence=confidence, choices=choices):
            return Asked("choices", None, choices, confidence, known)
        case Unknown(confidence=confidence, choices=choices):
            return Asked("unknown", None, choices, confidence, known)
        case _:
            assert_never(found)


def _lane(text: str, known: str | None) -> Asked | None:
    found = triage(text)
    match found:
        case None:
            return None
        case SmallTalk(kind=kind):
            return Asked("smalltalk", None, (), 1.0, known, kind)
        case Spam(kind=kind):
            return Asked("spam", None, (), 1.0, known, kind)
        case OtherLanguage(code=code):
            return Asked("language", None, (), 1.0, code, code)
        case Human():
            return Asked("human", None, (), 1.0, known)
        case _:
            assert_never(found)
