from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import LONGEST, Spelling, base, cyrillic_typed, latin_typed, other_layouts, skeleton, words


def test_the_base_form_has_only_lower_words_and_single_spaces() -> None:
    assert base("  Де ОТРИМАТИ — «PESEL»?!\n") == "де отримати pesel"


@pytest.mark.parametrize("written", ["800+", "800 +", "800 plus", "800 Plus", "800 плюс", "800 ПЛЮС"])
def test_the_child_benefit_is_one_word_however_it_is_written(written: str) -> None:
    assert base(f"заява на {written} онлайн") == "заява на 800plus онлайн"


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ", "`"])
def test_an_apostrophe_does_not_split_a_word(apostrophe: str) -> None:
    assert base(f"об{apostrophe}єднання") == "обєднання"


@pytest.mark.parametrize(
    "spellings",
    [
        ("мельдунек", "meldunek", "Мельдунек"),
        ("przedszkole", "пшедшколе", "przedszkole"),
        ("песель", "pesel", "PESEL"),
        ("школа", "shkola", "szkola"),
        ("щеплення", "shcheplennya", "szczeplennia"),
        ("жлобек", "żłobek", "zhlobek"),
        ("записать", "zapisat", "запісать"),
        ("кауция", "kaucja", "kautsiya"),
        ("хочу чекать", "ho4u 4ekat", "khochu chekat"),
    ],
)
def test_spellings_that_sound_alike_meet(spellings: tuple[str, ...]) -> None:
    assert len({words(each) for each in spellings}) == 1


def test_words_that_differ_stay_apart() -> None:
    assert len({words(each) for each in ("школа", "лікар", "віза", "суд", "сад")}) == 5


@pytest.mark.parametrize(("typed", "meant"), [("ghbdtn", "привет"), ("дфцнук", "lawyer"), ("зуыуд", "pesel")])
def test_a_wrong_keyboard_layout_can_be_undone(typed: str, meant: str) -> None:
    assert meant in other_layouts(typed)


def test_the_known_language_orders_the_layouts() -> None:
    assert other_layouts("s", "uk")[0] == "і"
    assert other_layouts("s", "ru")[0] == "ы"


def test_cyrillic_is_typed_in_latin_and_back() -> None:
    assert latin_typed("Як отримати песель", "uk") == "yak otrymaty pesel"
    assert latin_typed("как получить", "ru") == "kak poluchit"
    assert latin_typed("jak dostać", "pl") == "jak dostać"
    assert cyrillic_typed("kak zapisat v shkolu") == "как записат в школу"


KNOWN = Spelling.of(words("як отримати песель сімейного лікаря записати дитину в школу реєстрація консультація"))


def test_a_wrong_layout_is_read_as_it_was_meant() -> None:
    assert KNOWN.read("pfgbcfnb lbnbye d irjke") == words("записати дитину в школу")


def test_a_known_text_is_never_switched() -> None:
    assert KNOWN.read("записати дитину") == words("записати дитину")


def test_one_wrong_letter_in_a_long_word_is_mended() -> None:
    assert KNOWN.read("реєстраціа") == words("реєстрація")
    assert KNOWN.read("консультаця") == words("консультація")


def test_short_words_two_errors_and_another_first_letter_are_left_alone() -> None:
    for written in ("школо", "реестроцио", "деєстрація"):
        assert KNOWN.read(f"записати дитину {written}") == words(f"записати дитину {written}")


def test_a_word_between_two_others_is_left_alone() -> None:
    assert Spelling.of(["kvartira", "kzartira"]).read("koartira") == ("koartira",)
    assert Spelling.of(["kvartira", "kvartiri"]).read("koartira") == ("kvartira",)


@pytest.mark.parametrize("text", ["", " ", "😀😀", "\ud800\udfff", "\x00\x01", '<b>&"', "ﷺ" * 50_000, "а" * 100_000])
def test_hostile_text_is_read_and_stays_short(text: str) -> None:
    assert len(base(text)) <= LONGEST
    assert len(KNOWN.read(text)) <= LONGEST


@given(st.text(max_size=300))
def test_any_text_has_a_skeleton_of_plain_words(text: str) -> None:
    found = words(text)
    assert all(word and not any(sign.isspace() for sign in word) for word in found)
    assert skeleton(base(text)).split() == list(found)


POLITE = Spelling.of(words("школа"), ["добрий день", "день", "підкажіть", "хочу запитати"])


def test_courtesies_around_a_question_are_left_out() -> None:
    assert POLITE.read("Добрий день! Підкажіть, де школа? Хочу запитати") == words("де школа")
    assert POLITE.read("dobryi den, де школа") == words("де школа")


def test_courtesies_alone_stay_and_a_part_of_one_is_none() -> None:
    assert POLITE.read("Добрий день") == words("добрий день")
    assert POLITE.read("хочу добрий рік") == words("хочу добрий рік")
