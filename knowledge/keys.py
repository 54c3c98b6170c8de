"""The words and stems of the patterns, and which of them a word of a text is, one wrong letter forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from knowledge.spelling import Word, is_cyrillic, spelt

TYPO_FROM = 5  # letters from which one wrong letter is forgiven in a pattern of several words
_TYPO_ABROAD_FROM = 7  # and in Cyrillic words typed in Latin: shorter ones have neighbours in the other languages
_MARKS = "~^*"
_STEM_TO = 14  # letters of a stem


class Keys:
    """All words and stems of the patterns, and which of them a word of a text is.

    A key is "word", "stem*", "~word" (one letter may be wrong) or "~stem*"; "^" instead of "~" where the list has the
    word in Cyrillic.
    """

    def __init__(self, not_typos: Iterable[str]) -> None:
        self._not_typos = frozenset(form for word in not_typos for form in spelt(word))
        self._all: set[str] = set()
        self._near: dict[str, set[str]] = {}  # a key's letters with one left out -> keys

    def add(self, key: str) -> None:
        if key in self._all:
            return
        self._all.add(key)
        letters = key.strip(_MARKS)
        if key[0] in "~^":
            for short in _shortened(letters):
                self._near.setdefault(short + "*" * key.endswith("*"), set()).add(key)

    def of(self, word: Word) -> frozenset[str]:
        """The keys that this word is. A typo is forgiven in its usual spelling only."""
        exact = (self._exactly(form) for form in word.spelt)
        return frozenset().union(*exact, self._nearly(word.spelt[0], word.cyrillic))

    def _exactly(self, form: str) -> set[str]:
        stems = [form[:size] for size in range(2, min(len(form), _STEM_TO) + 1)]
        asked = (mark + letters for letters in (form, *(stem + "*" for stem in stems)) for mark in ("", "~", "^"))
        return {key for key in asked if key in self._all}

    def _nearly(self, form: str, cyrillic: bool) -> set[str]:
        if len(form) < TYPO_FROM or form in self._not_typos:
            return set()
        close = {(form, key) for key in self._close(form, "")}
        for size in range(TYPO_FROM - 1, min(len(form), _STEM_TO) + 1):
            close |= {(form[:size], key) for key in self._close(form[:size], "*")}
        return {key for letters, key in close if _is_typo(letters, key, cyrillic)}

    def _close(self, letters: str, mark: str) -> Iterator[str]:
        for short in _shortened(letters):
            for key in self._near.get(short + mark, ()):
                if key[1] == letters[0]:
                    yield key


def _is_typo(letters: str, key: str, cyrillic: bool) -> bool:
    meant = key.strip(_MARKS)
    at_home = cyrillic == key.startswith("^")
    return (at_home or len(meant) >= _TYPO_ABROAD_FROM) and OSA.distance(letters, meant, score_cutoff=1) <= 1


def _shortened(letters: str) -> Iterator[str]:
    """The letters themselves and with each but the first left out: two words one letter apart share one of them."""
    yield letters
    for place in range(1, len(letters)):
        yield letters[:place] + letters[place + 1 :]


def keys_of(word: str, typo_from: int) -> Iterator[str]:
    """The keys for one word or stem of a pattern; from `typo_from` letters one may be wrong."""
    mark = "^" if is_cyrillic(word) else "~"
    for place, form in enumerate(spelt(word.rstrip("*"))):  # a typo is forgiven in the usual spelling only
        yield (mark if len(form) >= typo_from and not place else "") + form + "*" * word.endswith("*")
