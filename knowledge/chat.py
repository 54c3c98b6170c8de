"""Small talk and mashed keys: messages that are whole and complete, and ask nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from knowledge.spelling import Word, spelt
from knowledge.wordlist import lines, section, sheet

LONGEST = 10  # words; what is longer asks or tells something
_LONGEST_PHRASE = 6  # words of one line of the list
_PATH = "knowledge/lexicon/smalltalk.yaml"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъї", "фывапролджэ", "фівапролджє", "ячсмитьбю")
_RUN = 4  # neighbouring keys in a row that no word has
_LETTERS = re.compile(r"[^\W\d_]+")
_OURS = re.compile(r"[a-zà-ɏЀ-ӿ]+")  # other scripts are told by their letters, not by their vowels
_VOWELS = re.compile("[aeiouyąęóаеёиоуыэюяіїє]")
_CONSONANTS = re.compile("[^aeiouyąęóаеёиоуыэюяіїєьъ]{6,}")


def small_talk(said: Sequence[Word]) -> str | None:
    """The kind of small talk when the whole message is that, put together from the list's phrases and fill words. Of
    several kinds the one that stands first in the list ("hello, are you a robot" is "bot")."""
    if len(said) > LONGEST:
        return None
    kinds = _reached(said, 0)
    order = list(_phrases().values())
    ranked = [kind for kind in dict.fromkeys(order) if kind in kinds and kind != "fill"]
    return ranked[0] if ranked else None


def has_emoji(text: str) -> bool:
    return any(unicodedata.category(sign) == "So" for sign in text)


def is_mashed(text: str) -> bool:
    """True when every word is made of mashed keys, or there is no letter, digit or picture at all."""
    found = _LETTERS.findall(text.casefold())
    if not found:
        return not has_emoji(text) and not any(map(str.isalnum, text))
    return all(map(_is_mash, found)) and not any(map(str.isdigit, text))


def _is_mash(word: str) -> bool:
    if len(word) < 4 or not _OURS.fullmatch(word):
        return False
    if len(set(word)) == 1 or any(_is_told_over(word, size) for size in (1, 2, 3, 4)):
        return True
    runs = (word[start : start + _RUN] for start in range(len(word) - _RUN + 1))
    if any(run in row or run[::-1] in row for run in runs for row in _ROWS):
        return True
    return len(word) >= 5 and (not _VOWELS.search(word) or bool(_CONSONANTS.search(word)))


def _is_told_over(word: str, size: int) -> bool:
    """The first letters again and again, "апвапвап"; twice only is a word ("тамтам")."""
    return len(word) > 2 * size and len(word) >= 6 and (word[:size] * len(word))[: len(word)] == word


def _reached(said: Sequence[Word], start: int) -> set[str]:
    """The kinds of phrases that cover said[start:] whole; empty when nothing does. Bounded: at most LONGEST words."""
    if start == len(said):
        return {"fill"}
    phrases = _phrases()
    found: set[str] = set()
    for size in range(1, min(_LONGEST_PHRASE, len(said) - start) + 1):
        kinds = {phrases[key] for key in _spellings(said[start : start + size]) if key in phrases}
        if kinds:
            rest = _reached(said, start + size)
            found |= kinds | rest if rest else set()
    return found


def _spellings(part: Sequence[Word]) -> set[str]:
    """All spellings of a few words together."""
    joined = {""}
    for word in part:
        joined = {f"{before} {form}".strip() for before in joined for form in word.spelt[:4]}
    return joined


@cache
def _phrases() -> Mapping[str, str]:
    """Every phrase as spelt -> its kind, in the order of the list."""
    found: dict[str, str] = {}
    for kind, block in section(sheet("smalltalk"), _PATH).items():
        for line in lines(block, f"{_PATH}: {kind}"):
            for phrase in line.split("|"):
                found.setdefault(" ".join(spelt(word)[0] for word in phrase.split() if spelt(word)), kind)
    return found
