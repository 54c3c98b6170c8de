"""Which of our four languages a text is in: script and letters first, then letter groups learnt from our own texts.

Only for the language of the reply, never to choose what is searched: one shared index is better in every language
(matching.md 4.3 and 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.features import Floats
from knowledge.text import base, latin_typed

KINDS = ("uk", "ru", "en", "pl", "uk typed in Latin", "ru typed in Latin")
_CODES = ("uk", "ru", "en", "pl", "uk", "ru")
_CYRILLIC, _LATIN = (0, 1), (2, 3, 4, 5)
_OWN = {"uk": frozenset("іїєґ"), "ru": frozenset("ыэъё"), "pl": frozenset("ąćęłńśźż")}
_NOT_BELARUSIAN = frozenset("ищїєґъ")
# First and last code point, and the language we take the script for.
_SCRIPTS = (
    *((0x0041, 0x024F, "latin"), (0x0370, 0x03FF, "el"), (0x0400, 0x052F, "cyrillic"), (0x0530, 0x058F, "hy")),
    *((0x0590, 0x05FF, "he"), (0x0600, 0x077F, "ar"), (0x0900, 0x097F, "hi"), (0x0980, 0x09FF, "bn")),
    *((0x0E00, 0x0E7F, "th"), (0x10A0, 0x10FF, "ka"), (0x1E00, 0x1EFF, "latin"), (0x3040, 0x30FF, "ja")),
    *((0x4E00, 0x9FFF, "zh"), (0xAC00, 0xD7AF, "ko"), (0xFB50, 0xFEFC, "ar")),
)
_READ = 300  # characters; more does not make it surer
_GROUP = 4  # longest letter group
_SMOOTHING = 0.3
_TEMPER = 0.35  # groups of one word overlap: their evidence is not independent
_OWN_LETTERS = 3.0  # what one word with letters of one language alone is worth, in the same measure
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Language:
    """code: one of our four, another that its script or letters name ("be", "ar", …), or None when nothing can be said.

    clear: enough was written, or in unmistakable letters, to answer in it.
    """

    code: str | None
    confidence: float
    clear: bool


NOTHING = Language(None, 0.0, False)


def script(text: str) -> str | None:
    """The script of most letters: "latin", "cyrillic", or a language's code for any other; None without letters."""
    found = Counter(name for sign in text[:_READ] if sign.isalpha() and (name := _script(ord(sign))) is not None)
    return found.most_common(1)[0][0] if found else None


def _script(point: int) -> str | None:
    return next((name for first, last, name in _SCRIPTS if first <= point <= last), None)


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """groups: letter group -> row of `table`; table: (groups, kinds), the log of how usual a group is in each kind."""

    groups: Mapping[str, int]
    table: Floats

    @classmethod
    def of(cls, texts: Mapping[str, Iterable[str]]) -> LanguageModel:
        """texts: language code -> any texts of that language. Ukrainian and Russian are learnt Latin-typed too."""
        learnt: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for code, lines in texts.items():
            for line in lines:
                learnt[code].append(line)
                if f"{code} typed in Latin" in learnt:
                    learnt[f"{code} typed in Latin"].append(latin_typed(line, code))
        counts = [Counter(group for line in learnt[kind] for group in _groups(base(line))) for kind in KINDS]
        every = sum(counts, Counter[str]())
        names = sorted(name for name, times in every.items() if times > 1)
        raw = np.array([[count[name] for count in counts] for name in names], dtype=np.float64).reshape(
            len(names), len(KINDS)
        )
        table = np.zeros_like(raw)
        sizes = np.array([len(name) for name in names])
        for size in range(1, _GROUP + 1):
            rows = sizes == size
            total = raw[rows].sum(axis=0) + _SMOOTHING * max(1, int(rows.sum()))
            table[rows] = np.log((raw[rows] + _SMOOTHING) / total)
        return cls({name: at for at, name in enumerate(names)}, table.astype(np.float32))

    def identify(self, text: str) -> Language:
        name = script(text)
        if name not in ("latin", "cyrillic"):
            return Language(name, 1.0, True) if name else NOTHING
        found = base(text[:_READ])
        if name == "cyrillic":
            told = _by_letters(frozenset(found))
            if told is not None:
                return told
        return self._weighed(found, _CYRILLIC if name == "cyrillic" else _LATIN)

    def _weighed(self, found: str, kinds: tuple[int, ...]) -> Language:
        rows = [row for group in _groups(found) if (row := self.groups.get(group)) is not None]
        if not rows:
            return NOTHING
        evidence = self.table[rows][:, kinds].sum(axis=0, dtype=np.float64) * _TEMPER
        marked = sum(not _OWN["pl"].isdisjoint(word) for word in found.split())
        evidence += _OWN_LETTERS * marked * np.array([KINDS[kind] == "pl" for kind in kinds])
        shares = np.exp(evidence - evidence.max())
        shares /= shares.sum()
        by_code: dict[str, float] = {}
        for kind, share in zip(kinds, shares, strict=True):
            by_code[_CODES[kind]] = by_code.get(_CODES[kind], 0.0) + float(share)
        code = max(by_code, key=lambda each: by_code[each])
        enough = len(found.split()) >= 3 or (code == "pl" and marked > 0)
        return Language(code, by_code[code], enough and by_code[code] >= _SURE)


def _by_letters(letters: frozenset[str]) -> Language | None:
    """Cyrillic letters that only one language has. і together with ы or э, and no и: Belarusian, also without ў."""
    ukrainian, russian = not letters.isdisjoint(_OWN["uk"]), not letters.isdisjoint(_OWN["ru"])
    if "ў" in letters or (ukrainian and russian and letters.isdisjoint(_NOT_BELARUSIAN)):
        return Language("be", 0.98, True)
    if ukrainian != russian:
        return Language("uk" if ukrainian else "ru", 0.99, True)
    return None


def _groups(found: str) -> list[str]:
    padded = f" {found} "
    every = (padded[at : at + size] for size in range(1, _GROUP + 1) for at in range(len(padded) - size + 1))
    return [group for group in every if " " not in group[1:-1] and group != " "]
