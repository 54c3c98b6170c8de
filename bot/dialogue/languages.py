"""The four languages, each in its own name, Ukrainian first, no flags (product.md section 2, first contact)."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Turn
from bot.dialogue.cards import switch_choice
from bot.dialogue.scene import Scene
from bot.masking import unlabelled
from bot.messages import Choice, Kind, Reply
from flows.languages import OWN_NAMES


def language_choices() -> tuple[Choice, ...]:
    return tuple(Choice(f"welcome:{code}", name) for code, name in OWN_NAMES.items())


def heard(scene: Scene) -> Scene:
    """The scene with the language of the message, where it is clear. Never from a command or a button."""
    if scene.message.kind is not Kind.TEXT:
        return scene
    spoken = scene.world.base.identify(unlabelled(scene.message.text))
    return replace(scene, heard=spoken.code) if spoken.clear and spoken.code in OWN_NAMES else scene


def is_other(scene: Scene) -> bool:
    """Whether the answer is in another language than the chosen one, because the question was."""
    chosen = scene.conversation.language
    return chosen is not None and scene.answering != chosen


def with_switch(scene: Scene, reply: Reply) -> Reply:
    """An answer in the language of its question has one button to go on in it (product.md section 2)."""
    return replace(reply, choices=(*reply.choices, switch_choice(scene.answering))) if is_other(scene) else reply


def with_languages(turn: Turn) -> Turn:
    """An answer to somebody who has not chosen a language yet carries the four buttons beneath."""
    return replace(turn, replies=(*turn.replies, Reply(" · ".join(OWN_NAMES.values()), choices=language_choices())))
