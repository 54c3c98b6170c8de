"""An article as one resident sees it on one day."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.card import Card, card, newest, sentences
from knowledge.loader import load
from tests.knowledge.sample import ARTICLE, folder

IN_TIME = date(2027, 1, 18)
LAST_DAY = date(2027, 1, 31)
TOO_LATE = date(2027, 2, 1)


def seen(path: Path, language: str, today: date, article: str = ARTICLE) -> Card:
    knowledge = load(folder(path, article=article))
    return card(knowledge.articles["library-card"], language, knowledge, today)


def test_values_and_places_are_written_out(tmp_path: Path) -> None:
    shown = seen(tmp_path, "uk", IN_TIME)
    assert shown.title == "Як записатися до бібліотеки"
    assert shown.points == (
        "Картка (karta biblioteczna) коштує 12,50 zł.",
        "Книжки можна тримати 30 днів. Разом 5.",
        "Де: бібліотека, ul. Powroźnicza 2, Kraków, від 9:00.",
    )
    assert shown.next == "Прийдіть з паспортом. Поверніть книжки протягом 30 днів."


def test_a_point_for_an_audience_stands_in_its_group(tmp_path: Path) -> None:
    assert seen(tmp_path, "en", IN_TIME).groups == {"student": ("Students show a student card.",)}


def test_more_has_groups_of_its_own(tmp_path: Path) -> None:
    text = ARTICLE.replace("    more: []", '    more: ["Nice to know.", "Take the {fact:proof}."]')
    shown = seen(tmp_path, "pl", IN_TIME, text)
    assert shown.more == ("Nice to know.",)
    assert shown.more_groups == {"student": ("Take the legitymacja studencka.",)}


def test_a_fact_holds_on_its_last_day(tmp_path: Path) -> None:
    shown = seen(tmp_path, "en", LAST_DAY)
    assert shown.points[0] == "The card (karta biblioteczna) costs 12.50 zł."
    assert not shown.expired


@pytest.mark.parametrize("language", ["uk", "en", "ru", "pl"])
def test_a_point_with_an_ended_fact_is_left_out(tmp_path: Path, language: str) -> None:
    shown = seen(tmp_path, language, TOO_LATE)
    assert shown.expired
    assert len(shown.points) == 2
    assert not any("12" in point for point in shown.points)


def test_only_the_ended_sentence_of_a_first_line_is_left_out(tmp_path: Path) -> None:
    text = ARTICLE.replace("first: Join the library with your passport.", 'first: "It costs {fact:fee}. Come any day."')
    assert seen(tmp_path, "en", TOO_LATE, text).first == "Come any day."
    whole = ARTICLE.replace("first: Join the library with your passport.", 'first: "It costs {fact:fee}."')
    assert seen(tmp_path, "en", TOO_LATE, whole).first == ""


def test_the_review_date_is_the_last_day_in_time(tmp_path: Path) -> None:
    assert not seen(tmp_path, "en", IN_TIME).overdue_review
    assert seen(tmp_path, "en", date(2027, 1, 19)).overdue_review


def test_a_sentence_ends_with_one_full_stop(tmp_path: Path) -> None:
    text = ARTICLE.replace("opens: {time: 9:00}", "opens: {date: 2027-03}")
    assert seen(tmp_path, "uk", IN_TIME, text).points[-1].endswith("від березень 2027 р.")


def test_the_newest_source_is_shown_as_precisely_as_known(tmp_path: Path) -> None:
    assert seen(tmp_path, "en", IN_TIME).source_date == "2025-03"
    assert newest(["undated", "2024", "2024-06", "2024-05-31"]) == "2024-06"
    assert newest(["undated"]) == "undated"


def test_sentences_are_told_from_abbreviations() -> None:
    assert sentences("Go to ul. długa. Then wait. «Так» is yes.") == ["Go to ul. długa.", "Then wait.", "«Так» is yes."]
