"""Patterns of words, written as data and found in a text: the engine of the deterministic lanes.

A pattern is groups joined by "&" that stand near each other in any order; a group is words in order. A space between
two words of a group lets two other words stand between, "+" none. "|" parts alternatives, "_" joins an alternative of
several words, "*" ends a stem, "@name" is a set of words: `@child & не+дихає|дихав`, `кров не_спиняється|хлище`. "[3]"
in front: only in a text of at most three words. A match does not count when a word of denial stands right before one of
its own words, or a pattern of `unless` stands near it in the same sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.keys import TYPO_FROM, Keys, keys_of
from knowledge.spelling import Word
from knowledge.wordlist import BadWordlist

GAP = 2  # words that may stand between two words of a group
WINDOW = 12  # words between the starts of two groups of a pattern
NEAR = 10  # words on either side of a match where an `unless` counts
_TYPO_ALONE_FROM = 7  # and in a pattern of one word, which has nothing else to stand on
_NEVER = 99  # what silences a pattern must be spelt right
_NOW, _OVER = "now", ("past",)  # a word of the list "now" nearby takes away what the list "past" silences
_CLAUSE = (_NOW, *_OVER)

Alternatives = frozenset[str]


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a group: any of these keys; gap: words that may stand before it."""

    keys: Alternatives
    gap: int


Group = tuple[Slot, ...]
Choice = tuple[Group, ...]  # a group of the data, written out: one or the other


@dataclass(frozen=True, slots=True)
class Pattern:
    """groups: all near each other. unless: lists that silence it. at_most: words of the whole text, 0 = any."""

    groups: tuple[Choice, ...]
    label: str
    language: str
    unless: tuple[str, ...]
    at_most: int


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern that holds: its label (a kind) and the language of the list it stands in."""

    label: str
    language: str


class Text:
    """A text laid out for patterns: where each key stands."""

    def __init__(self, words: Sequence[Word], keys: Keys) -> None:
        self.words = words
        self.at: dict[str, list[int]] = {}
        known: dict[tuple[tuple[str, ...], bool], frozenset[str]] = {}
        self.keys: list[frozenset[str]] = []
        for place, word in enumerate(words):
            seen = (word.spelt, word.cyrillic)
            if seen not in known:
                known[seen] = keys.of(word)
            self.keys.append(known[seen])
            for key in known[seen]:
                self.at.setdefault(key, []).append(place)

    def starts(self, slot: Slot) -> list[int]:
        return sorted({place for key in slot.keys for place in self.at.get(key, ())})

    def path(self, start: int, group: Group) -> tuple[int, ...] | None:
        """The places of the group's words when its first word stands at `start`."""
        if len(group) == 1:
            return (start,)
        slot = group[1]
        for place in range(start + 1, min(start + 2 + slot.gap, len(self.keys))):
            if not self.keys[place].isdisjoint(slot.keys):
                rest = self.path(place, group[1:])
                if rest is not None:
                    return (start, *rest)
        return None

    def paths(self, choice: Choice) -> list[tuple[int, ...]]:
        """Every place where one of the groups stands, in order."""
        here = self.at.keys()
        likely = (group for group in choice if not any(here.isdisjoint(slot.keys) for slot in group))
        paths = (self.path(start, group) for group in likely for start in self.starts(group[0]))
        return sorted({path for path in paths if path is not None})


class Watch:
    """A compiled list of patterns."""

    def __init__(
        self, name: str, sets: Mapping[str, Sequence[str]], no: Sequence[str], not_typos: Sequence[str]
    ) -> None:
        self._name = name
        self._sets = sets
        self._keys = Keys(not_typos)
        self._no = self._slot("|".join(no), 0, _TYPO_ALONE_FROM) if no else Slot(frozenset(), 0)
        self._patterns: list[Pattern] = []
        self._by_key: dict[str, list[int]] = {}
        self._silencers: dict[str, tuple[Choice, ...]] = {}

    def add(self, line: str, label: str, language: str, unless: tuple[str, ...] = ()) -> None:
        """One pattern. Raises BadWordlist that shows the line."""
        limit = re.match(r"\[(\d+)\]\s*", line)
        groups = self._groups(line[limit.end() :] if limit else line)
        unknown = [name for name in unless if name not in self._silencers]
        if unknown:
            raise BadWordlist(f"{self._name}: {label}: unless names {unknown[0]!r}, which is not defined")
        anchors = ({key for group in choice for key in min(group, key=_breadth).keys} for choice in groups)
        for key in min(anchors, key=len):
            self._by_key.setdefault(key, []).append(len(self._patterns))
        self._patterns.append(Pattern(groups, label, language, unless, int(limit.group(1)) if limit else 0))

    def silence(self, name: str, lines: Iterable[str]) -> None:
        """A list of patterns that `unless` may name. Each line is one group."""
        self._silencers[name] = tuple(self._choice(line, _NEVER) for line in lines)

    def find(self, words: Sequence[Word], cries: bool = True, english: Container[int] = ()) -> Iterator[Found]:
        """Every pattern that holds, in the order of the list. cries: also those for a text of very few words. english:
        sentences where only the English lists count."""
        text = Text(words, self._keys)
        likely = {place for key in text.at for place in self._by_key.get(key, ())}
        silent: dict[str, list[int]] = {}
        for place in sorted(likely):
            pattern = self._patterns[place]
            fits = len(words) <= pattern.at_most and cries if pattern.at_most else True
            closed = english if pattern.language != "en" else ()
            if fits and self._holds(pattern, text, silent, closed):
                yield Found(pattern.label, pattern.language)

    def _holds(self, pattern: Pattern, text: Text, silent: dict[str, list[int]], closed: Container[int]) -> bool:
        """closed: sentences where this pattern does not count."""
        paths = [text.paths(group) for group in pattern.groups]
        if not all(paths):
            return False
        matches = (match for match in _together(paths, text.words) if text.words[match[0]].sentence not in closed)
        return any(not self._is_silenced(match, pattern, text, silent) for match in matches)

    def _is_silenced(self, match: tuple[int, ...], pattern: Pattern, text: Text, silent: dict[str, list[int]]) -> bool:
        if any(self._is_denied(place, match, text) for place in match):
            return True
        now = self._is_near(_NOW, match, text, silent)
        names = (name for name in pattern.unless if not (now and name in _OVER))
        return any(self._is_near(name, match, text, silent) for name in names)

    def _is_denied(self, place: int, match: tuple[int, ...], text: Text) -> bool:
        """A "not" stands right before the word, in the same clause, and is no part of the pattern itself."""
        before = place - 1
        return (
            before >= 0
            and before not in match
            and not text.keys[before].isdisjoint(self._no.keys)
            and text.words[before].clause == text.words[place].clause
        )

    def _is_near(self, name: str, match: tuple[int, ...], text: Text, silent: dict[str, list[int]]) -> bool:
        if name not in silent:
            groups = self._silencers.get(name, ())
            silent[name] = sorted({path[0] for choice in groups for path in text.paths(choice)})
        at = silent[name]
        first, last = bisect_left(at, min(match) - NEAR), bisect_left(at, max(match) + NEAR + 1)
        if name in _CLAUSE:  # "he beat me a year ago, now I live alone": the "now" belongs to another clause
            clauses = {text.words[place].clause for place in match}
            return any(text.words[place].clause in clauses for place in at[first:last])
        sentences = {text.words[place].sentence for place in match}
        return any(text.words[place].sentence in sentences for place in at[first:last])

    def _groups(self, line: str) -> tuple[Choice, ...]:
        alone = re.search(r"[\s+_]", line.strip()) is None
        return tuple(self._choice(part, _TYPO_ALONE_FROM if alone else TYPO_FROM) for part in line.split("&"))

    def _choice(self, part: str, typo_from: int) -> Choice:
        choice: list[Group] = [()]
        for element in part.split():
            for place, alternatives in enumerate(element.split("+")):
                ways = list(self._ways(alternatives, 0 if place else GAP, typo_from))
                choice = [group + way for group in choice for way in ways]
        if choice == [()]:
            raise BadWordlist(f"{self._name}: an empty pattern or group: {part!r}")
        return tuple(choice)

    def _ways(self, alternatives: str, gap: int, typo_from: int) -> Iterator[Group]:
        """The single words together, and each phrase as words that follow each other."""
        single = [word for word in alternatives.split("|") if "_" not in word]
        if single:
            yield (self._slot("|".join(single), gap, typo_from),)
        for phrase in (word for word in alternatives.split("|") if "_" in word):
            yield tuple(
                self._slot(word, 0 if place else gap, typo_from) for place, word in enumerate(phrase.split("_"))
            )

    def _slot(self, alternatives: str, gap: int, typo_from: int) -> Slot:
        keys = frozenset(key for word in self._meant(alternatives) for key in keys_of(word, typo_from))
        if not keys:
            raise BadWordlist(f"{self._name}: no word in {alternatives!r}")
        for key in keys:
            self._keys.add(key)
        return Slot(keys, gap)

    def _meant(self, alternatives: str) -> Iterator[str]:
        for word in alternatives.split("|"):
            if not word.startswith("@"):
                yield word
            elif word[1:] in self._sets:
                yield from self._meant("|".join(self._sets[word[1:]]))
            else:
                raise BadWordlist(f"{self._name}: the set {word} is not defined")


def _breadth(slot: Slot) -> int:
    return len(slot.keys)


def _together(paths: list[list[tuple[int, ...]]], words: Sequence[Word]) -> Iterator[tuple[int, ...]]:
    """One place of each group, all starting within WINDOW of the first group's start; of the others the next or the
    last one, rather one in the same sentence."""
    starts = [[path[0] for path in group] for group in paths]
    for first in paths[0]:
        match = first
        for group, at in zip(paths[1:], starts[1:], strict=True):
            index = bisect_left(at, first[0])
            near = [group[i] for i in (index, index - 1) if 0 <= i < len(group) and abs(at[i] - first[0]) <= WINDOW]
            if not near:
                break
            home = words[first[0]].sentence
            match = (*match, *min(near, key=lambda path: words[path[0]].sentence != home))
        else:
            yield match
