"""Texts, plurals, dates and hours as each language writes them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot import i18n
from bot.i18n import (
    LANGUAGES,
    format_date,
    format_day,
    format_duration,
    format_month,
    format_span,
    format_time,
    format_weekday,
    translate,
    translate_plural,
)
from flows.move import Label

DAY = date(2026, 11, 26)


def test_every_language_has_its_catalog() -> None:
    i18n.load()
    backs = {language: translate(language, "Back") for language in LANGUAGES}
    assert backs == {"uk": "Назад", "en": "Back", "ru": "Назад", "pl": "Wstecz"}


def test_a_text_without_translation_is_shown_as_it_is() -> None:
    assert translate("uk", "No catalog holds this text.") == "No catalog holds this text."
    assert translate("uk", "") == ""


def test_an_unknown_language_reads_english() -> None:
    assert translate("xx", "Back") == "Back"


def test_named_places_are_filled_and_what_people_wrote_is_left_alone() -> None:
    assert translate("en", "{a} and {language}", a="{b} <b>&", language=3) == "{b} <b>& and 3"


def test_a_label_among_the_values_is_translated_and_a_tuple_is_joined() -> None:
    assert translate("pl", "{x}!", x=Label("Back")) == "Wstecz!"
    assert translate("pl", "{x}", x=("A", Label("Back"))) == "A, Wstecz"


def test_a_missing_value_is_a_clear_warning_and_never_a_crash() -> None:
    with pytest.warns(UserWarning, match=r"the text 'Hello \{name\}' cannot be filled: KeyError\('name'\)"):
        assert translate("uk", "Hello {name}") == "Hello {name}"


@pytest.mark.parametrize("text", ["{", "{0}", "{a.b}", "{a[0]}", "{a!x}"])
def test_a_broken_text_is_shown_as_it_is(text: str) -> None:
    with pytest.warns(UserWarning, match="cannot be filled"):
        assert translate("en", text, a=1) == text


def test_a_plural_without_translation_is_english() -> None:
    assert [translate_plural("uk", "{n} thing", "{n} things", n) for n in (1, 2, 5)] == [
        "1 thing",
        "2 things",
        "5 things",
    ]


def test_slavic_plurals_have_three_forms() -> None:
    catalog = i18n._catalog("uk")
    assert [catalog.plural(n) for n in (1, 2, 5, 11, 21, 22)] == [0, 1, 2, 2, 0, 1]  # type: ignore[attr-defined]


def test_days_are_written_as_each_language_does() -> None:
    assert {language: format_day(DAY, language) for language in LANGUAGES} == {
        "uk": "четвер, 26 листопада",
        "en": "Thursday 26 November",
        "ru": "четверг, 26 ноября",
        "pl": "czwartek, 26 listopada",
    }
    assert format_day(DAY, "en", short=True) == "Thu 26 Nov"
    assert {language: format_weekday(DAY, language) for language in LANGUAGES} == {
        "uk": "четвер", "en": "Thursday", "ru": "четверг", "pl": "czwartek"
    }  # fmt: skip
    assert format_date(DAY, "pl") == "26 listopada 2026"


def test_a_date_is_as_precise_as_it_is_known() -> None:
    assert format_month("2024-06", "en") == "June 2024"
    assert format_month("2024-06", "pl") == "czerwiec 2024"
    assert format_month("2024-06-01", "en") == "1 June 2024"
    assert [format_month(value, "en") for value in ("2024", "undated", "2024-13", "2024-06-01-1")] == [
        "2024", "undated", "2024-13", "2024-06-01-1"
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_hours_run_to_24_in_every_language(language: str) -> None:
    assert format_time(time(16, 5), language) == "16:05"
    assert format_span(time(9), time(16), language) == "09:00–16:00"


def test_spans_are_counted_in_words() -> None:
    hours = {language: format_duration(timedelta(hours=5), language) for language in LANGUAGES}
    assert hours == {"uk": "5 годин", "en": "5 hours", "ru": "5 часов", "pl": "5 godzin"}
