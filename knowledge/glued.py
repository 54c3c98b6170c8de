"""Words typed in one go, as people do in panic ("онанедышитпомогите"): taken apart by the words the lists know."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FROM = 11  # letters of a "word" that is worth taking apart
_AT_MOST = 8  # words of a message in panic; a longer one is written with spaces
_LONGEST = 120  # letters of one "word" that are looked at
_LONGEST_PART = 16
_PART = 1.0  # cost of a word
_UNKNOWN = 1.6  # cost of a letter that is no part of a known word
_UNKNOWN_SHARE = 0.2  # more unknown letters than this: it is no glued text
_AVERAGE = 2.8  # letters of a part; shorter ones are found in any long word
_LETTERS = re.compile(r"[^\W\d_]+")
_SINGLE = frozenset("яівуаоиіi")


class Glued:
    """Takes words apart with a vocabulary, in time that grows with their length only."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(word for word in vocabulary if 1 < len(word) <= _LONGEST_PART or word in _SINGLE)

    def apart(self, text: str) -> str | None:
        """The text with spaces put in; None when no word of it is a glued one."""
        low = text.casefold()
        if len(low) > _AT_MOST * _LONGEST or len(_LETTERS.findall(low)) > _AT_MOST:
            return None
        spaced = _LETTERS.sub(lambda word: self._spaced(word.group()[:_LONGEST]), low)
        return spaced if spaced != low else None

    def _spaced(self, word: str) -> str:
        if len(word) < _FROM or word in self._known:
            return word
        parts = self._parts(word)
        unknown = sum(len(part) for part in parts if part not in self._known)
        glued = unknown <= _UNKNOWN_SHARE * len(word) and len(word) >= _AVERAGE * len(parts)
        return " ".join(parts) if glued else word

    def _parts(self, word: str) -> list[str]:
        """The cheapest way to read the word as known words and single unknown letters."""
        best = [0.0]
        cut = [0]
        for end in range(1, len(word) + 1):
            costs = [(best[end - 1] + _UNKNOWN, end - 1)]
            starts = range(max(0, end - _LONGEST_PART), end)
            costs += [(best[start] + _PART, start) for start in starts if word[start:end] in self._known]
            cost, start = min(costs)
            best.append(cost)
            cut.append(start)
        parts: list[str] = []
        end = len(word)
        while end:
            part = word[cut[end] : end]
            if parts and not {part, parts[-1]} & self._known:
                parts[-1] = part + parts[-1]  # unknown letters side by side are one word
            else:
                parts.append(part)
            end = cut[end]
        return parts[::-1]
