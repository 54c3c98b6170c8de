"""Flows in the dialogue: their moves as replies, their outcomes as events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.conversation import (
    Complained,
    Conversation,
    Event,
    QuestionEnded,
    Rated,
    Subscribed,
    TicketAdded,
    TicketOpened,
    Turn,
    Unsubscribed,
)
from bot.dialogue import menu
from bot.dialogue.menu import WAITING
from bot.dialogue.prompts import label, said
from bot.dialogue.scene import Scene
from bot.i18n import N_
from bot.messages import MEDIA, Choice, Kind, Reply
from bot.timetable.duty import Service
from bot.timetable.week import Week
from flows.catalogue import FLOWS, flow_in
from flows.flow import SEED, Flow
from flows.move import Data, Move, Outcome, Pressed, Said, Sent, Word, mapping, string, strings


def services_of(weeks: tuple[Week, ...]) -> tuple[Service, ...]:
    """The services of the known weeks, by their Polish names, each once."""
    found = {duty.service.id: duty.service for week in weeks for duty in week.duties}
    return tuple(sorted(found.values(), key=lambda service: service.name.into("pl")))


def begin(scene: Scene, name: str, data: Data) -> Turn:
    """Start a flow with what is known already. The question for a language keeps what waits for the answer."""
    waits = scene.conversation.data.get(WAITING) if name == "welcome" else None
    return _turn(scene, FLOWS[name].start({**data, WAITING: waits} if waits else data))


def is_running(scene: Scene) -> bool:
    """Whether a flow with something to lose runs."""
    return flow_in(scene.conversation.state) not in (None, FLOWS["welcome"])


def afresh(scene: Scene) -> Scene:
    """The scene without a last question that has its end already: not every question to a person is about that."""
    conversation = scene.conversation
    return scene if conversation.question is not None else replace(scene, conversation=replace(conversation, asked=""))


def enter(scene: Scene, name: str) -> Turn:
    """Start a flow from a command or a menu, with what the conversation knows."""
    return begin(scene, name, _seed(scene, name))


def handoff(scene: Scene, known: Data | None = None, *, question: str = "") -> Turn:
    """The hand-off with what is known: the question, and of flows/handoff.py's keys whatever the caller knows. A photo
    or voice is taken along."""
    conversation, message = scene.conversation, scene.message
    media = message.source if message.kind in MEDIA else None
    if conversation.held:
        return _to_the_holder(scene, question, media)
    question = question or conversation.asked
    if conversation.ticket is not None and not question and not media:
        return _waits(scene)
    sent = [[message.kind.value, media]] if media else []
    return begin(scene, "handoff", {**_seed(scene, "handoff"), **(known or {}), "sent": sent, "question": question})


def _to_the_holder(scene: Scene, question: str, media: str | None) -> Turn:
    """A person has the conversation already: what comes with the wish goes to that person."""
    number = scene.conversation.ticket
    if question or media:
        line = scene.tr(N_("Added to your question no. {number}."), number=number)
        return scene.turn(Reply(line), events=(TicketAdded(question, media),))
    return scene.turn(Reply(scene.tr(N_("Your question no. {number}: a person is working on it."), number=number)))


def _waits(scene: Scene) -> Turn:
    """There is nothing new to ask: the question that waits is not asked twice, and the way to another one is shown."""
    line = scene.tr(N_("Your question no. {number} waits for a person."), number=scene.conversation.ticket)
    choices = (Choice("write", scene.tr(N_("I will write it"))), Choice("menu", scene.tr(N_("Menu"))))
    return scene.turn(Reply(line, choices=choices))


def is_on_the_way_to_a_person(conversation: Conversation) -> bool:
    flow = flow_in(conversation.state)
    return flow is not None and flow.name == "handoff"


def in_flow(scene: Scene) -> Turn | None:
    """Whoever is in a flow speaks to the flow; what it has no use for falls through to the other rules."""
    conversation, message = scene.conversation, scene.message
    flow = flow_in(conversation.state)
    if flow is None or message.kind in (Kind.COMMAND, Kind.CHOICE):
        return None
    move = flow.take(conversation.state, conversation.data, _word(scene, flow))
    if move is not None and move.state is not None and message.kind in MEDIA and message.text:
        # The words beneath a picture are said too; they go masked, the picture goes without them.
        move = flow.take(move.state, move.data, Said(message.text)) or move
    return None if move is None else _turn(scene, move)


def press(scene: Scene, name: str) -> Turn:
    """A button of a flow, from the flow's own place or from an older message."""
    conversation, flow = scene.conversation, FLOWS[name]
    if flow_in(conversation.state) is flow:
        move = flow.take(conversation.state, conversation.data, Pressed(scene.message.text))
        return menu.out_of_date(scene) if move is None else _turn(scene, move)
    move = flow.take(None, _seed(scene, name), Pressed(scene.message.text))
    if move is None:
        return menu.out_of_date(scene)
    if flow_in(conversation.state) is not None and (move.state is None or name == "feedback"):
        # A tap beside the way (a language, a thumb) does not end the flow that runs: nothing said in it is lost.
        aside = replace(move, state=conversation.state, data=conversation.data)
        turn = _turn(scene, aside if move.state is None else replace(aside, prompts=()))
        return _put_again(scene, turn) if name == "welcome" or not turn.replies else turn
    return _turn(scene, move)


def _put_again(scene: Scene, turn: Turn) -> Turn:
    """The running flow's question once more, in the language that was perhaps chosen beside it."""
    conversation = turn.conversation
    flow = flow_in(conversation.state)
    if flow is None or conversation.state is None:
        return turn
    prompt = said(flow.prompt(conversation.state, conversation.data), conversation.language or scene.language)
    return replace(turn, replies=(*turn.replies, prompt))


def leave(scene: Scene) -> Turn | None:
    """/cancel in a flow. The question for a language cannot be cancelled: what waits for the answer would be lost."""
    flow = flow_in(scene.conversation.state)
    if flow is None or flow is FLOWS["welcome"]:
        return None
    move = flow.take(scene.conversation.state, scene.conversation.data, Pressed("cancel"))
    return None if move is None else _turn(scene, move)


def _seed(scene: Scene, name: str) -> Data:
    """What a flow begins with, also when its button is pressed outside it; each flow's docstring names its keys."""
    conversation = scene.conversation
    if name == "welcome":
        return {"greeted": conversation.language is not None}
    if name == "handoff":
        return {
            "pseudonym": scene.pseudonym,
            "language": scene.answering,
            "question": conversation.asked,
            "consented": conversation.consented,
        }
    if name == "subscription":
        offered = [[service.id, service.name.into(scene.language)] for service in services_of(scene.world.weeks)]
        terms = conversation.subscription or Subscribed()
        return {
            "services": offered,
            "subscribed": conversation.subscribed,
            "chosen": list(terms.services),
            "languages": list(terms.languages),
        }
    return {}


def _word(scene: Scene, flow: Flow) -> Word:
    """What was sent, as the flow takes it; a typed label means its button."""
    message = scene.message
    if message.kind in MEDIA:
        return Sent(message.kind.value, message.source or "")
    state = scene.conversation.state
    assert state is not None
    for option in flow.prompt(state, scene.conversation.data).options:
        if typed(label(option, scene.language)) == typed(message.text):
            return Pressed(option.value)
    return Said(message.text)


def typed(text: str) -> str:
    """A label and what somebody types for it meet: capitals, spaces and the kinds of apostrophe do not count."""
    return text.strip().casefold().replace("’", "'").replace("ʼ", "'")


def _turn(scene: Scene, move: Move) -> Turn:
    """The move's state and data, its prompts, and what its outcomes change."""
    turn = Turn(replace(scene.conversation, state=move.state, data=move.data))
    for outcome in move.outcomes:
        turn = OUTCOMES[outcome.name](scene, turn, outcome)
    # A language chosen in this move is the one that its prompts are said in.
    language = turn.conversation.language or scene.language
    prompts = tuple(said(prompt, language) for prompt in move.prompts)
    return replace(turn, replies=(*prompts, *turn.replies))


def _with(
    turn: Turn, *events: Event, replies: tuple[Reply, ...] = (), conversation: Conversation | None = None
) -> Turn:
    return Turn(conversation or turn.conversation, (*turn.replies, *replies), (*turn.events, *events))


def _language(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    """Also a question that is on its way to a person is answered in the language chosen last."""
    chosen = string(outcome.data, "language")
    conversation = replace(turn.conversation, language=chosen, spoken=chosen)
    if flow_in(conversation.state) is FLOWS["handoff"]:
        seed = {**mapping(conversation.data, SEED), "language": chosen}
        conversation = replace(conversation, data={**conversation.data, "language": chosen, SEED: seed})
    return _with(turn, conversation=conversation)


def _menu(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    language = turn.conversation.language or scene.language
    return _with(turn, replies=(menu.top(language),))


def _consented(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    return _with(turn, conversation=replace(turn.conversation, consented=True))


def _ticket(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    data = outcome.data
    text = string(data, "text")
    if data.get("for_other") is True:
        text = scene.tr(N_("For somebody else: {question}"), question=text)
    opened = TicketOpened(
        topic=string(data, "topic"),
        text=text,
        language=string(data, "language") or scene.language,
        urgency=string(data, "urgency") or "normal",
        bot_answer=string(data, "answer"),
        sensitive=data.get("sensitive") is True,
        media=tuple(strings(data, "media")),
        pseudonym=string(scene.conversation.data, "pseudonym") or scene.pseudonym,
    )
    ended = _end_of_question(turn, "ticket")
    # It is with the staff now: the next "ask a person" is about something else.
    return _with(ended, opened, conversation=replace(ended.conversation, asked="", asked_at=None))


def _declined(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    return _end_of_question(turn, "declined")


def _end_of_question(turn: Turn, outcome: str) -> Turn:
    if turn.conversation.question is None:
        return turn
    kept = replace(turn.conversation, question=None, asked="", asked_at=None, misses=0)
    return _with(turn, QuestionEnded(turn.conversation.question, outcome), conversation=kept)


def _subscribed(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    data = outcome.data
    wish = Subscribed(
        tuple(strings(data, "services")), tuple(strings(data, "organisations")), tuple(strings(data, "languages"))
    )
    return _with(turn, wish, conversation=replace(turn.conversation, subscription=wish))


def _unsubscribed(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    return _with(turn, Unsubscribed(), conversation=replace(turn.conversation, subscription=None))


def _rated(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    return _with(turn, Rated(string(outcome.data, "article"), outcome.data.get("helpful") is True))


def _reason(scene: Scene, turn: Turn, outcome: Outcome) -> Turn:
    data = outcome.data
    return _with(turn, Complained(string(data, "article"), string(data, "reason"), string(data, "text")))


OUTCOMES: Final[dict[str, Callable[[Scene, Turn, Outcome], Turn]]] = {
    "language": _language,
    "menu": _menu,
    "consented": _consented,
    "ticket": _ticket,
    "declined": _declined,
    "subscribed": _subscribed,
    "unsubscribed": _unsubscribed,
    "rated": _rated,
    "reason": _reason,
}
