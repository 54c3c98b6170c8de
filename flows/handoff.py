"""A question goes to a person: consent, topic, the question, is there a date, a last look, send.

Begins with what is known: pseudonym, language (code), question (its text; may be missing), answer (what the bot
answered), consented (True: not asked again), sent ([[kind, source], …]: messages to pass on), topic, sensitive (True:
whatever the topic).
Outcomes: consented {} (remember it: consent is asked once); ticket {topic, text, urgency: today|dated|normal, media:
[source, …], language, answer, sensitive, for_other}; declined {text} when it was cancelled or consent was refused.
Whatever is written or sent on the way is added to the question, in every state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flows.flow import IDLE, STAY, Action, Flow, Guard, Says, Step, Way
from flows.inquiry import PASSED_ON, PICTURES, SENSITIVE, TOPICS, URGENCIES, held, media, seen, written
from flows.move import N_, Data, Label, Option, Prompt, Said, Sent, string, strings
from flows.states import State, StatesGroup


class Handoff(StatesGroup):
    consent = State()
    picture = State()
    topic = State()
    question = State()
    date = State()
    summary = State()


# What is still to be done, in this order.


def must_agree(step: Step) -> bool:
    return step.data.get("consented") is not True


def holds_a_picture(step: Step) -> bool:
    return any(kind in PICTURES for kind, _ in held(step.data))


def lacks_topic(step: Step) -> bool:
    return string(step.data, "topic") not in TOPICS


def lacks_question(step: Step) -> bool:
    return not written(step.data) and not media(step.data)


def lacks_date(step: Step) -> bool:
    return string(step.data, "urgency") not in URGENCIES


OPEN: Final[dict[State, tuple[Guard, ...]]] = {
    Handoff.consent: (must_agree,),
    Handoff.picture: (holds_a_picture,),
    Handoff.topic: (lacks_topic,),
    Handoff.question: (lacks_question,),
    Handoff.date: (lacks_date,),
    Handoff.summary: (),
}


def onward(
    trigger: str, source: str, after: Action, *, settles: State | None = None, only: tuple[Guard, ...] = ()
) -> Iterator[Way]:
    """To the first thing still open. settles: this word settles it; only: otherwise nothing happens."""
    for state, still_open in OPEN.items():
        if state != settles:
            yield Way(trigger, source, state, (*only, *still_open), after)


# What a word does.


def begin(step: Step) -> None:
    """Voice messages need no warning: they are passed on. Pictures wait."""
    if any(kind not in PASSED_ON for kind, _ in held(step.data)):
        cannot_pass_on(step)
    step.data["media"] = media(step.data)
    step.data["sent"] = [list(pair) for pair in held(step.data) if pair[0] in PICTURES]


def cannot_pass_on(step: Step) -> None:
    step.say(N_("I cannot pass this on. Write it in words."))


def agree(step: Step) -> None:
    step.keep("consented", True)
    step.tell("consented")


def refuse(step: Step) -> None:
    step.say(N_("Nothing was sent to staff. You can ask a person later."))
    step.tell("declined", text=written(step.data))


def note_topic(step: Step) -> None:
    step.data["topic"] = step.argument


def note_date(step: Step) -> None:
    step.data["urgency"] = step.argument


def write(step: Step) -> None:
    if isinstance(step.word, Said):
        step.data["texts"] = [*strings(step.data, "texts"), step.word.text]


def add(step: Step) -> None:
    """Write, or pass on, and say so."""
    write(step)
    pass_on(step)
    step.say(N_("Added to your question."))


def pass_on(step: Step) -> None:
    if isinstance(step.word, Sent):
        step.data["media"] = [*strings(step.data, "media"), step.word.source]


def hold(step: Step) -> None:
    if isinstance(step.word, Sent):
        step.data["sent"] = [*(list(pair) for pair in held(step.data)), [step.word.kind, step.word.source]]


def show_pictures(step: Step) -> None:
    """The warning is given before the first picture; who said yes is not asked again."""
    step.data["media"] = [*strings(step.data, "media"), *(source for _, source in held(step.data))]
    step.data["sent"] = []
    step.data["warned"] = True


def drop_pictures(step: Step) -> None:
    step.data["sent"] = []
    step.say(N_("The picture is not sent."))


def change_whose(step: Step) -> None:
    step.data["for_other"] = step.data.get("for_other") is not True


def send(step: Step) -> None:
    data, topic = step.data, string(step.data, "topic")
    step.tell(
        "ticket",
        topic=topic,
        text=written(data),
        urgency=string(data, "urgency"),
        media=strings(data, "media"),
        language=string(data, "language"),
        answer=string(data, "answer"),
        sensitive=topic in SENSITIVE or data.get("sensitive") is True,
        for_other=data.get("for_other") is True,
    )


def is_topic(step: Step) -> bool:
    return step.argument in TOPICS


def is_urgency(step: Step) -> bool:
    return step.argument in URGENCIES


def is_new_picture(step: Step) -> bool:
    return isinstance(step.word, Sent) and step.word.kind in PICTURES and step.data.get("warned") is not True


def can_be_passed_on(step: Step) -> bool:
    return isinstance(step.word, Sent) and step.word.kind in PASSED_ON


# What is said.


def consent(data: Data) -> Prompt:
    return Prompt(
        N_(
            "A person can answer you in this chat. The staff will see:\n"
            "• a made-up name: {pseudonym}\n"
            "• your language: {language}\n"
            "• your question: {question}\n"
            "• what I answered: {answer}\n"
            "They do not see your name or phone number. Document numbers are hidden. Do you agree?"
        ),
        seen(data),
        (Option("handoff:yes", N_("Yes, I agree")), Option("handoff:no", N_("No"))),
        N_("Ask a person"),
    )


def summary(data: Data) -> Prompt:
    whose = N_("somebody else") if data.get("for_other") is True else N_("me")
    change = N_("The question is about me") if data.get("for_other") is True else N_("It is about somebody else")
    return Prompt(
        N_(
            "The staff will see:\n"
            "• name: {pseudonym}\n"
            "• language: {language}\n"
            "• topic: {topic}\n"
            "• question: {question}\n"
            "• what I answered: {answer}\n"
            "• date: {date}\n"
            "• about: {whose}\n"
            "• photos, voice messages and files: {count}\n"
            "You can still write more, or send a photo or a voice message."
        ),
        {
            **seen(data),
            "topic": Label(TOPICS.get(string(data, "topic"), TOPICS["other"])),
            "date": Label(URGENCIES.get(string(data, "urgency"), URGENCIES["normal"])),
            "whose": Label(whose),
            "count": len(strings(data, "media")),
        },
        (Option("handoff:send", N_("Send to the staff")), Option("handoff:whose", change)),
        N_("Check before you send"),
    )


SAYS: Final[Says] = {
    Handoff.consent: consent,
    Handoff.picture: Prompt(
        N_("Staff will see this picture as it is. Cover numbers you do not want to show. Send?"),
        options=(Option("handoff:show", N_("Send the picture")), Option("handoff:drop", N_("Do not send it"))),
    ),
    Handoff.topic: Prompt(
        N_("What is your question about?"),
        options=tuple(Option(f"handoff:topic:{topic}", label) for topic, label in TOPICS.items()),
    ),
    Handoff.question: Prompt(
        N_("Write your question. You can also send a voice message or a photo. You can send several messages.")
    ),
    Handoff.date: Prompt(
        N_(
            "Is there a date? Choose today if you have no place to sleep tonight, if you must leave your home,"
            " if someone is detained, or if you are ill and get no care. Choose this week if a letter gives a deadline."
        ),
        options=(
            Option("handoff:date:today", N_("Today")),
            Option("handoff:date:dated", N_("This week")),
            Option("handoff:date:normal", N_("No date")),
        ),
    ),
    Handoff.summary: summary,
}

# While these are asked, whatever is written or sent is added and the same is asked again.
LISTENING: Final = (Handoff.consent, Handoff.topic, Handoff.date, Handoff.summary)

HANDOFF = Flow(
    "handoff",
    Handoff,
    (
        *onward("start", IDLE, begin),
        *onward("yes", Handoff.consent, agree, settles=Handoff.consent),
        Way("no", Handoff.consent, IDLE, after=refuse),
        *onward("topic", Handoff.topic, note_topic, settles=Handoff.topic, only=(is_topic,)),
        *onward("text", Handoff.question, write, settles=Handoff.question),
        *onward("date", Handoff.date, note_date, settles=Handoff.date, only=(is_urgency,)),
        *onward("show", Handoff.picture, show_pictures, settles=Handoff.picture),
        *onward("drop", Handoff.picture, drop_pictures, settles=Handoff.picture),
        Way("whose", Handoff.summary, STAY, after=change_whose),
        Way("send", Handoff.summary, Handoff.picture, (holds_a_picture,)),
        Way("send", Handoff.summary, IDLE, after=send),
        Way("text", (*LISTENING, Handoff.picture), STAY, after=add),
        Way("sent", (Handoff.consent, Handoff.picture), STAY, (is_new_picture,), hold),
        Way("sent", (*LISTENING, Handoff.question), Handoff.picture, (is_new_picture,), hold),
        *onward("sent", Handoff.question, pass_on, settles=Handoff.question, only=(can_be_passed_on,)),
        Way("sent", (*LISTENING, Handoff.picture), STAY, (can_be_passed_on,), add),
        Way("sent", tuple(Handoff), STAY, after=cannot_pass_on),
    ),
    SAYS,
    cancelled=refuse,
)
