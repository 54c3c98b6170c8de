"""Where spellings meet: one form for Cyrillic, Latin-typed Cyrillic, Polish without marks and a wrong keyboard layout.

The phonetic skeleton writes what is *heard* with one set of letters, so that no language has to be known beforehand:
"мельдунек", "meldunek" and "meldunok" share nearly all their letters. Measured in matching.md section 2; table: 5.1.4.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST = 2_000  # characters that are read; what follows in a longer text changes no answer, and costs time
STEM = 4  # letters that stand for a word: +1.6 points in cross-validation, no dictionary (matching.md 4.4)
_SHORTEST_TYPO = 6  # letters; shorter words have neighbours that are other words (4.2)
_KNOWN_TOO_FEW = 0.34  # share of known words under which another keyboard layout is tried (5.1.3)
_LAYOUT_GAIN = 0.35  # and how much it must gain

_LONGEST_FILLER = 5  # words

_APOSTROPHES = {ord(sign): None for sign in "'’ʼ`´‘ʹ′\u0301\u00ad\u200b\u200c\u200d\u2060\ufeff"}
_PLUS = re.compile(r"\b(\d{3})\s*(?:\+|plus\b|плюс\b)")
_NOT_WORD = re.compile(r"[\W_]+")

# Cyrillic and marked Latin letters -> letters of the skeleton. S, C, Z are free after casefold: sh, ch, zh.
_HEARD = str.maketrans(
    dict(zip("абвгґдеєёэзиіїйыклмнопрстуўфхцжчш", "abvhhdeeeeziiiiiklmnoprstuvfhcZCS", strict=True))
    | dict(zip("ąćęłńóśźżčšžěéèáíýúüöä", "acelnuszZCSZeeeaiiuuoa", strict=True))
    | {"щ": "SC", "ъ": "", "ь": "", "ю": "iu", "я": "ia"}
)
_DIGRAPHS = {
    "shch": "SC", "szcz": "SC", "sz": "S", "sh": "S", "cz": "C", "ch": "C", "zh": "Z", "rz": "Z", "kh": "h", "ph": "f",
    "ck": "k", "ts": "c", "tz": "c", "qu": "kv",
}  # fmt: skip
_DIGRAPH = re.compile("|".join(_DIGRAPHS))
_UNVOICED = re.compile("(?<=[ptk])rz")  # Polish "rz" sounds "sz" there: "przedszkole" is written "пшедшколе"
_CHAT_DIGIT = re.compile(r"(?<=[a-z])[46](?=[a-z])|\b[46](?=[a-z]{2})")  # "ho4u", "4ekat": ч and ш in Latin-typed chat
_LATIN = str.maketrans({"w": "v", "y": "i", "j": "i", "g": "h", "x": "ks", "q": "k"})
_DOUBLE = re.compile(r"([^\W\d])\1+")

_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_LAYOUTS = {"uk": "йцукенгшщзхїфівапролджєячсмитьбю'", "ru": "йцукенгшщзхъфывапролджэячсмитьбюё"}
_FROM_LATIN = {code: str.maketrans(_QWERTY, keys) for code, keys in _LAYOUTS.items()}
_TO_LATIN = str.maketrans("".join(_LAYOUTS.values()) + "ґ", _QWERTY * 2 + "\\")

_TYPED = dict(zip("абвгґдеёэзиіїйыклмнопрстуфх", "abvggdeoezyiiyyklmnoprstufh", strict=True)) | {
    "є": "ie",
    "ё": "yo",
    "ж": "zh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}
_LATIN_TYPED = {"uk": str.maketrans(_TYPED), "ru": str.maketrans(_TYPED | {"и": "i"})}
_CYRILLIC = {
    "shch": "щ",
    "yo": "ё",
    "zh": "ж",
    "kh": "х",
    "ts": "ц",
    "ch": "ч",
    "sh": "ш",
    "yu": "ю",
    "ya": "я",
    "ju": "ю",
    "ja": "я",
    "x": "кс",
    **dict(zip("abcdefghijklmnopqrstuvwyz", "абцдефгхийклмнопкрстуввыз", strict=True)),
}
_SYLLABLE = re.compile("|".join(_CYRILLIC))


def base(text: str) -> str:
    """Casefolded words, single spaces between: no punctuation, no apostrophes, "800 plus" as "800plus". Never fails."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().translate(_APOSTROPHES)
    return _NOT_WORD.sub(" ", _PLUS.sub(r"\1plus ", folded)).strip()[:LONGEST]


def skeleton(text: str) -> str:
    """What base() gives, written as heard. Same result for Cyrillic and for the usual ways to type it in Latin."""
    lettered = _CHAT_DIGIT.sub(lambda match: "C" if match.group() == "4" else "S", text.translate(_HEARD))
    heard = _DIGRAPH.sub(lambda match: _DIGRAPHS[match.group()], _UNVOICED.sub("S", lettered)).translate(_LATIN)
    return _DOUBLE.sub(r"\1", heard.replace("ie", "e"))


def words(text: str) -> tuple[str, ...]:
    """The skeleton words of any text."""
    return tuple(skeleton(base(text)).split())


def bare(found: Sequence[str], filler: Set[tuple[str, ...]]) -> tuple[str, ...]:
    """Without courtesies ("good day, tell me please …"), unless nothing else was said. filler: skeleton words."""
    kept: list[str] = []
    at = 0
    while at < len(found):
        size = next((size for size in range(_LONGEST_FILLER, 0, -1) if tuple(found[at : at + size]) in filler), 0)
        kept.extend(found[at : at + 1] if not size else ())
        at += size or 1
    return tuple(kept or found)


def stem(word: str) -> str:
    return word[:STEM]


def latin_typed(text: str, language: str) -> str:
    """Ukrainian or Russian as people type it with a Latin keyboard; other text unchanged."""
    table = _LATIN_TYPED.get(language)
    return text if table is None else text.lower().translate(_APOSTROPHES).translate(table)


def cyrillic_typed(text: str) -> str:
    """Latin-typed Ukrainian or Russian back in Cyrillic, roughly: for word lists that know only Cyrillic."""
    return _SYLLABLE.sub(lambda match: _CYRILLIC[match.group()], text.lower())


def other_layouts(text: str, language: str | None = None) -> tuple[str, ...]:
    """The text as it would read had the keyboard been switched: Latin -> Ukrainian and Russian, Cyrillic -> Latin."""
    lowered = text[:LONGEST].lower()
    if any("a" <= sign <= "z" for sign in lowered):
        order = sorted(_FROM_LATIN, key=lambda code: code != language)
        return tuple(lowered.translate(_FROM_LATIN[code]) for code in order)
    return (lowered.translate(_TO_LATIN),)


@dataclass(frozen=True, slots=True)
class Spelling:
    """The skeleton words that the knowledge base knows; repairs a text toward them. filler: courtesies to leave out."""

    known: frozenset[str]
    stems: frozenset[str]
    shelves: Mapping[tuple[str, int], Sequence[str]]
    filler: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, known: Iterable[str], filler: Iterable[str] = ()) -> Spelling:
        """known: skeleton words of phrases, titles and the lexicon."""
        every = frozenset(known)
        shelves: dict[tuple[str, int], list[str]] = {}
        for word in sorted(every):
            if len(word) >= _SHORTEST_TYPO - 1:
                shelves.setdefault((word[0], len(word)), []).append(word)
        stems = frozenset(stem(word) for word in every if len(word) >= STEM)
        return cls(every, stems, shelves, frozenset(words(line) for line in filler))

    def read(self, text: str, language: str | None = None) -> tuple[str, ...]:
        """Skeleton words of a text: keyboard layout repaired when that clearly helps, then single typos."""
        best = words(text)
        share = self._share(best)
        if share < _KNOWN_TOO_FEW:
            for candidate in other_layouts(text, language):
                switched = words(candidate)
                gained = self._share(switched)
                if gained >= share + _LAYOUT_GAIN:
                    best, share = switched, gained
        return tuple(self._mended(word) for word in bare(best, self.filler))

    def _share(self, found: Sequence[str]) -> float:
        counted = [word for word in found if len(word) > 2 and not word.isdigit()]
        return sum(map(self._is_known, counted)) / len(counted) if counted else 1.0

    def _is_known(self, word: str) -> bool:
        return word in self.known or (len(word) > STEM and stem(word) in self.stems)

    def _mended(self, word: str) -> str:
        """One letter wrong in a long word whose neighbours share one stem; else the word as it is (matching.md 4.2)."""
        if len(word) < _SHORTEST_TYPO or word in self.known or not word.isalpha() or len(word) > 30:
            return word
        near = [
            found
            for size in (len(word) - 1, len(word), len(word) + 1)
            for found, _, _ in process.extract(
                word, self.shelves.get((word[0], size), ()), scorer=OSA.distance, score_cutoff=1, limit=None
            )
        ]
        return near[0] if near and len({stem(found) for found in near}) == 1 else word
