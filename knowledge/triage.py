"""The deterministic lanes before any matching: danger to life, small talk, adverts, other languages, wish for a person.

The lists are data (knowledge/lexicon/*.yaml); how a pattern is written says knowledge/pattern.py. The time grows with
the length of the text only.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from knowledge import chat, foreign
from knowledge.glued import Glued
from knowledge.pattern import Found, Watch
from knowledge.spelling import Word, other_layout, spelt, unmarked, words
from knowledge.wordlist import BadWordlist, lines, section, sheet

LANGUAGES = ("uk", "ru", "pl", "en")
KINDS = (
    *("no-breath", "unconscious", "heart-stroke", "bleeding", "poisoning", "birth", "fire-gas", "explosion"),
    *("suicide", "self-harm", "rape", "threat", "beaten", "locked-in", "missing-child", "accident"),
)


_OWN_LETTERS = (("uk", "іїєґ"), ("ru", "ыэёъ"), ("pl", "ąćęłńśźż"))
_TYPED_WORD = re.compile(r"[^\W\d_]+")
_SET = re.compile(r"@([a-z-]+)")


@dataclass(frozen=True, slots=True)
class Emergency:
    """Danger to life. kind: one of KINDS. language: in which of the four it is written, None when that is undecided."""

    kind: str
    language: str | None


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """The whole message is small talk. kind: a name of smalltalk.yaml; "emoji" is a thumb up, in signs or in words."""

    kind: str


@dataclass(frozen=True, slots=True)
class Spam:
    """kind: "advert" gets no answer; "queue" (paid places, cards "turnkey") gets the warning that visits are free."""

    kind: str


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A fifth language: its two-letter code, or "und" for a script that is not prepared. prepared() has the line."""

    code: str


@dataclass(frozen=True, slots=True)
class Human:
    """A person is asked for, or only a person can help: a call back, a missing relative, volunteering."""


Lane = SmallTalk | Spam | OtherLanguage | Human


def emergency(text: str) -> Emergency | None:
    """The danger that a text tells of, also inside a long text. Several: the first in the order of emergency.yaml."""
    found = _dangers(text)
    if not found:
        return None
    return Emergency(found[0].label, _language(text, found))


def lines_for(kind: str) -> tuple[str, ...]:
    """Ids of the places (knowledge/places) whose phone fits beside 112, best first. KeyError for an unknown kind."""
    return _lines()[kind]


def triage(text: str) -> Lane | None:
    """The lane of a text that is no question for the knowledge base; None: go on and look for an answer."""
    said = words(text)
    if not said:
        return SmallTalk("emoji") if chat.has_emoji(text) else None
    advert = next(_watch("spam").find(said), None)
    if advert is not None and "?" not in text:  # an advert gets no answer, so a doubt counts as a question
        return Spam(advert.label)
    kind = chat.small_talk(said)
    if kind is not None:
        return SmallTalk(kind)
    if next(_watch("human").find(said), None) is not None:
        return Human()
    code = foreign.language(text, said)
    return None if code is None else OtherLanguage(code)


def is_gibberish(text: str) -> bool:
    """Keys were mashed ("апвапвап", "asdfgh") or there are only punctuation marks: no question to look for."""
    return chat.is_mashed(text)


def prepared(code: str) -> foreign.Prepared | None:
    """The line for a contact who writes in that language, and the language's own name."""
    return foreign.prepared().get(code)


def _dangers(text: str) -> tuple[Found, ...]:
    """What the lists find in the text as typed, typed without spaces, or typed on the other keyboard."""
    watch = _watch("emergency")
    said = words(text)
    found = tuple(watch.find(said, english=_english_sentences(said)))
    apart = None if found else _glued().apart(text)
    if apart is not None:
        found = tuple(watch.find(words(apart)))
    return found or tuple(watch.find(words(other_layout(text)), cries=False))


def _english_sentences(said: Iterable[Word]) -> frozenset[int]:
    """Sentences in English beyond doubt: no word of them is another language's in Latin letters ("insult", "dim")."""
    only, never = _english()
    typed = [(word.sentence, word.spelt[0], word.cyrillic) for word in said]
    others = {sentence for sentence, form, cyrillic in typed if cyrillic or form in never}
    return frozenset({sentence for sentence, form, _ in typed if form in only} - others)


@cache
def _english() -> tuple[frozenset[str], frozenset[str]]:
    """Words that only an English text has, and words that it never has, as spelt."""
    path = "knowledge/lexicon/emergency.yaml: english"
    written = section(sheet("emergency").get("english"), path)
    only, never = (str(written.get(key, "")).split() for key in ("only", "never"))
    return frozenset(spelt(word)[0] for word in only), frozenset(spelt(word)[0] for word in never)


@cache
def _glued() -> Glued:
    """Knows every word of the emergency lists, and the small words of `glue`; also without marks and apostrophes."""
    data = sheet("emergency")
    written = " ".join(str(data.get(key, "")) for key in ("sets", "kinds", "denials", "glue")).casefold()
    known = set(_TYPED_WORD.findall(written)) | set(_TYPED_WORD.findall(written.replace("'", "")))
    return Glued(known | {unmarked(word) for word in known})


def _language(text: str, found: Iterable[Found]) -> str | None:
    """The language of the lists that hold; where several do, the one whose letters or small words the text has."""
    languages = {one.language for one in found}
    if len(languages) == 1:
        return languages.pop()
    low = text.casefold()
    for language, letters in _OWN_LETTERS:
        if language in languages and any(letter in low for letter in letters):
            return language
    typed = set(_TYPED_WORD.findall(low))
    told = sorted((len(typed & tells), language) for language, tells in _tells().items() if language in languages)
    return told[-1][1] if told[-1][0] > told[-2][0] else None


@cache
def _tells() -> Mapping[str, frozenset[str]]:
    tells = section(sheet("emergency").get("tells"), "knowledge/lexicon/emergency.yaml: tells")
    return {language: frozenset(str(tells.get(language, "")).split()) for language in LANGUAGES}


@cache
def _watch(name: str) -> Watch:
    """The compiled lists of lexicon/<name>.yaml. Raises BadWordlist."""
    path = f"knowledge/lexicon/{name}.yaml"
    data = sheet(name)
    sets = dict(_sets(section(data.get("sets", {}), f"{path}: sets")))
    denials, not_typos = (str(data.get(key, "")).split() for key in ("denials", "not_typos"))
    watch = Watch(path, sets, denials, not_typos)
    for key, value in section(data.get("unless", {}), f"{path}: unless").items():
        watch.silence(key, (one for line in lines(value, f"{path}: unless: {key}") for one in line.split(",")))
    for kind, value in section(data.get("kinds"), f"{path}: kinds").items():
        for language, line, unless in _rules(section(value, f"{path}: {kind}"), f"{path}: {kind}"):
            watch.add(_told_apart(line, language, sets), kind, language, unless)
    return watch


def _told_apart(line: str, language: str, sets: Container[str]) -> str:
    """A pattern with the sets of its own language: "@me" becomes "@me:uk" where the set is told apart."""
    for name in _SET.findall(line):
        if f"{name}:{language}" in sets:
            line = re.sub(rf"@{name}(?![\w:-])", f"@{name}:{language}", line)
    return line


def _sets(written: Mapping[str, object]) -> Iterator[tuple[str, list[str]]]:
    """Sets of words by name; one told apart by language also as "name:uk". Ukrainian and Russian are typed mixed."""
    for name, value in written.items():
        if not isinstance(value, dict):
            yield name, str(value).split()
            continue
        parts = {language: str(value.get(language, "")).split() for language in LANGUAGES}
        yield name, [word for part in parts.values() for word in part]
        for language in LANGUAGES:
            shared = parts["uk"] + parts["ru"] if language in {"uk", "ru"} else parts[language]
            yield f"{name}:{language}", shared


def _rules(data: Mapping[str, object], where: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each pattern of a kind with its language and the lists that silence it."""
    rules = data.get("rules")
    if not isinstance(rules, list):
        raise BadWordlist(f"{where}: rules must be a list")
    for rule in rules:
        written = section(rule, where)
        unless = written.get("unless", [])
        names = tuple(map(str, unless)) if isinstance(unless, list) else ()
        for language, block in written.items():
            if language != "unless":
                yield from ((language, line, names) for line in lines(block, f"{where}: {language}"))


@cache
def _lines() -> Mapping[str, tuple[str, ...]]:
    kinds = section(sheet("emergency").get("kinds"), "knowledge/lexicon/emergency.yaml: kinds")
    found = {}
    for kind, value in kinds.items():
        ids = section(value, f"knowledge/lexicon/emergency.yaml: {kind}").get("lines", [])
        found[kind] = tuple(map(str, ids)) if isinstance(ids, list) else ()
    return found


def warm() -> None:
    """Compile every list now, so that a broken one is found at start and not at a cry. Raises BadWordlist."""
    for name in ("emergency", "spam", "human"):
        _watch(name)
    missing = set(KINDS) ^ set(_lines())
    if missing:
        raise BadWordlist(f"knowledge/lexicon/emergency.yaml: kinds differ from KINDS: {', '.join(sorted(missing))}")
    _glued()
    _english()
    chat.small_talk(words("-"))
    foreign.prepared()
