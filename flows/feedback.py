"""Was an answer helpful? One tap; after "not helpful" a reason, if the person wants to give one.

Begins from the button: `feedback:yes:ARTICLE`, `feedback:no:ARTICLE`; or with article, to ask for the reason only.
Outcomes: rated {article, helpful} at the first tap; reason {article, reason: other|hard|wrong|words, text}.
Free text is taken only after "Write it": a new question typed in between is not eaten.
"""

from __future__ import annotations

from typing import Final

from flows.flow import IDLE, STAY, Flow, Says, Step, Way
from flows.move import N_, Option, Prompt, Said, string
from flows.states import State, StatesGroup

REASONS: Final = {
    "other": N_("It is about something else"),
    "hard": N_("Hard to understand"),
    "wrong": N_("Something is wrong or old"),
}


class Feedback(StatesGroup):
    reason = State()
    words = State()


def names_an_article(step: Step) -> bool:
    return bool(step.argument)


def is_reason(step: Step) -> bool:
    return step.argument in REASONS


def helpful(step: Step) -> None:
    step.tell("rated", article=step.argument, helpful=True)
    step.say(N_("Thank you."))


def not_helpful(step: Step) -> None:
    step.keep("article", step.argument)
    step.tell("rated", article=step.argument, helpful=False)


def give_reason(step: Step) -> None:
    step.tell("reason", article=string(step.data, "article"), reason=step.argument, text="")
    step.say(N_("Thank you. An editor will see it."))


def give_words(step: Step) -> None:
    text = step.word.text if isinstance(step.word, Said) else ""
    step.tell("reason", article=string(step.data, "article"), reason="words", text=text)
    step.say(N_("Thank you. An editor will see it."))


def leave(step: Step) -> None:
    step.say(N_("Thank you."))


SAYS: Final[Says] = {
    Feedback.reason: Prompt(
        N_("What was not good? You can also ask a person."),
        options=(
            *(Option(f"feedback:because:{reason}", label) for reason, label in REASONS.items()),
            Option("feedback:write", N_("Write it")),
            Option("handoff:start", N_("Ask a person")),
        ),
    ),
    Feedback.words: Prompt(N_("Write in one message what was not good.")),
}

FEEDBACK = Flow(
    "feedback",
    Feedback,
    (
        Way("start", IDLE, Feedback.reason),
        Way("yes", (IDLE, Feedback.reason, Feedback.words), IDLE, (names_an_article,), helpful),
        Way("no", (IDLE, Feedback.words), Feedback.reason, (names_an_article,), not_helpful),
        Way("no", Feedback.reason, STAY, (names_an_article,), not_helpful),
        Way("because", Feedback.reason, IDLE, (is_reason,), give_reason),
        Way("write", Feedback.reason, Feedback.words),
        Way("text", Feedback.words, IDLE, after=give_words),
    ),
    SAYS,
    cancelled=leave,
)
