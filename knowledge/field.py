"""A YAML file of the knowledge base as fields that know where they stand, so that every complaint names the place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeAlias

import yaml

try:
    from yaml import CSafeLoader as Reader
except ImportError:  # PyYAML without libyaml: the same answers, ten times slower
    from yaml import SafeLoader as Reader  # type: ignore[assignment]

Plain: TypeAlias = "str | bool | list[Plain] | dict[str, Plain] | None"

_BARE: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
DEEPEST = 12  # levels; an article has six, a file that refers to itself has no end


class ArticleError(Exception):
    """A file of the knowledge base cannot be used. The message is one line: the file, the field, the cure."""

    def __init__(self, file: str, field: str, problem: str) -> None:
        super().__init__(": ".join(" ".join(part.split()) for part in (file, field, problem) if part))
        self.file = file
        self.field = field


def describe(value: Plain) -> str:
    """The kind of a value in an editor's words."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case list():
            return "a list"
        case dict():
            return "a group of fields"
        case _:
            return "a number" if re.fullmatch(r"[-+]?\d+([.,]\d+)?", value) else "a text"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a file with its place there: path 'texts.uk.points'. Every method raises ArticleError."""

    file: str
    path: str
    value: Plain

    def error(self, problem: str) -> ArticleError:
        return ArticleError(self.file, self.path, problem)

    def _expected(self, what: str) -> ArticleError:
        return self.error(f"expected {what}, got {describe(self.value)}")

    def _below(self, name: str, value: Plain) -> Field:
        joint = "." if self.path and not name.startswith("[") else ""
        return Field(self.file, f"{self.path}{joint}{name}", value)

    def text(self) -> str:
        """One line of text, never empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self._expected("a text")
        return " ".join(self.value.split())

    def text_or(self, default: str) -> str:
        return default if self.value is None else self.text()

    def texts(self) -> tuple[str, ...]:
        if not isinstance(self.value, list):
            raise self._expected("a list of strings")
        return tuple(self._below(f"[{at}]", item).text() for at, item in enumerate(self.value))

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self._expected("true or false")
        return self.value

    def day(self) -> date:
        try:
            return date.fromisoformat(self.text()) if len(self.text()) == len("2026-11-20") else _refuse()
        except ValueError:
            raise self.error(f"expected a date such as 2026-11-20, got '{self.text()}'") from None

    def count(self) -> int:
        if not re.fullmatch(r"\d{1,6}", self.text()):
            raise self._expected("a whole number")
        return int(self.text())

    def one_of(self, options: Iterable[str]) -> str:
        known = tuple(options)
        if self.text() not in known:
            raise self.error(f"'{self.text()}' is not known; write one of: {', '.join(known)}")
        return self.text()

    def items(self) -> tuple[Field, ...]:
        if not isinstance(self.value, list):
            raise self._expected("a list")
        return tuple(self._below(f"[{at}]", item) for at, item in enumerate(self.value))

    def entries(self) -> Mapping[str, Field]:
        """A group whose names are free."""
        if not isinstance(self.value, dict):
            raise self._expected("a group of fields")
        return {name: self._below(name, value) for name, value in self.value.items()}

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> Mapping[str, Field]:
        """A group whose names are fixed. A missing optional field has the value None."""
        needed, allowed = tuple(required), tuple(optional)
        found = self.entries()
        for name in found:
            if name not in needed and name not in allowed:
                near = get_close_matches(name, needed + allowed, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"the fields are: {', '.join(needed + allowed)}"
                raise found[name].error(f"this field is not known; {hint}")
        for name in needed:
            if name not in found:
                raise self.error(f"the field '{name}' is missing; add it")
        return {name: found.get(name, self._below(name, None)) for name in needed + allowed}


def _refuse() -> date:
    raise ValueError


def read(file: str, content: bytes) -> Field:
    """The whole file as one field. Scalars stay text as they were typed (17:00, 2026-11, 'no'), but for true,
    false, null and ~: YAML 1.1 would make 1020, a date and False of them. Raises ArticleError."""
    try:
        node = yaml.compose(content.decode("utf-8"), Loader=Reader)
    except UnicodeDecodeError as error:
        raise ArticleError(file, "", f"the file is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        problem = f"not valid YAML: {error.problem}; put the text in double quotes or mend the indent"
        raise ArticleError(file, f"line {line}", problem) from error
    except yaml.YAMLError as error:
        raise ArticleError(file, "", f"not valid YAML: {error}; remove the unprintable characters") from error
    if node is None:
        raise ArticleError(file, "", "the file is empty; write it as docs/articles.md says or remove it")
    return Field(file, "", _plain(file, node, 0))


def _plain(file: str, node: yaml.Node, depth: int) -> Plain:
    if depth > DEEPEST:
        raise ArticleError(file, f"line {node.start_mark.line + 1}", "nested too deep; write the values out")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(file, item, depth + 1) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return _group(file, node, depth)
    text = str(node.value)
    if isinstance(node, yaml.ScalarNode) and not node.style:  # not quoted: libyaml says "", the Python reader None
        return _BARE.get(text, text)
    return text


def _group(file: str, node: yaml.MappingNode, depth: int) -> dict[str, Plain]:
    group: dict[str, Plain] = {}
    for key, value in node.value:
        line = f"line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise ArticleError(file, line, "a field's name must be one word")
        if key.value in group:
            raise ArticleError(file, line, f"the field '{key.value}' stands twice; keep one")
        group[key.value] = _plain(file, value, depth + 1)
    return group
