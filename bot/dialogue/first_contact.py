"""Before a language is chosen: the question which one, and what was sent meanwhile, answered right after the tap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from bot.conversation import Data, Turn
from bot.dialogue import guided, questions, week
from bot.dialogue.menu import WAITING
from bot.dialogue.scene import Scene
from bot.masking import unlabelled
from bot.messages import MEDIA, Kind, Message
from flows.move import string
from knowledge.triage import OtherLanguage, Spam, triage

MOST: Final = 10  # messages that wait; who sends more before the choice is answered to the newest
SUBSCRIBE: Final = "subscribe"  # a deep link for subscribers goes on once the language is known


def stranger(scene: Scene) -> Turn | None:
    """Who has chosen no language and writes nothing clear is asked; what was written is answered after the tap."""
    conversation, message = scene.conversation, scene.message
    if conversation.language or conversation.spoken or scene.heard:
        return None
    if message.kind is Kind.TEXT and isinstance(triage(unlabelled(message.text)), (OtherLanguage, Spam)):
        return None
    return ask_language(scene, {"kind": message.kind.value, "text": message.text, "source": message.source or ""})


def ask_language(scene: Scene, message: Mapping[str, str] | None = None) -> Turn:
    """The four buttons; message: one more that waits for the choice. What waited before still does."""
    turn = guided.begin(scene, "welcome", {})
    if message is None:
        return turn
    waiting = [*_entries(turn.conversation.data), dict(message)][-MOST:]
    return replace(turn, conversation=replace(turn.conversation, data={**turn.conversation.data, WAITING: waiting}))


def language(scene: Scene) -> Turn:
    """A language was chosen; whatever was sent before the choice is answered right after it."""
    waiting = tuple(_entries(scene.conversation.data))
    turn = guided.press(scene, "welcome")
    if not turn.conversation.language or not waiting:
        return turn
    # The menu comes last: the answer is what was waited for.
    turn = replace(turn, replies=turn.replies[:-1])
    for message in _waiting(scene.message, waiting):
        follow = replace(scene, conversation=turn.conversation, message=message, heard=None)
        more = next(found for rule in AFTER_THE_CHOICE if (found := rule(follow)) is not None)
        turn = Turn(more.conversation, (*turn.replies, *more.replies), (*turn.events, *more.events))
    if any(string(entry, "kind") == SUBSCRIBE for entry in waiting):
        more = guided.enter(replace(scene, conversation=turn.conversation), "subscription")
        turn = Turn(more.conversation, (*turn.replies, *more.replies), (*turn.events, *more.events))
    return turn


def _entries(data: Data) -> Iterator[Mapping[str, object]]:
    waiting = data.get(WAITING)
    for entry in waiting if isinstance(waiting, (list, tuple)) else ():
        if isinstance(entry, Mapping):
            yield entry


def _waiting(press: Message, entries: tuple[Mapping[str, object], ...]) -> Iterator[Message]:
    """All texts are one question, as in any burst; each picture or voice message is one message."""
    texts = [string(entry, "text") for entry in entries if string(entry, "kind") == Kind.TEXT]
    if texts:
        yield replace(press, kind=Kind.TEXT, text="\n".join(texts), source=None)
    for entry in entries:
        if string(entry, "kind") in MEDIA:
            kind, text = Kind(string(entry, "kind")), string(entry, "text")
            yield replace(press, kind=kind, text=text, source=string(entry, "source"))


AFTER_THE_CHOICE: Final = (guided.in_flow, questions.unreadable, questions.lane, week.question, questions.base)
