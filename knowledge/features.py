"""What the classifier sees of a text: letter groups, stems and concepts of its words, weighed by how rare they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.text import base, skeleton, stem

Floats = NDArray[np.float32]
Indices = NDArray[np.int32]

SHORTEST, LONGEST = 2, 5  # letters in a group
MOST_WORDS = 120  # of one text; a story says what it wants well before
LETTERS, STEMS, CONCEPTS = 0, 1, 2
WEIGHTS = (1.0, 0.5, 0.7)  # of the three blocks (matching.md 5.1.6; concepts raised from .4 by cross-validation)
UNKNOWN = 1.0  # of a feature never seen, in the length: a text of strange words must not score as one of known words


@dataclass(frozen=True, slots=True)
class Concepts:
    """Synonyms in four languages: a word, the beginning of a word, or neighbouring words -> concept ids."""

    exact: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[str, ...]]
    neighbours: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, lines: Mapping[str, str]) -> Concepts:
        """lines: concept id -> its terms, as lexicon/concepts.yaml explains them."""
        tables: tuple[dict[str, set[str]], ...] = ({}, {}, {})
        for concept, terms in lines.items():
            for term in terms.split():
                sounds = skeleton(base(term.replace("_", " "))).split()
                kind = 2 if len(sounds) > 1 else int(term.endswith("*"))
                key = " ".join(map(stem, sounds)) if kind == 2 else "".join(sounds)
                if key:
                    tables[kind].setdefault(key, set()).add(concept)
        exact, beginnings, neighbours = ({key: tuple(sorted(ids)) for key, ids in table.items()} for table in tables)
        return cls(exact, beginnings, neighbours)

    def known(self) -> frozenset[str]:
        return frozenset(self.exact) | frozenset(self.beginnings)

    def found(self, words: Sequence[str]) -> frozenset[str]:
        ids: set[str] = set()
        for word in words:
            ids.update(self.exact.get(word, ()))
            for size in range(2, min(len(word), 14) + 1):
                ids.update(self.beginnings.get(word[:size], ()))
        stems = [stem(word) for word in words]
        for size in (2, 3):
            for start in range(len(stems) - size + 1):
                ids.update(self.neighbours.get(" ".join(stems[start : start + size]), ()))
        return frozenset(ids)


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse row: ascending positions and their values."""

    at: Indices
    values: Floats


def blocks(words: Sequence[str], concepts: Concepts) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Feature names and counts of the three blocks; the names of different blocks never meet."""
    letters: Counter[str] = Counter()
    read = words[:MOST_WORDS]
    for word in read:
        letters.update(_groups(word))
    stems = Counter("=" + stem(word) for word in read)
    return letters, stems, Counter("#" + concept for concept in sorted(concepts.found(read)))


def _groups(word: str) -> list[str]:
    padded = f" {word[:40]} "
    length = len(padded)
    return [padded[at : at + size] for size in range(SHORTEST, LONGEST + 1) for at in range(length - size + 1)]


@dataclass(frozen=True, slots=True)
class Features:
    """Names -> positions with their rarity; fitted once on the phrases."""

    concepts: Concepts
    index: Mapping[str, int]
    rarity: Floats

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], concepts: Concepts) -> Features:
        """texts: skeleton words of each phrase."""
        seen: Counter[str] = Counter()
        total = 0
        for words in texts:
            total += 1
            for block in blocks(words, concepts):
                seen.update(block.keys())
        names = sorted(seen)
        counts = np.array([seen[name] for name in names], dtype=np.float32)
        rarity = np.log((1 + total) / (1 + counts)) + 1
        return cls(concepts, {name: at for at, name in enumerate(names)}, rarity.astype(np.float32))

    def __len__(self) -> int:
        return len(self.rarity)

    def vector(self, words: Sequence[str]) -> Vector:
        """TF-IDF of the known features; each block of length 1, unknown ones counted, times its weight."""
        parts = [
            self._block(counts, weight) for counts, weight in zip(blocks(words, self.concepts), WEIGHTS, strict=True)
        ]
        return Vector(np.concatenate([part.at for part in parts]), np.concatenate([part.values for part in parts]))

    def _block(self, counts: Counter[str], weight: float) -> Vector:
        found = [(self.index[name], count) for name, count in counts.items() if name in self.index]
        at = np.array([position for position, _ in found], dtype=np.int32)
        values = np.array([count for _, count in found], dtype=np.float32) * self.rarity[at]
        strange = sum(count * count for name, count in counts.items() if name not in self.index)
        rarest = float(self.rarity.max(initial=1.0))
        length = float(np.sqrt(values @ values + UNKNOWN * strange * rarest * rarest))
        return Vector(at, values * np.float32(weight / length) if length else values)
