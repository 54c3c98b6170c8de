"""Articles ranked for a text: spelling, features and the classifier fitted together on the editors' phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.article import Article
from knowledge.classifier import Classifier, Example, fit
from knowledge.features import Concepts, Features
from knowledge.text import Spelling, words

# What a line weighs against a phrase's 1.0; by cross-validation. A body's points are a faint second source: they hold
# words that no phrase has (matching.md 5.1.10).
HEADING_COST, PROSE_COST = 0.5, 0.2
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the matcher learns of one article. phrases, headings (title, first), prose (the rest): by language."""

    id: str
    phrases: Mapping[str, tuple[str, ...]]
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prose: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_this: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The editors' word lists, as knowledge/lexicon/*.yaml hold them."""

    concepts: Mapping[str, str] = field(default_factory=dict)
    always_person: tuple[str, ...] = ()
    offtopic: tuple[str, ...] = ()
    filler: tuple[str, ...] = ()
    everyday: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """score: of the best article. margin: to the next one or to "always a person", the nearer; below 0 = for a person.

    ids: up to three articles, best first; empty when nothing of the text is known. words: that were read.
    barred: the best article's own "not this" list names the text. named: the text is the best article's own phrase.
    """

    score: float
    margin: float
    ids: tuple[str, ...]
    words: int
    barred: bool = False
    named: bool = False


_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")  # the Polish term beside a title
FEWEST_WORDS = 2  # of a phrase that names its article by itself
NOTHING = Ranking(-9.0, 0.0, (), 0)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Immutable: safe to share between threads. The classifier's last class is "always a person"."""

    ids: tuple[str, ...]
    spelling: Spelling
    features: Features
    classifier: Classifier
    barred: Mapping[str, tuple[str, ...]]
    named: Mapping[str, str]

    @classmethod
    def of(cls, subjects: Sequence[Subject], lexicon: Lexicon) -> Matcher:
        """Deterministic. About a second for 40 articles."""
        concepts = Concepts.of(lexicon.concepts)
        taught = list(_taught(subjects, lexicon))
        read = [words(text) for text, _, _, _ in taught]
        features = Features.of(
            (found for found, (_, of, _, _) in zip(read, taught, strict=True) if of is not None), concepts
        )
        examples = [
            Example(features.vector(found), of, against, cost)
            for found, (_, of, against, cost) in zip(read, taught, strict=True)
            if found
        ]
        known = {word for found, (_, of, _, _) in zip(read, taught, strict=True) if of is not None for word in found}
        spelling = Spelling.of(known | concepts.known(), lexicon.filler)
        return cls(
            tuple(subject.id for subject in subjects),
            spelling,
            features,
            fit(examples, len(features), len(subjects) + 1),
            barred(subjects),
            named(subjects, spelling),
        )

    def rank(self, text: str, language: str | None = None) -> Ranking:
        """language: the one the person writes in, if known; it only orders the keyboard layouts that are tried."""
        found = self.spelling.read(text, language)
        vector = self.features.vector(found)
        if not self.ids or not len(vector.at):
            return Ranking(NOTHING.score, NOTHING.margin, (), len(found))
        scores = self.classifier.scores(vector)
        owner = self.named.get(_key(found))
        if owner is not None and owner not in self.barred.get(" ".join(found), ()):
            first = self.ids.index(owner)
            others = [at for at in np.argsort(-scores[:-1], kind="stable")[:3] if at != first][:2]
            best = float(scores[first])
            rival = max([*(float(scores[at]) for at in others[:1]), float(scores[-1])])
            return Ranking(best, best - rival, (owner, *(self.ids[at] for at in others)), len(found), named=True)
        order = np.argsort(-scores[:-1], kind="stable")[:3]
        best = float(scores[order[0]])
        rivals = [float(scores[at]) for at in order[1:2]] + [float(scores[-1])]
        ids = tuple(self.ids[at] for at in order)
        return Ranking(best, best - max(rivals), ids, len(found), ids[0] in self.barred.get(" ".join(found), ()))


def subjects(articles: Mapping[str, Article]) -> tuple[Subject, ...]:
    """What there is to learn, in the order of ids so that the same content always gives the same matcher."""
    return tuple(_subject(articles[key]) for key in sorted(articles))


def _subject(article: Article) -> Subject:
    texts = {code: article.texts[code] for code in sorted(article.texts)}
    return Subject(
        article.id,
        {code: text.phrases for code, text in texts.items()},
        {code: (_plain(text.title), _plain(text.first)) for code, text in texts.items()},
        {code: tuple(_plain(line) for line in (*text.points, text.next, *text.more)) for code, text in texts.items()},
        article.not_this,
    )


def _plain(line: str) -> str:
    return _PLACEHOLDER.sub(" ", line)


def barred(subjects: Iterable[Subject]) -> Mapping[str, tuple[str, ...]]:
    """Skeleton of each "not this" phrase -> the articles that refuse it."""
    found: dict[str, tuple[str, ...]] = {}
    for subject in subjects:
        for phrase in subject.not_this:
            key = " ".join(words(phrase))
            found[key] = (*found.get(key, ()), subject.id)
    return found


def named(subjects: Iterable[Subject], spelling: Spelling) -> Mapping[str, str]:
    """Words of each phrase and title, in any order -> the one article whose own it is.

    A single word is left out: "doctor" says too little, whoever claims it.
    """
    found: dict[str, set[str]] = {}
    for subject in subjects:
        titles = (_IN_BRACKETS.sub("", lines[0]) for lines in subject.headings.values() if lines)
        for line in (*(line for lines in subject.phrases.values() for line in lines), *titles):
            read = spelling.read(line)
            if len(read) >= FEWEST_WORDS:
                found.setdefault(_key(read), set()).add(subject.id)
    return {key: next(iter(owners)) for key, owners in found.items() if len(owners) == 1}


def _key(read: Sequence[str]) -> str:
    return " ".join(sorted(read))


Taught = tuple[str, int | None, tuple[int, ...], float]


def _taught(subjects: Sequence[Subject], lexicon: Lexicon) -> Iterable[Taught]:
    """Text, class, classes it only speaks against, cost."""
    for at, subject in enumerate(subjects):
        yield from ((line, at, (), 1.0) for lines in subject.phrases.values() for line in lines)
        for cost, by_language in ((HEADING_COST, subject.headings), (PROSE_COST, subject.prose)):
            yield from ((line, at, (), cost) for lines in by_language.values() for line in lines if line)
        yield from ((line, None, (at,), 1.0) for line in subject.not_this)
    yield from ((line, len(subjects), (), 1.0) for line in lexicon.always_person)
    yield from ((line, None, (), 1.0) for line in lexicon.offtopic)
