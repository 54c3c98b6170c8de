"""Read the articles and places, from the source tree or an installed wheel. The only module here that reads files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from knowledge import values
from knowledge.article import (
    AREAS,
    AUDIENCES,
    DECIDES,
    LANGUAGES,
    ORIGINS,
    Article,
    Confirmed,
    Fact,
    FactKind,
    Place,
    Reviewed,
    Source,
    Text,
)
from knowledge.field import ArticleError, Field, read

__all__ = ["ArticleError", "Knowledge", "Reading", "load", "reading"]

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SOURCE_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?|undated")
_ARTICLE_FIELDS = (
    *("id", "area", "decides", "sensitive", "volatile", "checked_on", "review_by", "confirmed"),
    *("sources", "facts", "places", "related", "not_this", "texts"),
)
_TEXT_FIELDS = ("title", "first", "points", "next", "more", "phrases", "origin", "reviewed")
_PLACE_KINDS = {"phone": FactKind.PHONE, "email": FactKind.EMAIL, "url": FactKind.LINK}
_PLACE_FIELDS = ("official", "address", "phone", "email", "url", "source", "date", "confirmed")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All articles and places by id. names: proper names that hold a digit and may stand in a text (800+, PIT-37)."""

    articles: Mapping[str, Article]
    places: Mapping[str, Place]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read, and one error for each file that could not."""

    knowledge: Knowledge
    errors: tuple[ArticleError, ...]


def load(folder: Traversable | None = None) -> Knowledge:
    """Everything under the folder (default: the package's own data). Raises the first ArticleError."""
    found = reading(folder)
    if found.errors:
        raise found.errors[0]
    return found.knowledge


def reading(folder: Traversable | None = None) -> Reading:
    """Like `load`, but goes on after a broken file: the editors want all of them at once."""
    root = folder if folder is not None else files("knowledge")
    places: dict[str, Place] = {}
    articles: dict[str, Article] = {}
    names: tuple[str, ...] = ()
    errors: list[ArticleError] = []
    for file in _files(root):
        try:
            match file.shelf:
                case ("places",):
                    _add(places, file, _places(file.read()))
                case ("lexicon",) if file.entry.name == "names.yaml":
                    names = file.read().fields(["names"])["names"].texts()
                case ("articles", area):
                    article = _article(file.read(), file.stem, area)
                    _add(articles, file, {article.id: article})
        except ArticleError as error:
            errors.append(error)
    return Reading(Knowledge(articles, places, names), tuple(errors))


@dataclass(frozen=True, slots=True)
class _File:
    """path: as an editor knows it, 'knowledge/articles/school/x.yaml'. shelf: the folders below the root."""

    path: str
    shelf: tuple[str, ...]
    entry: Traversable

    @property
    def stem(self) -> str:
        return self.entry.name.removesuffix(".yaml")

    def read(self) -> Field:
        if not self.entry.name.endswith(".yaml"):
            raise ArticleError(self.path, "", "only .yaml files belong here; rename or remove it")
        try:
            return read(self.path, self.entry.read_bytes())
        except OSError as error:
            raise ArticleError(self.path, "", f"cannot be read ({error.strerror}); mend its rights") from error


def _files(root: Traversable) -> Iterator[_File]:
    shelves = [("places",), *(("articles", area) for area in AREAS), ("lexicon",)]
    for shelf in shelves:
        folder = root.joinpath(*shelf)
        if not folder.is_dir():
            continue
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_file() and not entry.name.startswith((".", "__")):
                yield _File("/".join((root.name, *shelf, entry.name)), shelf, entry)


_Thing = TypeVar("_Thing", Article, Place)


def _add(shelf: dict[str, _Thing], file: _File, new: Mapping[str, _Thing]) -> None:
    for name in new:
        if name in shelf:
            raise ArticleError(file.path, name, "this id is taken by another file; choose another or use that one")
    shelf.update(new)


def _places(whole: Field) -> dict[str, Place]:
    return {_id(field, name): _place(name, field) for name, field in whole.entries().items()}


def _place(name: str, whole: Field) -> Place:
    fields = whole.fields(["name"], _PLACE_FIELDS)
    for field, kind in _PLACE_KINDS.items():
        if fields[field].value is not None:
            _sound(fields[field], kind, fields[field].text())
    return Place(
        id=name,
        name=_each_language(fields["name"]),
        official=fields["official"].text_or(""),
        address=fields["address"].text_or(""),
        phone=fields["phone"].text_or(""),
        email=fields["email"].text_or(""),
        url=fields["url"].text_or(""),
        source=fields["source"].text_or(""),
        date=fields["date"].text_or(""),
        confirmed=fields["confirmed"].value is not None and fields["confirmed"].flag(),
    )


def _article(whole: Field, stem: str, area: str) -> Article:
    fields = whole.fields(_ARTICLE_FIELDS)
    if fields["id"].text() != stem or not _NAME.fullmatch(stem):
        raise fields["id"].error(f"expected '{stem}', the name of the file, in small letters and hyphens")
    if fields["area"].text() != area:
        raise fields["area"].error(f"expected '{area}', the folder of the file; move the file or mend the area")
    return Article(
        id=stem,
        area=area,
        decides=fields["decides"].one_of(DECIDES),
        sensitive=fields["sensitive"].flag(),
        volatile=fields["volatile"].flag(),
        checked_on=fields["checked_on"].day(),
        review_by=fields["review_by"].day(),
        confirmed=_confirmed(fields["confirmed"]),
        sources=tuple(_source(source) for source in fields["sources"].items()),
        facts={_id(fact, name): _fact(name, fact) for name, fact in fields["facts"].entries().items()},
        places=fields["places"].texts(),
        related=fields["related"].texts(),
        not_this=fields["not_this"].texts(),
        texts={code: _text(code, text) for code, text in fields["texts"].fields(LANGUAGES).items()},
    )


def _text(language: str, whole: Field) -> Text:
    fields = whole.fields(_TEXT_FIELDS)
    return Text(
        language=language,
        title=fields["title"].text(),
        first=fields["first"].text(),
        points=fields["points"].texts(),
        next=fields["next"].text(),
        more=fields["more"].texts(),
        phrases=fields["phrases"].texts(),
        origin=fields["origin"].one_of(ORIGINS),
        reviewed=_reviewed(fields["reviewed"]),
    )


def _source(whole: Field) -> Source:
    fields = whole.fields(["title", "date"], ["url"])
    url = fields["url"]
    if url.value is not None:
        _sound(url, FactKind.LINK, url.text())
    if not _SOURCE_DATE.fullmatch(fields["date"].text()):
        raise fields["date"].error(f"expected 2025-03-01, 2025-03, 2025 or undated, got '{fields['date'].text()}'")
    return Source(fields["title"].text(), None if url.value is None else url.text(), fields["date"].text())


def _fact(name: str, whole: Field) -> Fact:
    kinds = tuple(kind.value for kind in FactKind)
    fields = whole.fields([], (*kinds, "valid_until", "for"))
    given = [kind for kind in FactKind if fields[kind].value is not None]
    if len(given) != 1:
        raise whole.error(f"expected exactly one value, one of: {', '.join(kinds)}")
    until, audience = fields["valid_until"], fields["for"]
    return Fact(
        name=name,
        kind=given[0],
        value=_value(given[0], fields[given[0]]),
        valid_until=None if until.value is None else until.day(),
        applies_to=None if audience.value is None else audience.one_of(AUDIENCES),
    )


def _value(kind: FactKind, field: Field) -> str | Mapping[str, str]:
    if kind is FactKind.TEXT and isinstance(field.value, dict):
        return _each_language(field)
    return _sound(field, kind, field.text())


def _sound(field: Field, kind: FactKind, value: str) -> str:
    fault = values.fault(kind, value)
    if fault:
        raise field.error(fault)
    return value


def _each_language(whole: Field) -> Mapping[str, str]:
    return {code: field.text() for code, field in whole.fields(LANGUAGES).items()}


def _confirmed(whole: Field) -> Confirmed | None:
    if whole.value is None:
        return None
    fields = whole.fields(["on", "by"])
    return Confirmed(fields["on"].day(), fields["by"].text())


def _reviewed(whole: Field) -> Reviewed | None:
    if whole.value is None:
        return None
    fields = whole.fields(["on", "changes"])
    return Reviewed(fields["on"].day(), fields["changes"].count())


def _id(field: Field, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise field.error("a name is small Latin letters, digits, '-' and '_'")
    return name
