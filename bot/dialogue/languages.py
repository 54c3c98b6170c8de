"""The four languages, each in its own name, Ukrainian first, no flags (product.md section 2, first contact)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.conversation import Turn
from bot.dialogue.scene import Scene
from bot.messages import Choice, Kind, Reply

OWN_NAMES: Final = (("uk", "Українська"), ("en", "English"), ("ru", "Русский"), ("pl", "Polski"))


def language_choices() -> tuple[Choice, ...]:
    return tuple(Choice(f"welcome:{code}", name) for code, name in OWN_NAMES)


def heard(scene: Scene) -> Scene:
    """The scene with the language of the message, where it is clear. Never from a command or a button."""
    if scene.message.kind is not Kind.TEXT:
        return scene
    spoken = scene.world.base.identify(scene.message.text)
    return replace(scene, heard=spoken.code) if spoken.clear and spoken.code in dict(OWN_NAMES) else scene


def with_languages(turn: Turn) -> Turn:
    """An answer to somebody who has not chosen a language yet carries the four buttons beneath."""
    return replace(
        turn, replies=(*turn.replies, Reply(" · ".join(name for _, name in OWN_NAMES), choices=language_choices()))
    )
