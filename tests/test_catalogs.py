"""The catalogs are whole: what the source says and what people read are the same set of texts."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.i18n import LANGUAGES

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "flows", "knowledge")
KEYWORDS = {"N_": None, "NP_": (1, 2)}
Msgid = str | tuple[str, str]

# What each language needs (CLDR, whole numbers): one, few, many in Slavic ones.
PLURAL_FORMS = {"uk": 3, "en": 2, "ru": 3, "pl": 3}
HOW = "see translations/README.md"


def in_source() -> set[Msgid]:
    found: set[Msgid] = set()
    for folder in FOLDERS:
        for _, _, message, _, _ in extract_from_dir(str(ROOT / folder), keywords=KEYWORDS, comment_tags=()):
            found.add(message if isinstance(message, str) else (message[0], message[1]))
    return found


def marked() -> set[Msgid]:
    """What the programs mark, read as a program reads it: extraction by words does not look into f-strings."""
    found: set[Msgid] = set()
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                texts = [str(ast.literal_eval(text)) for text in node.args]
                found.add(texts[0] if len(texts) == 1 else (texts[0], texts[1]))
    return found


def read(path: Path, language: str | None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def catalog(language: str) -> Catalog:
    return read(ROOT / "translations" / language / "LC_MESSAGES" / "messages.po", language)


def msgid(identity: object) -> Msgid:
    if isinstance(identity, str):
        return identity
    assert isinstance(identity, (tuple, list))
    return str(identity[0]), str(identity[1])


def msgids(one: Catalog) -> set[Msgid]:
    return {msgid(message.id) for message in one if message.id}


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else [str(form) for form in text] if isinstance(text, Iterable) else []


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_marked_text_is_found_by_extraction() -> None:
    """A text marked within an f-string would silently stay English: name it outside."""
    assert sorted(map(str, marked() - in_source())) == []


def test_every_text_of_the_source_is_in_the_template_and_no_other() -> None:
    template = msgids(read(ROOT / "translations" / "messages.pot", None))
    assert sorted(map(str, in_source() - template)) == [], f"not in messages.pot: {HOW}"
    assert sorted(map(str, template - in_source())) == [], f"nothing uses it any more: {HOW}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_holds_the_texts_of_the_source_and_no_other(language: str) -> None:
    there = msgids(catalog(language))
    assert sorted(map(str, in_source() - there)) == [], f"in no catalog: {HOW}"
    assert sorted(map(str, there - in_source())) == [], f"nothing uses it any more: {HOW}"
    assert list(catalog(language).obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_or_fuzzy(language: str) -> None:
    every = [message for message in catalog(language) if message.id]
    assert [message.id for message in every if message.fuzzy] == []
    assert [message.id for message in every if not forms(message.string) or not all(forms(message.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_all_the_forms_of_the_language(language: str) -> None:
    one = catalog(language)
    assert one.num_plurals == PLURAL_FORMS[language]
    wrong = [message.id for message in one if message.pluralizable and len(forms(message.string)) != one.num_plurals]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same_in_every_form(language: str) -> None:
    for message in catalog(language):
        if not message.id:
            continue
        # A singular may leave the number out ("one day"), so the plural says which places there are.
        identity = msgid(message.id)
        wanted = placeholders(identity if isinstance(identity, str) else identity[1])
        for form in filter(None, forms(message.string)):
            assert placeholders(form) == wanted, (language, message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_lines_and_edges_of_its_text(language: str) -> None:
    """A list keeps its lines; a space at an edge that is gone glues words together."""
    for message in catalog(language):
        if isinstance(message.id, str) and isinstance(message.string, str) and message.id and message.string:
            assert message.string.count("\n") == message.id.count("\n"), (language, message.id)
            assert message.string.strip() == message.string or message.id.strip() != message.id, (language, message.id)


def test_catalogs_hold_nothing_that_changes_by_itself() -> None:
    for path in (ROOT / "translations").rglob("messages.po*"):
        text = path.read_text("utf-8")
        assert "POT-Creation-Date" not in text
        assert str(ROOT) not in text
