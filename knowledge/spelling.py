"""Words as the deterministic lanes see them: one spelling for both scripts, without marks, with sentence borders.

Coarser than knowledge/text.py (sz, ś and s meet) and kept apart from it on purpose: it reads a text to its end, and a
mistake in the matcher must not silence the emergency lane.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LONGEST = 40  # letters of one word that are looked at; longer "words" are noise
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "e", "є": "e", "ё": "e", "ж": "z", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "c", "ч": "q", "ш": "s", "щ": "sq",
    "ъ": "", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_HEARD = str.maketrans(_CYRILLIC | {"w": "v", "y": "i", "j": "i", "g": "h", "x": "h", "ł": "l"})
# q stands for ч: apart from c, or "cooking" would be "choking"
_PAIRS = {"shch": "sq", "szcz": "sq", "rzh": "rz", "sh": "s", "sz": "s", "cz": "q", "rz": "z", "zh": "z", "kh": "h"}
_PAIR = re.compile("|".join(_PAIRS))
# Latin letters that look Cyrillic, for a word that has Cyrillic letters too
_LOOKALIKE = str.maketrans("aeopcxyikmthb", "аеорсхуікмтнв")
# "ch" is Polish х or English ч, "j" is й or ж: such a word has more than one spelling
_AMBIGUOUS = (("ch", ("q", "h")), ("j", ("i", "z")))
_CHAT_DIGITS = (("4", "ch"), ("6", "sh"))  # "ho4u", "4elovek" in Latin-typed chat
_HAS_CYRILLIC = re.compile("[а-яёіїєґў]")
_HAS_LATIN = re.compile("[a-z]")
_DROPPED = re.compile("['’ʼ`´‘\u0301\u00ad\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?;\n…。؟]")
_CLAUSE_END = re.compile(r"[,:()—–]")
_RUN = re.compile(r"(.)\1+")
_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_JCUKEN = "йцукенгшщзхїфівапролджєячсмитьбю"
_TO_JCUKEN = str.maketrans(_QWERTY, _JCUKEN)
_TO_QWERTY = str.maketrans(_JCUKEN + "ыэъ", _QWERTY + "s']")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: how it is spelt (several where letters are ambiguous, the usual first), whether in Cyrillic, and its
    sentence and clause, counted from 0."""

    spelt: tuple[str, ...]
    cyrillic: bool
    sentence: int
    clause: int


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order. Time grows with its length only."""
    folded = _folded(text)
    found: list[Word] = []
    known: dict[str, tuple[str, ...]] = {}
    sentence = clause = end = 0
    for match in _WORD.finditer(folded):
        between = folded[end : match.start()] if end else ""
        sentence += bool(_SENTENCE_END.search(between))
        clause += bool(_SENTENCE_END.search(between) or _CLAUSE_END.search(between))
        word = match.group()[:_LONGEST]
        if word not in known:
            known[word] = _spelt(word)
        found.append(Word(known[word], is_cyrillic(word), sentence, clause))
        end = match.end()
    return tuple(found)


def spelt(word: str) -> tuple[str, ...]:
    """The script-independent spellings of one word, doubled letters written once; none for a word of signs only."""
    return tuple(form for form in _spelt(_folded(word)[:_LONGEST]) if form)


def is_cyrillic(word: str) -> bool:
    return _HAS_CYRILLIC.search(word.casefold()) is not None


def other_layout(text: str) -> str:
    """The same keys on the other keyboard: "lbnbyf" was meant as "дитина". One table serves Ukrainian and Russian,
    because the letters that differ are spelt the same here."""
    low = text.casefold()
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in low)
    return low.translate(_TO_QWERTY if 2 * cyrillic > sum(map(str.isalpha, low)) else _TO_JCUKEN)


def unmarked(word: str) -> str:
    """A word without its accents ("ą" as "a"), "ł" as "l"."""
    plain = (sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return "".join(plain).replace("ł", "l")


def _folded(text: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", _DROPPED.sub("", text)).casefold())


def _spelt(word: str) -> tuple[str, ...]:
    if _HAS_CYRILLIC.search(word):
        return (_heard(word.translate(_LOOKALIKE)),)
    if not _HAS_LATIN.search(word):
        return (word,)
    plain = unmarked(word)
    for digit, letters in _CHAT_DIGITS:
        plain = plain.replace(digit, letters)
    joined = _PAIR.sub(lambda pair: _PAIRS[pair.group()], plain)
    readings = [joined]
    for mark, others in _AMBIGUOUS:
        if mark in joined:
            readings = [reading.replace(mark, other) for reading in readings for other in others]
    return tuple(dict.fromkeys(_heard(reading) for reading in readings))


def _heard(word: str) -> str:
    once = _RUN.sub(r"\1", word.translate(_HEARD)).replace("ts", "c").replace("ie", "e")
    return _RUN.sub(r"\1", once)
