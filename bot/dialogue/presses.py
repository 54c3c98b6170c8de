"""Pressed buttons: always obeyed, in any state. A value is `name` or `name:rest`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.conversation import QuestionEnded, TicketAdded, Turn
from bot.dialogue import guided, menu, orders, questions, week
from bot.dialogue.cards import article_reply, more_reply
from bot.dialogue.scene import Scene
from bot.i18n import N_
from bot.messages import Choice, Kind, Reply
from flows.catalogue import flow_for


def press(scene: Scene) -> Turn | None:
    if scene.message.kind is not Kind.CHOICE:
        return None
    value = scene.message.text
    if value.startswith("welcome:"):
        return language(scene)
    if (flow := flow_for(value)) is not None:
        return guided.press(scene, flow.name)
    name, _, rest = value.partition(":")
    pressed = PRESSES.get(name)
    return menu.out_of_date(scene) if pressed is None else pressed(scene, rest)


def language(scene: Scene) -> Turn:
    """A language was chosen; whatever was sent before the choice is answered right after it."""
    waiting = scene.conversation.data
    turn = guided.press(scene, "welcome")
    text, kind = waiting.get("waiting"), waiting.get("waiting_kind")
    if not turn.conversation.language or not (text or kind):
        return turn
    follow = replace(
        scene,
        conversation=turn.conversation,
        message=replace(
            scene.message,
            kind=Kind(str(kind)) if kind else Kind.TEXT,
            text=str(text or ""),
            source=str(waiting.get("waiting_source") or ""),
        ),
    )
    answered = next(found for rule in AFTER_THE_CHOICE if (found := rule(follow)) is not None)
    # The menu comes last: the answer is what was waited for.
    return Turn(answered.conversation, (*turn.replies[:-1], *answered.replies), (*turn.events, *answered.events))


AFTER_THE_CHOICE: Final = (questions.unreadable, questions.lane, week.question, questions.base)


def _article(scene: Scene, name: str) -> Turn:
    """A title was pressed: from a list, from "did you mean" (then the question is answered by choice), or related."""
    article = scene.world.knowledge.articles.get(name)
    if article is None:
        return menu.out_of_date(scene)
    if scene.conversation.question is None:
        return scene.turn(article_reply(scene.world, article, scene.language, scene.now))
    asked_in = scene.conversation.spoken or scene.language
    card = article_reply(scene.world, article, asked_in, scene.now, switch=asked_in != scene.language)
    kept = replace(scene.conversation, question=None, asked_at=None, misses=0)
    return Turn(kept, (card,), (QuestionEnded(scene.conversation.question, "chosen", name),))


def _more(scene: Scene, name: str) -> Turn:
    article = scene.world.knowledge.articles.get(name)
    if article is None:
        return menu.out_of_date(scene)
    return scene.turn(more_reply(scene.world, article, scene.language, scene.now))


def _person(scene: Scene, about: str) -> Turn:
    """Ask a person, perhaps from beneath an article: then staff see what the bot answered."""
    article = scene.world.knowledge.articles.get(about)
    answer = article.texts[scene.language].title if article else ""
    return guided.handoff(scene, answer=answer)


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


def _write(scene: Scene, _: str) -> Turn:
    return scene.turn(Reply(scene.tr(N_("Good. Write your question in a few words."))))


def _change(scene: Scene, code: str) -> Turn:
    """Answer in another language was given; from now on all is in it."""
    follow = replace(scene, message=replace(scene.message, text=f"welcome:{code}"))
    return guided.press(follow, "welcome")


def _menu(scene: Scene, rest: str) -> Turn:
    """An entry of the menu: four of them open no list."""
    entry = MENU.get(rest)
    return menu.open_entry(scene, rest) if entry is None else entry(scene, "")


MENU: Final[dict[str, Callable[[Scene, str], Turn]]] = {
    "today": orders.point,
    "week": orders.whole_week,
    "ask": _person,
    "emergency": orders.emergency_card,
}
PRESSES: Final[dict[str, Callable[[Scene, str], Turn]]] = {
    "article": _article,
    "more": _more,
    "person": _person,
    "none": _none,
    "decline": _decline,
    "add": _add,
    "pass": _pass,
    "write": _write,
    "language": _change,
    "menu": _menu,
    "timetable": orders.whole_week,
    "subscribe": orders.subscribe,
    "emergency": orders.emergency_card,
    "delete": orders.delete,
}
