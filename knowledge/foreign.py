"""A fifth language: told by its script, or by words that none of the four has. For the reply line only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.spelling import Word
from knowledge.wordlist import BadWordlist, section, sheet

_PATH = "knowledge/lexicon/languages.yaml"
# Unicode name of a letter begins with its script
_SCRIPTS = {"ARABIC": "ar", "DEVANAGARI": "hi", "GEORGIAN": "ka"}
_OURS = ("LATIN", "CYRILLIC")
_SHARE = 0.5  # of the letters: a Polish question may quote a name in another script
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 400  # letters are enough to know a language


@dataclass(frozen=True, slots=True)
class Prepared:
    """code: two letters. name: the language's own name. line: "I answer in these four, choose", in that language."""

    code: str
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class _Signs:
    """How a language is known: words of its own, words strong enough to stand alone, letters of its own."""

    words: frozenset[str]
    alone: frozenset[str]
    letters: frozenset[str]


def language(text: str, said: Sequence[Word]) -> str | None:
    """The code of a fifth language, "und" for a script of none we prepared; None for one of the four or when unsure."""
    text = text[: 4 * _LOOKED_AT]
    script = _script(text)
    if script not in _OURS:
        return None if script is None else _by_script(script, text)
    folded = unicodedata.normalize("NFC", text.casefold()).replace("’", "'")
    written = _WORD.findall(folded)[: len(said) or None]
    if script == "CYRILLIC":
        return "be" if _is_belarusian(folded, written) else None
    return _by_words(folded, written)


@cache
def prepared() -> Mapping[str, Prepared]:
    """The prepared languages by code. Raises BadWordlist when one lacks its name or line."""
    found = {}
    for code, value in section(sheet("languages").get("prepared"), f"{_PATH}: prepared").items():
        entry = section(value, f"{_PATH}: {code}")
        if not entry.get("name") or not entry.get("line"):
            raise BadWordlist(f"{_PATH}: {code}: name and line are needed")
        found[code] = Prepared(code, str(entry["name"]), str(entry["line"]))
    return found


@cache
def _signs() -> Mapping[str, _Signs]:
    found = {}
    for code, value in section(sheet("languages").get("signs"), f"{_PATH}: signs").items():
        entry = section(value, f"{_PATH}: signs: {code}")
        own, alone = (frozenset(str(entry.get(key, "")).split()) for key in ("words", "alone"))
        found[code] = _Signs(own | alone, alone, frozenset(str(entry.get("letters", ""))) - {" "})
    return found


def _script(text: str) -> str | None:
    """The script of most letters, as Unicode names it; a mixture counts as ours."""
    counted: dict[str, int] = {}
    for letter in [sign for sign in text if sign.isalpha()][:_LOOKED_AT]:
        script = unicodedata.name(letter, "LATIN").split()[0]
        counted[script] = counted.get(script, 0) + 1
    if not counted:
        return None
    most = max(counted, key=lambda script: counted[script])
    return most if counted[most] > _SHARE * sum(counted.values()) or most in _OURS else "LATIN"


def _by_script(script: str, text: str) -> str:
    code = _SCRIPTS.get(script, "und")
    others = _signs()
    for near in ("ne", "fa"):
        if near in others and others[near].words & set(text.split()) and code == {"ne": "hi", "fa": "ar"}[near]:
            return near
    return code


def _is_belarusian(folded: str, written: Sequence[str]) -> bool:
    """ў is in no other of these languages. і together with ы, э or ё is in neither Ukrainian nor Russian, but in a
    mixture of the two, so a Belarusian word must stand with it."""
    signs = _signs()["be"]
    hits = sum(word in signs.words for word in written)
    mixed = "і" in folded and any(letter in folded for letter in "ыэё")
    return (
        "ў" in folded
        or hits >= 2
        or (mixed and hits >= 1)
        or (0 < len(written) <= 3 and bool(signs.alone & set(written)))
    )


def _by_words(folded: str, written: Sequence[str]) -> str | None:
    """The language with most words of its own; two, or one with a letter of its own, or a word that stands alone in a
    short message. Never when our four have as many."""
    signs = _signs()
    ours = sum(word in signs["ours"].words for word in written)
    scored = {}
    for code, sign in signs.items():
        hits = sum(word in sign.words for word in written)
        letters = any(letter in folded for letter in sign.letters)
        short = len(written) <= 3 and bool(sign.alone & set(written))
        if code not in {"ours", "be", "ne", "fa"} and (hits >= 2 or (hits >= 1 and letters) or short):
            scored[code] = hits + letters
    best = max(scored, key=lambda code: scored[code], default=None)
    return best if best is not None and scored[best] > ours else None
