"""The files become articles, and a broken one is one line with the place and the cure."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.article import FactKind
from knowledge.loader import ArticleError, load, reading
from tests.knowledge.sample import ARTICLE, PLACES, folder


def test_an_article_is_read_with_its_types(tmp_path: Path) -> None:
    knowledge = load(folder(tmp_path))
    article = knowledge.articles["library-card"]
    assert article.checked_on == date(2026, 11, 20)
    assert article.confirmed is None
    assert [source.date for source in article.sources] == ["2025-03", "undated"]
    assert article.facts["fee"].kind is FactKind.MONEY
    assert article.facts["fee"].valid_until == date(2027, 1, 31)
    assert article.facts["proof"].applies_to == "student"
    assert list(article.texts) == ["uk", "en", "ru", "pl"]
    assert knowledge.places["library"].phone == "+48 12 616 00 00"
    assert knowledge.names == ("800+",)


def test_a_value_stays_as_it_was_typed(tmp_path: Path) -> None:
    text = ARTICLE.replace("[library, join the library,", "[no, on, yes, 17:00, 2026, library,")
    article = load(folder(tmp_path, article=text)).articles["library-card"]
    assert article.facts["opens"].value == "9:00"
    assert article.texts["en"].phrases[:5] == ("no", "on", "yes", "17:00", "2026")


def test_confirmed_is_an_act_with_a_day_and_a_role(tmp_path: Path) -> None:
    text = ARTICLE.replace("confirmed: null", 'confirmed: {on: 2026-12-01, by: "editor"}')
    confirmed = load(folder(tmp_path, article=text)).articles["library-card"].confirmed
    assert confirmed is not None
    assert (confirmed.on, confirmed.by) == (date(2026, 12, 1), "editor")


def test_the_package_s_own_files_are_the_default() -> None:
    assert "info-point" in load().places


PHRASES = """\
    phrases:
      [library, join the library, borrow books, reader card,
       library for children, english books, where to read, i want books]"""
FILE = "knowledge/articles/city/library-card.yaml"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            PHRASES,
            "    phrases: 5",
            f"{FILE}: texts.en.phrases: expected a list of strings, got a number",
        ),
        ("    more: []", "    more: null", f"{FILE}: texts.uk.more: expected a list of strings, got nothing"),
        ("    more: []", "    more: [{a: b}]", f"{FILE}: texts.uk.more[0]: expected a text, got a group of fields"),
        ("sensitive: false", "sensitive: no", f"{FILE}: sensitive: expected true or false, got a text"),
        ("sensitive: false\n", "", f"{FILE}: the field 'sensitive' is missing; add it"),
        (
            "sensitive: false",
            "sensitiv: false",
            f"{FILE}: sensitiv: this field is not known; did you mean 'sensitive'?",
        ),
        (
            "decides: city",
            "decides: gmina",
            f"{FILE}: decides: 'gmina' is not known; write one of: city, voivodeship, ",
        ),
        (
            "area: city",
            "area: school",
            f"{FILE}: area: expected 'city', the folder of the file; move the file or mend ",
        ),
        ("id: library-card", "id: library", f"{FILE}: id: expected 'library-card', the name of the file"),
        ("2027-01-18", "18.01.2027", f"{FILE}: review_by: expected a date such as 2026-11-20, got '18.01.2027'"),
        ("2027-01-18", "2027-02-30", f"{FILE}: review_by: expected a date such as 2026-11-20, got '2027-02-30'"),
        ('"2025-03"', "March", f"{FILE}: sources[0].date: expected 2025-03-01, 2025-03, 2025 or undated, got 'March'"),
        (
            "12.50 PLN",
            "12.50 zł",
            f"{FILE}: facts.fee.money: expected an amount such as 440 PLN or 830.58 PLN, got '12.50 zł'",
        ),
        (
            "30 days",
            "30 dni",
            f"{FILE}: facts.loan.duration: expected a duration such as 30 days, 14 working-days or 1",
        ),
        ("time: 9:00", "time: 25:00", f"{FILE}: facts.opens.time: expected a time such as 17:00, got '25:00'"),
        ("{number: 5}", "{number: 5, percent: 5}", f"{FILE}: facts.books: expected exactly one value, one of: money, "),
        ("for: student", "for: students", f"{FILE}: facts.proof.for: 'students' is not known; write one of: ukraine, "),
        (", pl: legitymacja studencka", "", f"{FILE}: facts.proof.text: the field 'pl' is missing; add it"),
        ("origin: machine\n", "origin: robot\n", f"{FILE}: texts.uk.origin: 'robot' is not known; write one of: human"),
        ("confirmed: null", "confirmed: {on: 2026-12-01}", f"{FILE}: confirmed: the field 'by' is missing; add it"),
        ("area: city\n", "area: city\narea: city\n", f"{FILE}: line 3: the field 'area' stands twice; keep one"),
        ("area: city\n", "area: city: x\n", f"{FILE}: line 2: not valid YAML: mapping values are not allowed"),
        ("related: []", "related: &a [*a]", f"{FILE}: line 22: nested too deep; write the values out"),
        ("related: []", "related: [x\x07]", f"{FILE}: not valid YAML: "),
    ],
)
def test_a_broken_article_is_one_line_with_file_field_and_cure(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert old in ARTICLE
    with pytest.raises(ArticleError) as caught:
        load(folder(tmp_path, article=ARTICLE.replace(old, new, 1)))
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"library-card\.yaml: the file is empty"):
        load(folder(tmp_path, article="# nothing\n"))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / "articles/city/library-card.yaml").write_bytes("title: Książka".encode("windows-1250"))
    with pytest.raises(ArticleError, match=r"the file is not UTF-8 \(byte 10\); save it as UTF-8"):
        load(root)


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / "articles/city/notes.yml").write_text("a: b", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"city/notes\.yml: only \.yaml files belong here"):
        load(root)


def test_a_place_that_two_files_define_is_named(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / "places/more.yaml").write_text(PLACES, encoding="utf-8")
    with pytest.raises(ArticleError, match=r"places/more\.yaml: library: this id is taken by another file"):
        load(root)


def test_a_place_with_a_wrong_phone_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"city\.yaml: library\.phone: expected a phone such as"):
        load(folder(tmp_path, places=PLACES.replace("+48 12 616 00 00", "call us")))


def test_reading_goes_on_after_a_broken_file(tmp_path: Path) -> None:
    found = reading(folder(tmp_path, broken="id: x", another="id: y"))
    assert list(found.knowledge.articles) == ["library-card"]
    assert [error.file for error in found.errors] == [
        f"knowledge/articles/city/{name}.yaml" for name in ("another", "broken")
    ]
