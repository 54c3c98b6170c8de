"""The language, privacy in five lines, the menu."""

from __future__ import annotations

from flows.move import Outcome, Pressed, Said
from flows.welcome import PRIVACY, WELCOME, Welcome


def test_the_four_languages_stand_in_their_own_names_ukrainian_first() -> None:
    move = WELCOME.start()
    assert [option.label for option in move.prompts[0].options] == ["Українська", "English", "Русский", "Polski"]
    assert all(option.literal for option in move.prompts[0].options)


def test_a_choice_gives_the_language_privacy_and_the_menu() -> None:
    first = WELCOME.start()
    move = WELCOME.take(first.state, first.data, Pressed("welcome:pl"))
    assert move is not None
    assert move.state is None
    assert move.outcomes == (Outcome("language", {"language": "pl"}), Outcome("menu"))
    assert [prompt.text for prompt in move.prompts] == [PRIVACY]


def test_privacy_has_five_lines() -> None:
    assert len(PRIVACY.splitlines()) == 5


def test_the_buttons_beneath_an_answer_work_while_nothing_runs() -> None:
    move = WELCOME.take(None, {}, Pressed("welcome:uk"))
    assert move is not None
    assert [outcome.name for outcome in move.outcomes] == ["language", "menu"]


def test_a_later_change_of_language_says_only_that() -> None:
    move = WELCOME.take(None, {"greeted": True}, Pressed("welcome:ru"))
    assert move is not None
    assert move.outcomes == (Outcome("language", {"language": "ru"}),)
    assert [prompt.text for prompt in move.prompts] == ["I write in this language now."]


def test_a_question_instead_of_a_choice_is_not_eaten() -> None:
    assert WELCOME.take(Welcome.language, {}, Said("where is the doctor")) is None
