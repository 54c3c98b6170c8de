"""A question's text, its one end, and a question that is still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.conversation import QuestionAsked, Turn
from bot.dialogue.scene import Scene
from bot.masking import unlabelled
from bot.messages import Kind, Reply

# A text this soon after the last unanswered or unsure one belongs to it (product.md section 2, bursts).
BURST: Final = timedelta(seconds=2)
LONGEST: Final = 20_000  # characters of a burst; as much as one message may have
# After these the text is what "ask a person" beneath the answer is about; "hello" or an advert never is.
ABOUT: Final = frozenset({"answered", "timetable"})


def is_text(scene: Scene) -> bool:
    return scene.message.kind is Kind.TEXT


def asked(scene: Scene) -> tuple[str, int | None]:
    """The whole question: this text, with the open question's text before it if that came within two seconds."""
    before = scene.conversation
    close = before.asked_at is not None and scene.message.at - before.asked_at <= BURST
    if before.question is None or not before.asked or not close:
        return scene.message.text, None
    return f"{before.asked}\n{scene.message.text}"[:LONGEST], before.question


def meant(scene: Scene) -> str:
    """The whole question as it is understood: without the labels that stand for covered numbers."""
    return unlabelled(asked(scene)[0])


def ended(scene: Scene, outcome: str, *replies: Reply, article: str | None = None, confidence: float = 1.0) -> Turn:
    """A question that has its end with this turn. Its text stays for "ask a person" beneath the answer."""
    text, joins = asked(scene)
    about = text if outcome in ABOUT else ""
    kept = replace(scene.conversation, misses=0, question=None, asked=about, asked_at=None)
    event = QuestionAsked(text, scene.answering, outcome, article, confidence, joins)
    return Turn(kept, replies, (event,))


def still_open(scene: Scene, confidence: float, reply: Reply, *, missed: bool) -> Turn:
    """A question without an end yet: what follows (a press, a person, silence) will end it."""
    text, joins = asked(scene)
    misses = scene.conversation.misses + (1 if missed and joins is None else 0)
    kept = replace(scene.conversation, misses=misses, asked=text, asked_at=scene.message.at)
    return Turn(kept, (reply,), (QuestionAsked(text, scene.answering, None, None, confidence, joins),))
