"""First contact: the language, privacy in five lines, the menu. A later change of language takes the same way.

Begins with: greeted (True when a language was chosen before: no privacy lines then).
Outcomes: language {language: uk|en|ru|pl}, then menu {} at the first time.
The press works from anywhere: the four buttons also stand beneath an answer given before the choice.
"""

from __future__ import annotations

from typing import Final

from flows.flow import IDLE, Flow, Step, Way
from flows.languages import OWN_NAMES
from flows.move import N_, Option, Prompt
from flows.states import State, StatesGroup

# Not for the catalogs: who has no language yet reads all four.
CHOOSE: Final = "Виберіть мову\nChoose your language\nВыберите язык\nWybierz język"
PRIVACY: Final = N_(
    "• You need no name, no phone number and no account.\n"
    "• Document numbers, phones and e-mails are hidden before anything is saved.\n"
    "• Staff see your question only if you ask a person. Editors see questions without an answer, but not whose.\n"
    "• Your texts are deleted after some time. /deleteme deletes them now.\n"
    "• A program prepared most texts from public sources. Each text says if the Point has confirmed it."
)
PRIVACY_TITLE: Final = N_("Your privacy")


class Welcome(StatesGroup):
    language = State()


def greeted(step: Step) -> bool:
    return step.data.get("greeted") is True


def change(language: str) -> Way:
    def chosen(step: Step) -> None:
        step.tell("language", language=language)
        step.say(N_("I write in this language now."))

    return Way(language, (IDLE, Welcome.language), IDLE, (greeted,), chosen)


def choose(language: str) -> Way:
    def chosen(step: Step) -> None:
        step.tell("language", language=language)
        step.prompts.append(Prompt(PRIVACY, title=PRIVACY_TITLE))
        step.tell("menu")

    return Way(language, (IDLE, Welcome.language), IDLE, after=chosen)


WELCOME = Flow(
    "welcome",
    Welcome,
    (
        Way("start", IDLE, Welcome.language),
        *(way for language in OWN_NAMES for way in (change(language), choose(language))),
    ),
    {
        Welcome.language: Prompt(
            CHOOSE, options=tuple(Option(f"welcome:{code}", name, literal=True) for code, name in OWN_NAMES.items())
        )
    },
)
