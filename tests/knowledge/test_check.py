"""Each thing docs/articles.md refuses is one finding with file, field and cure."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.check import Weight, check, stale
from knowledge.loader import load
from tests.knowledge.sample import ARTICLE, PLACES, folder

FILE = "knowledge/articles/city/library-card.yaml"


def findings(path: Path, article: str = ARTICLE, **more: str) -> list[str]:
    return [f"{one.weight}: {one}" for one in check(load(folder(path, article=article, **more)))]


def test_a_sound_article_has_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            "Come with your passport.",
            "Come by 5.",
            "texts.en.next: '5.' holds a digit; make it a fact and write {fact:…}",
        ),
        ("How to join", "How to join 2", "texts.en.title: '2' holds a digit"),
        ("Come with your passport.", "See example.pl now.", "texts.en.next: 'example.pl' is a link; make it a fact"),
        ("Come with your passport.", "See https://x now.", "texts.en.next: 'https:' is a link"),
        ("Come with your passport.", "Ask a@b now.", "texts.en.next: an e-mail address; make it a fact or a place"),
        ("You may take {fact:books}.", "", "texts.en: {fact:books} is missing, but stands in uk, ru, pl; add it or"),
        (
            "from {fact:opens}.",
            "{place:library.phone}.",
            "texts.uk: {place:library.phone} is missing, but stands in en",
        ),
        ("from {fact:opens}.", "{fact:opens.gen}.", "texts.en.points[3]: 'opens' is a time, which has no .gen; write"),
        ("from {fact:opens}.", "{fact:open}.", "texts.en.points[3]: there is no fact 'open'; add it under facts"),
        ("{place:library.name}", "{place:libary.name}", "texts.uk.points[3]: there is no place 'libary'; add it to"),
        ("{place:library.name}", "{place:library.door}", "texts.uk.points[3]: a place has no 'door'; write one of: "),
        (
            "{place:library.name}",
            "{place:library.url}",
            "texts.uk.points[3]: the place 'library' has no url yet; add it",
        ),
        ("{place:library.name}", "{library.name}", "texts.uk.points[3]: '{library.name}' is no placeholder; write"),
        ("  books: {number: 5}", "  books: {number: 5}\n  x: {number: 6}", "facts.x: no text uses it; write {fact:x}"),
        ("places: [library]", "places: []", "places: the texts use 'library'; add it to the list"),
        ("places: [library]", "places: [library, x]", "places: there is no place 'x'; add it to knowledge/places"),
        ("related: []", "related: [school]", "related: there is no article 'school'; write it or remove the id"),
        ("related: []", "related: [library-card]", "related: 'library-card' is this article; remove it"),
        ("related: []", "related: [a, b, c, d]", "related: 4 ids; keep the 3 that help most"),
        ("2027-01-18", "2027-01-17", "review_by: 2027-01-17 is no working day; choose another"),
        ("2027-01-18", "2027-01-06", "review_by: 2027-01-06 is no working day; choose another"),
        ("2027-01-18", "2026-12-09", "review_by: 19 days after checked_on; choose a day from 2026-12-10 to 2027-02-18"),
        ("2027-01-18", "2027-02-19", "review_by: 91 days after checked_on; choose a day from 2026-12-10 to 2027-02-18"),
        ("origin: machine\n", "origin: machine+reviewed\n", "texts.uk.origin: 'machine+reviewed' does not fit"),
        ("[library, join the", "[join the", "texts.en.phrases: 7 phrases; write at least 8"),
        (
            "[library, join the",
            "[library, Library!, join the",
            "texts.en.phrases[1]: 'Library!' stands twice; keep one",
        ),
        ("[library, join the", "['?!', library, join the", "texts.en.phrases[0]: '?!' holds no word; remove it"),
        ("not_this: []", "not_this: [Reader card]", "texts.en.phrases[3]: 'reader card' stands in not_this too; keep"),
        (
            "How to join the library",
            "How to join the library " + "x" * 40,
            "texts.en.title: 64 characters; shorten to 60",
        ),
        ("Come with your passport.", "A " * 500 + ".", "texts.en: first bubble of 1"),
        (
            "more: []\n    phrases:\n      [library,",
            f"more: ['{'A b. ' * 800}']\n    phrases:\n      [library,",
            "texts.en: 4",
        ),
        ("Come with your passport.", "a " * 200 + ".", "texts.en: 29.5 words a sentence; make it"),
        (
            "next: Come with your",
            "next: The {fact:proof}. Come with your",
            "texts.en.next: a fact for student stands before",
        ),
    ],
)
def test_what_check_refuses(tmp_path: Path, old: str, new: str, finding: str) -> None:
    assert old in ARTICLE
    found = findings(tmp_path, ARTICLE.replace(old, new, 1))
    assert any(line.startswith(f"error: {FILE}: {finding}") for line in found), found
    assert all("\n" not in line for line in found)


def test_six_points_are_one_too_many(tmp_path: Path) -> None:
    text = ARTICLE.replace("    next: Come", '      - "One."\n      - "Two."\n    next: Come')
    assert findings(tmp_path, text) == [f"error: {FILE}: texts.en.points: 6 points; keep 5, the rest goes to more"]


def test_a_name_with_a_digit_may_stand_in_a_text(tmp_path: Path) -> None:
    assert findings(tmp_path, ARTICLE.replace("Come with your passport.", "Take the 800+ letter.")) == []
    found = findings(tmp_path, ARTICLE.replace("Come with your passport.", "Take the 1800+ letter."))
    assert found[0].startswith(f"error: {FILE}: texts.en.next: '1800+' holds a digit")


def test_a_long_bubble_is_a_warning_before_it_is_an_error(tmp_path: Path) -> None:
    text = ARTICLE.replace("Come with your passport.", "Come with it. " * 32)
    (line,) = findings(tmp_path, text)
    assert line.startswith(f"warning: {FILE}: texts.en: first bubble of ")
    assert line.endswith("aim for 700")


def other(name: str, phrase: str) -> str:
    """A second sound article whose phrases are its own, but for one."""
    text = ARTICLE.replace("id: library-card", f"id: {name}").replace("2027-01-18", "2027-01-19")
    head, *rest = text.split("    phrases:\n      [")
    made = [f"{letter}{at} {name}" for letter in "ящкл" for at in ("ra", "ke", "mu", "fo", "li", "ny", "sa", "do")]
    for at, piece in enumerate(rest):
        own = ", ".join([*made[at * 8 : at * 8 + 8], phrase] if at == 0 else made[at * 8 : at * 8 + 8])
        head += f"    phrases:\n      [{own}]" + piece[piece.index("]") + 1 :]
    return head


def test_a_phrase_that_two_articles_claim_is_found_in_both_whatever_the_script(tmp_path: Path) -> None:
    found = findings(tmp_path, zoo=other("zoo", "zapis v biblioteku"))
    assert found == [
        f"error: {FILE}: texts.ru.phrases: 'запись в библиотеку' is claimed by zoo too; keep it in one article",
        "error: knowledge/articles/city/zoo.yaml: texts.uk.phrases: 'zapis v biblioteku' is claimed by library-card "
        "too; keep it in one article",
    ]


def test_two_phrases_that_are_nearly_the_same_are_a_warning(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, zoo=other("zoo", "the library for my children"[4:]))
    assert line == (
        f"warning: {FILE}: texts.en.phrases: 'library for children' is nearly 'library for my children' of zoo; "
        "word one of them differently"
    )


def test_more_than_five_reviews_on_a_day_are_found(tmp_path: Path) -> None:
    names = ("one", "two", "tre", "fur", "fiv", "six")
    more = {name: other(name, f"word{name}") for name in names}
    found = check(load(folder(tmp_path, **more)))
    crowded = [one for one in found if one.field == "review_by"]
    assert {one.problem for one in crowded} == {"6 articles are due on 2027-01-19; at most 5, choose another day"}
    assert len(crowded) == 6
    assert all(one.weight is Weight.ERROR for one in crowded)


def test_an_official_name_may_stand_for_the_name(tmp_path: Path) -> None:
    assert findings(tmp_path, ARTICLE.replace("Gdzie: {place:library.name}", "Gdzie: {place:library.official}")) == []


def test_stale_is_what_is_past_its_review_or_has_a_rule_that_ended(tmp_path: Path) -> None:
    knowledge = load(folder(tmp_path, places=PLACES))
    assert stale(knowledge, date(2027, 1, 18)) == ()
    (overdue,) = stale(knowledge, date(2027, 1, 19))
    assert (overdue.article, overdue.is_overdue, overdue.ended) == ("library-card", True, ())
    (ended,) = stale(knowledge, date(2027, 2, 1))
    assert ended.ended == ("fee",)
