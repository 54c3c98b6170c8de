"""The editors' lint over the whole base: everything docs/articles.md asks, each finding one line with the cure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.article import Article, Text
from knowledge.card import has_ended
from knowledge.finding import Finding, Weight, file_of
from knowledge.lint import Lint
from knowledge.loader import Knowledge
from knowledge.text import base, words

__all__ = ["Finding", "Stale", "Weight", "check", "stale"]

MOST_REVIEWS = 5  # a working day: more is not read with care
NEAR = 92  # token_sort_ratio from which two phrases of two articles confuse the matcher
_BLOCK = 512  # phrases compared at once, so that memory stays small at any size of the base


@dataclass(frozen=True, slots=True)
class Stale:
    """An article that needs an editor. ended: the facts whose last day has passed."""

    article: str
    area: str
    review_by: date
    is_overdue: bool
    ended: tuple[str, ...]


def check(knowledge: Knowledge) -> tuple[Finding, ...]:
    """All findings, by file; errors before warnings."""
    articles = knowledge.articles.values()
    found = {finding for article in articles for finding in Lint(article, knowledge).findings()}
    found |= {*_crowded_days(articles), *_own_phrases(articles), *_shared_phrases(articles), *_near_phrases(articles)}
    return tuple(sorted(found, key=lambda one: (one.file, one.weight, one.field, one.problem)))


def stale(knowledge: Knowledge, today: date) -> tuple[Stale, ...]:
    """Articles past their review date or with a fact past its last day, the oldest first."""
    found = (
        Stale(
            article=article.id,
            area=article.area,
            review_by=article.review_by,
            is_overdue=today > article.review_by,
            ended=tuple(fact.name for fact in article.facts.values() if has_ended(fact, today)),
        )
        for article in knowledge.articles.values()
    )
    return tuple(sorted((one for one in found if one.is_overdue or one.ended), key=lambda one: one.review_by))


def _crowded_days(articles: Iterable[Article]) -> Iterator[Finding]:
    days: dict[date, list[Article]] = defaultdict(list)
    for article in articles:
        days[article.review_by].append(article)
    for day, due in days.items():
        if len(due) > MOST_REVIEWS:
            for article in due:
                problem = f"{len(due)} articles are due on {day}; at most {MOST_REVIEWS}, choose another day"
                yield Finding(file_of(article), "review_by", problem)


def _phrases(articles: Iterable[Article]) -> Iterator[tuple[Article, Text, str]]:
    for article in articles:
        for text in article.texts.values():
            for phrase in text.phrases:
                yield article, text, phrase


def _heard(phrase: str) -> str:
    return " ".join(words(phrase))


def _own_phrases(articles: Iterable[Article]) -> Iterator[Finding]:
    for article in articles:
        foreign = {_heard(phrase) for phrase in article.not_this}
        for text in article.texts.values():
            seen: set[str] = set()
            for at, phrase in enumerate(text.phrases):
                where = f"texts.{text.language}.phrases[{at}]"
                if base(phrase) in seen:
                    yield Finding(file_of(article), where, f"'{phrase}' stands twice; keep one")
                if not base(phrase):
                    yield Finding(file_of(article), where, f"'{phrase}' holds no word; remove it")
                if _heard(phrase) in foreign:
                    yield Finding(file_of(article), where, f"'{phrase}' stands in not_this too; keep one")
                seen.add(base(phrase))


def _shared_phrases(articles: Iterable[Article]) -> Iterator[Finding]:
    """Two phrases that sound the same are the same for the matcher, whatever the script."""
    claims: dict[str, list[tuple[Article, Text, str]]] = defaultdict(list)
    for article, text, phrase in _phrases(articles):
        claims[_heard(phrase)].append((article, text, phrase))
    for claimed in claims.values():
        owners = sorted({article.id for article, _, _ in claimed})
        if len(owners) > 1:
            for article, text, phrase in claimed:
                others = ", ".join(owner for owner in owners if owner != article.id)
                problem = f"'{phrase}' is claimed by {others} too; keep it in one article"
                yield Finding(file_of(article), f"texts.{text.language}.phrases", problem)


def _near_phrases(articles: Iterable[Article]) -> Iterator[Finding]:
    every = list(_phrases(articles))
    owners = np.array([article.id for article, _, _ in every])
    # ratio of sorted words is token_sort_ratio, and sorting once instead of at each pair is ten times faster
    keys = [" ".join(sorted(base(phrase).split())) for _, _, phrase in every]
    for start in range(0, len(keys), _BLOCK):
        block = process.cdist(keys[start : start + _BLOCK], keys, scorer=fuzz.ratio, score_cutoff=NEAR)
        for row, column in zip(*np.nonzero(block), strict=True):
            first, second = start + int(row), int(column)
            if owners[first] < owners[second] and keys[first] != keys[second]:
                yield _near(every[first], every[second])


def _near(one: tuple[Article, Text, str], other: tuple[Article, Text, str]) -> Finding:
    article, text, phrase = one
    problem = f"'{phrase}' is nearly '{other[2]}' of {other[0].id}; word one of them differently"
    return Finding(file_of(article), f"texts.{text.language}.phrases", problem, Weight.WARNING)
