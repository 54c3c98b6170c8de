"""The menu: one tap from everywhere, every article in at most three taps."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.conversation import Turn
from bot.dialogue.prompts import said
from bot.dialogue.scene import Scene
from bot.i18n import N_
from bot.messages import Choice, Reply
from flows.catalogue import FLOWS, flow_in
from flows.inquiry import written
from flows.menu import Title, main, opened

WAITING: Final = "waiting"  # in a flow's data: messages that came before a language was chosen
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
    """The same scene outside any flow. What was said stays: a question on its way to a person is the last question,
    and what waits for a language still waits."""
    conversation = scene.conversation
    flow = flow_in(conversation.state)
    on_its_way = written(conversation.data) if flow is FLOWS["handoff"] else ""
    waits = {WAITING: conversation.data[WAITING]} if WAITING in conversation.data else {}
    left = replace(conversation, state=None, data=waits, asked=on_its_way or conversation.asked)
    return replace(scene, conversation=left)
