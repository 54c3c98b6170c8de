"""The menu: one tap from everywhere, every article in at most three taps."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.conversation import Turn
from bot.dialogue.prompts import said
from bot.dialogue.scene import Scene
from bot.i18n import N_
from bot.messages import Choice, Reply
from flows.menu import Title, main, opened

OUT_OF_DATE: Final = N_("This button is out of date. Choose a topic or write your question.")


def top(language: str) -> Reply:
    return said(main(), language)


def open_entry(scene: Scene, rest: str) -> Turn:
    """A list of the menu, or the menu itself."""
    language = scene.language
    titles = tuple(
        Title(article.id, article.area, article.texts[language].title)
        for article in scene.world.knowledge.articles.values()
    )
    prompt = opened(f"menu:{rest}" if rest else "menu", titles)
    return out_of_date(scene) if prompt is None else scene.turn(said(prompt, language))


def out_of_date(scene: Scene) -> Turn:
    return scene.turn(Reply(scene.tr(OUT_OF_DATE), choices=(Choice("menu", scene.tr(N_("Menu"))),)))


def idle(scene: Scene) -> Scene:
    """The same scene outside any flow."""
    return replace(scene, conversation=replace(scene.conversation, state=None, data={}))
