"""RULES: the behaviour of the product, in its order (product.md section 2). The first rule that answers, answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.conversation import BlockedUs, EmergencySeen, QuestionAsked, Returned, TicketAdded, Turn
from bot.dialogue import first_contact, guided, orders, presses, questions, week
from bot.dialogue.cards import red_card
from bot.dialogue.languages import heard, with_languages
from bot.dialogue.presses import SHOWN
from bot.dialogue.scene import Rule, Scene
from bot.i18n import N_, translate
from bot.messages import Choice, Kind, Message, Reply
from flows.inquiry import PASSED_ON, PICTURES

RECEIPT_EVERY: Final = 3600.0  # seconds between two receipts while an operator has the conversation


NOT_KEPT: Final = N_("(danger; these words were not kept)")


def emergency(scene: Scene) -> Turn | None:
    """In any state, before everything else. An operator who has the conversation gets the text, marked urgent."""
    message = scene.message
    if message.emergency is None:
        return None
    language = message.emergency_language or (scene.conversation.language or scene.conversation.spoken)
    spoken = language or "?"
    seen = EmergencySeen(message.emergency, spoken)
    ended = QuestionAsked("", spoken, "emergency")
    added = (TicketAdded(message.text, _passed_on(message), urgent=True),) if scene.conversation.held else ()
    cards = red_card(scene.world.knowledge, message.emergency, language)
    # What was asked before an emergency is not joined with what comes after it.
    kept = replace(scene.conversation, asked_at=None, spoken=message.emergency_language or scene.conversation.spoken)
    turn = Turn(kept, cards, (seen, ended, *added))
    # Who is on the way to a person is not left there alone: the question says that there was danger, without the words.
    said = replace(message, kind=Kind.TEXT, text=translate(language or scene.language, NOT_KEPT), emergency=None)
    follow = replace(scene, conversation=kept, message=said)
    on = guided.in_flow(follow) if guided.is_on_the_way_to_a_person(kept) else None
    return turn if on is None else Turn(on.conversation, (*cards, *on.replies), (*turn.events, *on.events))


def standing(scene: Scene) -> Turn | None:
    """The channel tells that the person blocked or unblocked the bot."""
    match scene.message.kind:
        case Kind.BLOCKED:
            return scene.turn(events=(BlockedUs(),))
        case Kind.UNBLOCKED:
            return scene.turn(events=(Returned(),))
        case _:
            return None


def edited(scene: Scene) -> Turn | None:
    """An edit of a text that an operator has is passed on; otherwise the newest question is what counts."""
    if scene.message.kind is not Kind.EDIT:
        return None
    if scene.conversation.held and scene.message.text:
        return scene.turn(events=(TicketAdded(scene.message.text),))
    return scene.turn(Reply(scene.tr(N_("I do not see changes in old messages. Please write it again."))))


def attended(scene: Scene) -> Turn | None:
    """While an operator has the conversation the bot is silent; a receipt at most once an hour."""
    conversation, message = scene.conversation, scene.message
    if not conversation.held:
        return None
    media = _passed_on(message)
    if not message.text and media is None:
        return scene.turn(Reply(scene.tr(N_("I cannot pass this on. Write it in words."))))
    if media is not None and message.kind in PICTURES and conversation.data.get(SHOWN) != conversation.ticket:
        return _warned(scene, media)
    added = TicketAdded(message.text, media)
    before = conversation.receipt_at
    if before is not None and (scene.now - before).total_seconds() < RECEIPT_EVERY:
        return scene.turn(events=(added,))
    line = scene.tr(N_("Added to your question no. {number}. For the bot: /menu"), number=conversation.ticket)
    reply = Reply(f"{line}\n{orders.expected(scene)}".rstrip())
    return Turn(replace(conversation, receipt_at=scene.now), (reply,), (added,))


def _warned(scene: Scene, picture: str) -> Turn:
    """Before the first picture of a ticket (product.md section 5). The words beneath it go at once, masked."""
    choices = (
        Choice(f"attach:{scene.message.kind.value}:{picture}", scene.tr(N_("Send the picture"))),
        Choice("drop", scene.tr(N_("Do not send it"))),
    )
    line = scene.tr(N_("Staff will see this picture as it is. Cover numbers you do not want to show. Send?"))
    words = (TicketAdded(scene.message.text),) if scene.message.text else ()
    return scene.turn(Reply(line, choices=choices), events=words)


def _passed_on(message: Message) -> str | None:
    """The message to be copied to staff. Not a contact, which would show a phone number, nor a sticker."""
    return message.source if message.kind in PASSED_ON else None


RULES: Final[tuple[Rule, ...]] = (
    emergency,
    standing,
    orders.command,
    presses.press,
    edited,
    attended,
    guided.in_flow,
    presses.typed,
    first_contact.stranger,
    questions.unreadable,
    questions.lane,
    week.question,
    questions.base,
)


def respond(scene: Scene) -> Turn:
    """All that follows from one message; nothing has happened yet."""
    scene = heard(scene)
    turn = next(turn for turn in (rule(scene) for rule in RULES) if turn is not None)
    return _remembering(scene, turn)


def _remembering(scene: Scene, turn: Turn) -> Turn:
    """A clear language is remembered; who has not chosen one gets the four buttons beneath the answer."""
    if scene.heard is None or any(
        isinstance(event, QuestionAsked) and event.outcome == "language" for event in turn.events
    ):
        return turn  # what sounds like one of the four may be a fifth: Belarusian is no Russian
    turn = replace(turn, conversation=replace(turn.conversation, spoken=scene.heard))
    first = scene.conversation.language is None and scene.conversation.spoken is None
    asked_already = any(choice.value.startswith("welcome:") for reply in turn.replies for choice in reply.choices)
    return with_languages(turn) if first and turn.replies and not asked_already else turn
