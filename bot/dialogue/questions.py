"""Questions in free text: the lanes, the week, the knowledge base (product.md section 2, steps 6 to 8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from bot.conversation import QuestionAsked, Turn
from bot.dialogue import guided
from bot.dialogue.cards import article_reply, paragraphs, title_choice
from bot.dialogue.ends import asked, ended, is_text, meant, still_open
from bot.dialogue.languages import is_other, language_choices, with_switch
from bot.dialogue.scene import Scene
from bot.i18n import N_, translate
from bot.messages import MEDIA, Choice, Reply
from bot.timetable.answer import nearest_duty
from bot.timetable.render import lines
from flows.languages import OWN_NAMES
from knowledge.answer import Answer, Sure, Unknown, Unsure
from knowledge.triage import Human, OtherLanguage, SmallTalk, Spam, is_gibberish, prepared, triage

MISSES_BEFORE_A_PERSON: Final = 2

SMALL_TALK: Final = {
    "hello": N_("Hello! Write your question, or choose a topic."),
    "thanks": N_("You are welcome. If something is unclear, write again."),
    "bye": N_("Goodbye! You can write at any time."),
    "bot": N_("I am a program. I know texts that people have collected. A person can answer too."),
    "abuse": N_("I am a program and I want to help. Write your question, or ask a person."),
    "test": N_("It works. Write your question, or choose a topic."),
    "how-are-you": N_("I am well, thank you. How can I help?"),
    "joke": N_("Jokes are not my strong side. I can help with papers, school and doctors."),
    "lonely": N_("I am sorry that you feel alone. I am a program, but people can talk to you."),
    "emoji": N_("Good! Write if you need anything else."),
}
QUEUE_IS_FREE: Final = N_(
    "Visits and places in the queue of an office are free. Nobody may sell them. Do not pay and do not give your data."
)


def unreadable(scene: Scene) -> Turn | None:
    """Voice, photo, file, location outside a ticket (product.md section 2, first contact)."""
    message = scene.message
    if message.kind not in MEDIA:
        return None
    choices = (
        Choice(f"pass:{message.kind.value}:{message.source or ''}", scene.tr(N_("Send it to a person"))),
        Choice("write", scene.tr(N_("I will write it"))),
    )
    # The words beneath it are the question that goes along; without any, the last question is not what it is about.
    kept = replace(scene.conversation, asked=message.text, asked_at=None)
    return Turn(kept, (Reply(scene.tr(N_("I cannot read this.")), choices=choices),))


def lane(scene: Scene) -> Turn | None:
    """Small talk, spam, other languages, the wish for a person."""
    if not is_text(scene):
        return None
    found = triage(meant(scene))
    match found:
        case None:
            return None
        case SmallTalk(kind=kind):
            return ended(scene, "smalltalk", _small_talk(scene, kind))
        case Spam(kind="queue"):
            return ended(scene, "spam", _queue_warning(scene))
        case Spam():
            return ended(scene, "spam")  # adverts get no answer
        case OtherLanguage(code=code):
            return ended(scene, "language", _in_another_language(code))
        case Human():
            return _to_a_person(scene)
        case _:
            assert_never(found)


def _to_a_person(scene: Scene) -> Turn:
    """The wish for a person is added to the question that has no end yet; alone, it is the question itself."""
    text, joins = asked(scene)
    before = scene.conversation
    if before.question is not None and joins is None:
        text, joins = paragraphs(before.asked, text), before.question
    event = QuestionAsked(text, scene.answering, None, None, 0.0, joins)
    kept = replace(scene, conversation=replace(before, asked=text, asked_at=None))
    if before.ticket is not None:
        line = scene.tr(N_("Your question no. {number} waits for a person."), number=before.ticket)
        turn = kept.turn(_with_addition(scene, Reply(line, choices=_ways_on(scene.language))))
    else:
        turn = guided.handoff(kept, question=text)
    return replace(turn, events=(*turn.events, event))


def _ways_on(language: str) -> tuple[Choice, ...]:
    return (
        Choice("person", translate(language, N_("Ask a person"))),
        Choice("menu", translate(language, N_("Menu"))),
    )


def _in_another_language(code: str) -> Reply:
    """One prepared line in the language of the message where there is one, and the four language buttons."""
    found = prepared(code)
    names = " · ".join(OWN_NAMES.values())
    return Reply(paragraphs(found.line if found else "", names), choices=language_choices())


def _small_talk(scene: Scene, kind: str) -> Reply:
    language = scene.answering
    choices = [
        Choice("menu", translate(language, N_("Menu"))),
        Choice("person", translate(language, N_("Ask a person"))),
    ]
    if kind == "lonely" and "crisis-lines" in scene.world.knowledge.articles:
        choices.insert(0, title_choice(scene.world.knowledge, "crisis-lines", language))
    text = translate(language, SMALL_TALK.get(kind, SMALL_TALK["hello"]))
    return Reply(text, choices=() if kind in ("thanks", "bye", "emoji") else tuple(choices))


def _queue_warning(scene: Scene) -> Reply:
    known = scene.world.knowledge
    choices = (title_choice(known, "scams-queue", scene.answering),) if "scams-queue" in known.articles else ()
    return Reply(translate(scene.answering, QUEUE_IS_FREE), choices=choices)


def base(scene: Scene) -> Turn:
    """The three bands: sure, unsure, unknown. The last rule: it answers every text."""
    text = meant(scene)
    found: Answer = scene.world.base.ask(text, scene.answering)
    language = scene.answering
    match found:
        case Sure(article=article, confidence=confidence):
            known = scene.world.knowledge.articles[article]
            card = article_reply(scene.world, known, language, scene.now, switch=is_other(scene))
            return ended(scene, "answered", _with_addition(scene, card), article=article, confidence=confidence)
        case Unsure(confidence=confidence, choices=choices):
            titles = with_switch(scene, _did_you_mean(scene, choices))
            return still_open(scene, confidence, _with_addition(scene, titles), missed=False)
        case Unknown(confidence=confidence):
            line = with_switch(scene, _do_not_know(scene, text))
            return still_open(scene, confidence, _with_addition(scene, line), missed=True)
        case _:
            assert_never(found)


def _with_addition(scene: Scene, card: Reply) -> Reply:
    """While a ticket is only new the bot goes on answering and offers to add the text to it."""
    if scene.conversation.ticket is None or scene.conversation.held:
        return card
    add = Choice("add", translate(scene.answering, N_("Add this to my question")))
    return replace(card, choices=(*card.choices[:5], add))


def _did_you_mean(scene: Scene, choices: tuple[str, ...]) -> Reply:
    language = scene.answering
    titles = tuple(title_choice(scene.world.knowledge, each, language) for each in choices)
    none = Choice("none", translate(language, N_("None of these")))
    return Reply(translate(language, N_("Did you mean:")), choices=(*titles, none))


def _do_not_know(scene: Scene, text: str) -> Reply:
    language = scene.answering
    if scene.conversation.misses + 1 >= MISSES_BEFORE_A_PERSON:
        yes = Choice("person", translate(language, N_("Yes, a person")))
        no = Choice("decline", translate(language, N_("No, thank you")))
        line = translate(language, N_("I did not understand again. Shall a person answer this?"))
        return Reply(line, choices=(yes, no))
    if is_gibberish(text):
        line = translate(language, N_("I could not read that. Write it in a few words, or choose a topic."))
    else:
        line = translate(language, N_("I do not know this yet. A person can answer you."))
    soon = nearest_duty(scene.world.weeks, scene.now, scene.world.zone)
    duty = lines(soon, language) if soon is not None else ""
    return Reply(paragraphs(line, duty), choices=_ways_on(language))
