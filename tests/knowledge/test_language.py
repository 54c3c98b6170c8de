from __future__ import annotations

import pytest

from knowledge.base import language_model
from knowledge.cache import read_lexicon
from knowledge.language import LanguageModel, script
from knowledge.matcher import subjects
from tests.knowledge.small_base import ARTICLES


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return language_model(subjects(ARTICLES), read_lexicon())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Підкажіть, будь ласка, де отримати довідку", "uk"),
        ("де можна записати дитину в школу", "uk"),
        ("Подскажите, пожалуйста, где получить справку", "ru"),
        ("как записать ребенка в школу", "ru"),
        ("gdzie mogę zapisać dziecko do szkoły", "pl"),
        ("gdzie moge zapisac dziecko do szkoly", "pl"),
        ("where can I sign my child up for school", "en"),
        ("yak zapysaty dytynu v shkolu", "uk"),
        ("kak zapisat rebenka v shkolu", "ru"),
    ],
)
def test_a_sentence_is_told_clearly(model: LanguageModel, text: str, code: str) -> None:
    told = model.identify(text)
    assert (told.code, told.clear) == (code, True)
    assert 0.9 <= told.confidence <= 1


@pytest.mark.parametrize("text", ["школа", "pesel", "doctor visit", "паспорт"])
def test_one_or_two_ambiguous_words_are_not_clear(model: LanguageModel, text: str) -> None:
    assert not model.identify(text).clear


@pytest.mark.parametrize(("text", "code"), [("їжа", "uk"), ("вы", "ru"), ("żłobek", "pl")])
def test_unmistakable_letters_are_clear_in_one_word(model: LanguageModel, text: str, code: str) -> None:
    told = model.identify(text)
    assert (told.code, told.clear) == (code, True)


@pytest.mark.parametrize("text", ["дзе атрымаць дапамогу, я жыву ў Кракаве", "як зрабіць дакументы, мы з Беларусі"])
def test_belarusian_is_named_and_never_taken_for_russian(model: LanguageModel, text: str) -> None:
    assert model.identify(text).code == "be"


@pytest.mark.parametrize(
    ("text", "code"), [("مرحبا كيف حالك", "ar"), ("გამარჯობა", "ka"), ("你好吗", "zh"), ("שלום", "he"), ("नमस्ते", "hi")]
)
def test_another_script_is_named(model: LanguageModel, text: str, code: str) -> None:
    assert model.identify(text).code == code
    assert script(text) == code


@pytest.mark.parametrize("text", ["", "  ", "123 456", "😀😀😀", "?!", "\ud800"])
def test_nothing_can_be_said_without_letters(model: LanguageModel, text: str) -> None:
    told = model.identify(text)
    assert (told.code, told.clear) == (None, False)


def test_a_polish_term_in_a_foreign_sentence_does_not_make_it_polish(model: LanguageModel) -> None:
    assert model.identify("where can I find a żłobek for my little daughter please").code == "en"
    assert model.identify("де знайти żłobek для дитини").code == "uk"
