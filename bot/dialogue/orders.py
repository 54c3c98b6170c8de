"""Commands: always obeyed, in any state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.commands import COMMANDS, parsed
from bot.conversation import DataAsked, ErasureAsked, Turn, Unsubscribed
from bot.dialogue import first_contact, guided, menu, week
from bot.dialogue.cards import CALL_NOW, CALLS_NOBODY, SAFETY_LINES, article_reply, paragraphs, point_line
from bot.dialogue.first_contact import SUBSCRIBE
from bot.dialogue.languages import language_choices
from bot.dialogue.scene import Scene
from bot.i18n import N_, format_day, format_time
from bot.messages import Choice, Kind, Reply
from flows.languages import OWN_NAMES
from flows.welcome import CHOOSE, PRIVACY, PRIVACY_TITLE

POINT: Final = "info-point"


def command(scene: Scene) -> Turn | None:
    if scene.message.kind is not Kind.COMMAND:
        return None
    name, argument = parsed(scene.message.text)
    ordered = ORDERS.get(name)
    if ordered is not None:
        return ordered(scene, argument)
    lines = "\n".join(f"/{each.name} – {scene.tr(each.about)}" for each in COMMANDS)
    return scene.turn(Reply(paragraphs(scene.tr(N_("I do not know this command. I know these:")), lines)))


def _start(scene: Scene, payload: str) -> Turn:
    """From the beginning; a deep link for subscribers goes on to the subscription once the language is known."""
    idle = menu.idle(scene)
    if scene.conversation.language is None:
        return first_contact.ask_language(idle, {"kind": SUBSCRIBE} if payload.startswith("sub") else None)
    if payload.startswith("sub"):
        return subscribe(idle, "")
    return menu.open_entry(idle, "")


def _language(scene: Scene, code: str) -> Turn:
    """With a code: changed at once. In the middle of a flow the four buttons stand beside it: nothing said is lost."""
    if code.lower() in OWN_NAMES:
        value = f"welcome:{code.lower()}"
        return first_contact.language(replace(scene, message=replace(scene.message, text=value, kind=Kind.CHOICE)))
    if guided.is_running(scene):
        return scene.turn(Reply(CHOOSE, choices=language_choices()))
    return guided.begin(scene, "welcome", {"greeted": scene.conversation.language is not None})


def _menu(scene: Scene, _: str) -> Turn:
    return menu.open_entry(menu.idle(scene), "")


def _ask(scene: Scene, question: str) -> Turn:
    return guided.handoff(guided.afresh(scene), question=question)


def _stop(scene: Scene, _: str) -> Turn:
    line = Reply(scene.tr(N_("Stopped. You will not get the weekly timetable any more.")))
    kept = replace(scene.conversation, subscription=None)
    return Turn(kept, (line,), (Unsubscribed(),))


def _status(scene: Scene, _: str) -> Turn:
    conversation = scene.conversation
    if conversation.ticket is None:
        choices = (Choice("person", scene.tr(N_("Ask a person"))),)
        return scene.turn(Reply(scene.tr(N_("You have no open question to a person.")), choices=choices))
    if conversation.held:
        line = scene.tr(N_("Your question no. {number}: a person is working on it."), number=conversation.ticket)
    else:
        line = scene.tr(N_("Your question no. {number} waits for a person."), number=conversation.ticket)
    return scene.turn(Reply(paragraphs(line, expected(scene))))


def expected(scene: Scene) -> str:
    """By when the open question is answered; "" when that moment is over or was never set."""
    due = scene.conversation.ticket_due
    if due is None or due <= scene.now:
        return ""
    local = due.astimezone(scene.world.zone)
    return scene.tr(
        N_("Expected answer: {day}, by {time}."),
        day=format_day(local.date(), scene.language),
        time=format_time(local, scene.language),
    )


def _privacy(scene: Scene, _: str) -> Turn:
    return scene.turn(Reply(scene.tr(PRIVACY), scene.tr(PRIVACY_TITLE)))


def _mydata(scene: Scene, _: str) -> Turn:
    return scene.turn(events=(DataAsked(),))


def _deleteme(scene: Scene, argument: str) -> Turn:
    """Asked once more, because it cannot be undone."""
    choices = (
        Choice("delete:yes", scene.tr(N_("Yes, delete all"))),
        Choice("delete:no", scene.tr(N_("No"))),
    )
    line = scene.tr(
        N_(
            "This deletes your questions, also one that waits for a person, and your subscription."
            " It cannot be undone. Delete?"
        )
    )
    return scene.turn(Reply(line, choices=choices))


def delete(scene: Scene, answer: str) -> Turn:
    if answer != "yes":
        return scene.turn(Reply(scene.tr(N_("Nothing was deleted."))))
    return scene.turn(Reply(scene.tr(N_("All that was kept about you is deleted."))), events=(ErasureAsked(),))


def _cancel(scene: Scene, _: str) -> Turn:
    left = guided.leave(scene)
    return left if left is not None else menu.open_entry(scene, "")


def _help(scene: Scene, _: str) -> Turn:
    what = scene.tr(N_("Write your question in your own words. Or use a command:"))
    lines = "\n".join(f"/{each.name} – {scene.tr(each.about)}" for each in COMMANDS)
    return scene.turn(Reply(paragraphs(what, lines, point_line(scene.world, scene.language, scene.now))))


def whole_week(scene: Scene, _: str) -> Turn:
    return scene.turn(week.whole(scene))


def subscribe(scene: Scene, _: str) -> Turn:
    return guided.enter(scene, "subscription")


def point(scene: Scene, _: str) -> Turn:
    """The Point today: its card, with today's hours from the published week."""
    article = scene.world.knowledge.articles.get(POINT)
    if article is None:
        return scene.turn(Reply(point_line(scene.world, scene.language, scene.now)))
    return scene.turn(week.point_today_reply(scene), article_reply(scene.world, article, scene.language, scene.now))


def emergency_card(scene: Scene, _: str) -> Turn:
    """The menu's last entry: the numbers, calmly. No alarm is raised for looking."""
    lines = [scene.tr(CALL_NOW)]
    for name in SAFETY_LINES:
        place = scene.world.knowledge.places[name]
        lines.append(f"{place.phone}: {place.name[scene.language]}")
    return scene.turn(Reply(paragraphs("\n".join(lines), scene.tr(CALLS_NOBODY)), scene.tr(N_("Emergency"))))


ORDERS: Final[dict[str, Callable[[Scene, str], Turn]]] = {
    "start": _start,
    "menu": _menu,
    "timetable": whole_week,
    "subscribe": subscribe,
    "stop": _stop,
    "ask": _ask,
    "status": _status,
    "language": _language,
    "privacy": _privacy,
    "mydata": _mydata,
    "deleteme": _deleteme,
    "cancel": _cancel,
    "help": _help,
}
