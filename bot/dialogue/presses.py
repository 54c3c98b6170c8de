"""Pressed buttons: always obeyed, in any state. A value is `name` or `name:rest`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.conversation import QuestionEnded, TicketAdded, Turn
from bot.dialogue import first_contact, guided, menu, orders
from bot.dialogue.cards import article_reply, more_reply
from bot.dialogue.prompts import label
from bot.dialogue.scene import Scene
from bot.i18n import N_
from bot.messages import Choice, Kind, Reply
from flows.catalogue import flow_for
from flows.languages import OWN_NAMES
from flows.menu import main

SHOWN: Final = "shown_to"  # in the conversation's data: the ticket whose staff may see its pictures


def typed(scene: Scene) -> Turn | None:
    """The words of a menu's button, typed, are the button."""
    if scene.message.kind is not Kind.TEXT:
        return None
    for option in main().options:
        if guided.typed(label(option, scene.answering)) == guided.typed(scene.message.text):
            return press(replace(scene, message=replace(scene.message, kind=Kind.CHOICE, text=option.value)))
    return None


def press(scene: Scene) -> Turn | None:
    if scene.message.kind is not Kind.CHOICE:
        return None
    value = scene.message.text
    if value.startswith("welcome:"):
        return first_contact.language(scene)
    if value == "handoff:start":
        return guided.handoff(scene)
    if (flow := flow_for(value)) is not None:
        return guided.press(scene, flow.name)
    name, _, rest = value.partition(":")
    pressed = PRESSES.get(name)
    return menu.out_of_date(scene) if pressed is None else pressed(scene, rest)


def _named(scene: Scene, rest: str) -> tuple[str, str]:
    """An article's id, and the language of the card beneath which it was pressed where that is not the chosen one."""
    name, _, language = rest.partition(":")
    return name, language if language in OWN_NAMES else ""


def _article(scene: Scene, rest: str) -> Turn:
    """A title was pressed: from a list, from "did you mean" (then the question is answered by choice), or related."""
    name, language = _named(scene, rest)
    article = scene.world.knowledge.articles.get(name)
    if article is None:
        return menu.out_of_date(scene)
    asked_in = scene.conversation.spoken if scene.conversation.question is not None else None
    shown_in = language or asked_in or scene.language
    card = article_reply(scene.world, article, shown_in, scene.now, switch=shown_in != scene.language)
    if scene.conversation.question is None:
        return scene.turn(card)
    kept = replace(scene.conversation, question=None, asked_at=None, misses=0)
    return Turn(kept, (card,), (QuestionEnded(scene.conversation.question, "chosen", name),))


def _more(scene: Scene, rest: str) -> Turn:
    name, language = _named(scene, rest)
    article = scene.world.knowledge.articles.get(name)
    if article is None:
        return menu.out_of_date(scene)
    return scene.turn(more_reply(scene.world, article, language or scene.language, scene.now))


def _person(scene: Scene, about: str) -> Turn:
    """Ask a person, perhaps from beneath an article: then staff see what the bot answered."""
    article = scene.world.knowledge.articles.get(about)
    answer = article.texts[scene.language].title if article else ""
    return guided.handoff(scene, {"answer": answer, "sensitive": article is not None and article.sensitive})


def _ask(scene: Scene, _: str) -> Turn:
    """From the menu: a question that was answered already is not the one to be asked."""
    return guided.handoff(guided.afresh(scene))


def _help(scene: Scene, _: str) -> Turn:
    """Yes to the person whom staff offered after an alarm: two questions less."""
    return guided.handoff(guided.afresh(scene), {"topic": "safety", "urgency": "today"})


def _none(scene: Scene, _: str) -> Turn:
    """None of these: a miss. The second one in a row offers the person straight away."""
    kept = replace(scene.conversation, misses=scene.conversation.misses + 1)
    choices = (
        Choice("person", scene.tr(N_("Yes, a person"))),
        Choice("decline", scene.tr(N_("No, thank you"))),
    )
    return Turn(kept, (Reply(scene.tr(N_("I do not know this yet. Shall a person answer you?")), choices=choices),))


def _decline(scene: Scene, _: str) -> Turn:
    menu_choice = (Choice("menu", scene.tr(N_("Menu"))),)
    line = Reply(scene.tr(N_("All right. You can ask a person at any time.")), choices=menu_choice)
    if scene.conversation.question is None:
        return scene.turn(line)
    kept = replace(scene.conversation, question=None, asked="", asked_at=None, misses=0)
    return Turn(kept, (line,), (QuestionEnded(scene.conversation.question, "declined"),))


def _add(scene: Scene, _: str) -> Turn:
    """Add the last text to the ticket that still waits."""
    conversation = scene.conversation
    if conversation.ticket is None or not conversation.asked:
        return menu.out_of_date(scene)
    line = scene.tr(N_("Added to your question no. {number}."), number=conversation.ticket)
    ended = (QuestionEnded(conversation.question, "ticket"),) if conversation.question is not None else ()
    kept = replace(conversation, question=None, asked="", asked_at=None)
    return Turn(kept, (Reply(line),), (TicketAdded(conversation.asked), *ended))


def _pass(scene: Scene, rest: str) -> Turn:
    """Send the unreadable message to a person: the same message is passed on."""
    kind, _, source = rest.partition(":")
    if kind not in tuple(Kind) or not source:
        return menu.out_of_date(scene)
    return guided.handoff(replace(scene, message=replace(scene.message, kind=Kind(kind), source=source)))


def _attach(scene: Scene, rest: str) -> Turn:
    """A picture for whoever has the conversation; who said yes once is not asked again for this question."""
    number = scene.conversation.ticket
    _, _, source = rest.partition(":")
    if number is None or not source:
        return _pass(scene, rest)
    kept = replace(scene.conversation, data={**scene.conversation.data, SHOWN: number})
    line = scene.tr(N_("Added to your question no. {number}."), number=number)
    return Turn(kept, (Reply(line),), (TicketAdded(media=source),))


def _drop(scene: Scene, _: str) -> Turn:
    return scene.turn(Reply(scene.tr(N_("The picture is not sent."))))


def _write(scene: Scene, _: str) -> Turn:
    return scene.turn(Reply(scene.tr(N_("Good. Write your question in a few words."))))


def _change(scene: Scene, code: str) -> Turn:
    """Answer in another language was given; from now on all is in it."""
    return first_contact.language(replace(scene, message=replace(scene.message, text=f"welcome:{code}")))


def _menu(scene: Scene, rest: str) -> Turn:
    """An entry of the menu: four of them open no list."""
    entry = MENU.get(rest)
    return menu.open_entry(scene, rest) if entry is None else entry(scene, "")


MENU: Final[dict[str, Callable[[Scene, str], Turn]]] = {
    "today": orders.point,
    "week": orders.whole_week,
    "ask": _ask,
    "emergency": orders.emergency_card,
}
PRESSES: Final[dict[str, Callable[[Scene, str], Turn]]] = {
    "article": _article,
    "more": _more,
    "person": _person,
    "help": _help,
    "none": _none,
    "decline": _decline,
    "add": _add,
    "pass": _pass,
    "attach": _attach,
    "drop": _drop,
    "write": _write,
    "language": _change,
    "menu": _menu,
    "timetable": orders.whole_week,
    "subscribe": orders.subscribe,
    "emergency": orders.emergency_card,
    "delete": orders.delete,
}
