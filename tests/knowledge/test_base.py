from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answer import Sure, Unknown, Unsure
from knowledge.article import LANGUAGES
from knowledge.base import KnowledgeBase
from knowledge.cache import read_lexicon
from knowledge.calibration import CAUTIOUS, calibrate, trials
from knowledge.features import Concepts
from knowledge.matcher import subjects
from tests.knowledge.small_base import ARTICLES


def _made() -> KnowledgeBase:
    lexicon = read_lexicon()
    return KnowledgeBase.fit(ARTICLES, lexicon, calibrate(list(trials(subjects(ARTICLES), lexicon)), "small"))


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return BASE


BASE = _made()


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("як отримати песель", "pesel-foreigner"),
        ("gdzie zameldować dziecko", "address-registration-basics"),
        ("kak zapisat rebenka v shkolu", "school-enrol-child"),
        ("де знайти безкоштовного юриста?", "legal-help"),
        ("I want to find a family doctor", "family-doctor"),
        ("курсы польского", "polish-courses"),
    ],
)
def test_a_question_in_any_of_the_languages_is_answered(base: KnowledgeBase, text: str, article: str) -> None:
    match base.ask(text):
        case Sure(article=found, confidence=confidence, choices=choices):
            assert found == article == choices[0]
            assert len(choices) == 3
            assert 0.5 <= confidence <= 1
        case other:
            pytest.fail(f"not sure: {other}")


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("rfr gjkexbnm gtctkm", "pesel-foreigner"),
        ("мельдуенк", "address-registration-basics"),
        ("lekarz rodziny", "family-doctor"),
        ("сімейнго лікаря", "family-doctor"),
        ("szkola dla dziecka", "school-enrol-child"),
        ("yurydychna dopomoga", "legal-help"),
        ("боляче, потрібен лікар для дитини", "family-doctor"),
    ],
)
def test_a_wrong_layout_a_typo_missing_marks_and_latin_typing_find_the_article(
    base: KnowledgeBase, text: str, article: str
) -> None:
    assert base.ask(text).choices[0] == article


@pytest.mark.parametrize(
    "text",
    [
        "mortgage",
        "американська віза",
        "rozwód",
        "штраф за парковку",
        "pet passport",
        "яка завтра погода",
        "tell me a joke",
    ],
)
def test_what_only_a_person_may_speak_of_and_what_is_not_ours_is_never_answered(base: KnowledgeBase, text: str) -> None:
    assert not isinstance(base.ask(text), Sure)


def test_a_phrase_on_the_not_this_list_is_never_answered_with_that_article(base: KnowledgeBase) -> None:
    for text in ("ветеринар для собаки", "Лікар для кота!", "lawyer for a divorce"):
        assert not isinstance(base.ask(text), Sure)


def test_a_story_gets_choices_at_best(base: KnowledgeBase) -> None:
    story = "як отримати песель " * 10
    assert isinstance(base.ask("як отримати песель"), Sure)
    answer = base.ask(story)
    assert isinstance(answer, Unsure)
    assert answer.choices[0] == "pesel-foreigner"


def test_choices_are_filled_whenever_anything_was_understood(base: KnowledgeBase) -> None:
    answer = base.ask("wer weiß etwas")
    assert isinstance(answer, Unknown | Unsure)
    assert len(answer.choices) == 3


@pytest.mark.parametrize("text", ["", "   ", "😀😀😀", "&&&", "\ud800", "\x00", "," * 100_000])
def test_nothing_understood_is_unknown_without_choices(base: KnowledgeBase, text: str) -> None:
    assert base.ask(text) == Unknown(0.0, ())


def test_an_empty_base_knows_nothing() -> None:
    assert KnowledgeBase.fit({}, read_lexicon()).ask("як отримати песель") == Unknown(0.0, ())


def test_many_threads_get_the_same_answers(base: KnowledgeBase) -> None:
    texts = ["як отримати песель", "lawyer", "школа", "погода", "rfr gjkexbnm gtctkm"] * 40
    alone = [base.ask(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(base.ask, texts)) == alone


def test_the_order_of_articles_changes_no_answer(base: KnowledgeBase) -> None:
    turned = KnowledgeBase.fit(dict(reversed(ARTICLES.items())), read_lexicon(), base.calibration)
    for text in ("як отримати песель", "school", "ужонд", "кіт"):
        assert turned.ask(text) == base.ask(text)


def test_the_threshold_decides_between_an_answer_and_choices(base: KnowledgeBase) -> None:
    strict = replace(base, calibration=replace(base.calibration, sure=1.0))
    assert isinstance(base.ask("lawyer"), Sure)
    assert isinstance(strict.ask("lawyer"), Unsure)
    nothing = replace(base, calibration=replace(base.calibration, sure=1.0, choices=1.0))
    assert isinstance(nothing.ask("lawyer"), Unknown)


def test_without_a_calibration_the_base_is_cautious_and_works() -> None:
    base = KnowledgeBase.fit(ARTICLES, read_lexicon())
    assert base.calibration is CAUTIOUS
    assert base.ask("lawyer").choices[0] == "legal-help"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer_with_a_chance_and_known_choices(text: str) -> None:
    answer = BASE.ask(text)
    assert 0 <= answer.confidence <= 1
    assert set(answer.choices) <= set(BASE.ids)
    assert len(set(answer.choices)) == len(answer.choices) <= 3


def test_no_line_that_only_a_person_may_speak_of_is_ever_answered(base: KnowledgeBase) -> None:
    lines = read_lexicon().always_person
    assert len(lines) > 100
    assert [line for line in lines if isinstance(base.ask(line), Sure)] == []


def test_the_word_lists_are_sound() -> None:
    lexicon = read_lexicon()
    concepts = Concepts.of(lexicon.concepts)
    assert len(lexicon.concepts) >= 100
    assert [key for key in concepts.beginnings if len(key) < 3] == []
    assert [key for key in concepts.exact if not key] == []
    for lines in (lexicon.always_person, lexicon.offtopic, lexicon.filler):
        assert len(set(lines)) == len(lines)
    assert set(lexicon.everyday) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_editor_s_own_phrase_is_answered_with_its_article_in_any_order_of_words(language: str) -> None:
    base = _made()
    for article in ARTICLES.values():
        for phrase in article.texts[language].phrases:
            if phrase in article.not_this or len(base.matcher.spelling.read(phrase)) < 2:
                continue
            turned = " ".join(reversed(phrase.split()))
            for asked in (phrase, turned):
                found = base.ask(asked, language)
                assert isinstance(found, Sure), asked
                assert found.article == article.id, asked
                assert found.confidence >= 0.95


def test_a_phrase_that_two_articles_could_own_names_neither(base: KnowledgeBase) -> None:
    one, other = list(ARTICLES.values())[:2]
    text = one.texts["en"]
    both = replace(other, texts={**other.texts, "en": replace(other.texts["en"], phrases=text.phrases)})
    made = KnowledgeBase.fit({**ARTICLES, other.id: both}, read_lexicon())
    key = " ".join(sorted(made.matcher.spelling.read(text.phrases[0])))
    assert key in base.matcher.named
    assert key not in made.matcher.named
