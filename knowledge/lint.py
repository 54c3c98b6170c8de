"""What one article must hold to be published (docs/articles.md), seen alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from knowledge.article import LANGUAGES, Article, FactKind, Text
from knowledge.card import PLACE_FIELDS, Used, place_field, placeholders, sentences, written
from knowledge.card import without_placeholders as bare
from knowledge.finding import Finding, Weight, file_of
from knowledge.loader import Knowledge

LONGEST_TITLE = 60
LONGEST_BUBBLE = 900  # characters, written out; what a phone shows without scrolling twice
AIM_BUBBLE = 700  # product.md section 3
LONGEST_REPLY = 3_900  # Telegram ends at 4,096; headings, dates and warnings need the rest
MOST_POINTS = 5
MOST_RELATED = 3
FEWEST_PHRASES = 8
LONGEST_SENTENCE = 15  # words on average, with a placeholder counted as one
REVIEW_DAYS = range(20, 91)
# Days on which nobody reviews, whatever the weekday (month, day): the Polish holidays with a fixed date.
_HOLIDAYS = frozenset({(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25), (12, 26)})

_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:pl|com|org|net|eu|gov|ua|by|info)\b", re.IGNORECASE)
_WITH_GENITIVE = (FactKind.DURATION, FactKind.NUMBER, FactKind.DATE)


@dataclass(frozen=True, slots=True)
class Lint:
    """The checks of one article."""

    article: Article
    knowledge: Knowledge

    def findings(self) -> Iterator[Finding]:
        yield from self._dates()
        yield from self._related()
        yield from self._uses()
        yield from self._agreement()
        for text in self.article.texts.values():
            yield from self._origin(text)
            yield from self._prose(text)
            yield from self._placeholders(text)
            yield from self._lengths(text)

    def _found(self, field: str, problem: str, weight: Weight = Weight.ERROR) -> Finding:
        return Finding(file_of(self.article), field, problem, weight)

    def _dates(self) -> Iterator[Finding]:
        article = self.article
        days = (article.review_by - article.checked_on).days
        if days not in REVIEW_DAYS:
            earliest, latest = (article.checked_on + timedelta(REVIEW_DAYS[end]) for end in (0, -1))
            yield self._found("review_by", f"{days} days after checked_on; choose a day from {earliest} to {latest}")
        if article.review_by.weekday() > 4 or (article.review_by.month, article.review_by.day) in _HOLIDAYS:
            yield self._found("review_by", f"{article.review_by} is no working day; choose another")
        if not article.sources:
            yield self._found("sources", "no source; add where the facts were read, or leave the article out")

    def _related(self) -> Iterator[Finding]:
        related = self.article.related
        if len(related) > MOST_RELATED:
            yield self._found("related", f"{len(related)} ids; keep the {MOST_RELATED} that help most")
        for other in related:
            if other == self.article.id:
                yield self._found("related", f"'{other}' is this article; remove it")
            elif other not in self.knowledge.articles:
                yield self._found("related", f"there is no article '{other}'; write it or remove the id")
        for other, times in Counter(related).items():
            if times > 1:
                yield self._found("related", f"'{other}' stands twice; keep one")

    def _uses(self) -> Iterator[Finding]:
        used = [use for text in self.article.texts.values() for _, part in parts(text) for use in placeholders(part)]
        for name in self.article.facts:
            if name not in {use.fact for use in used}:
                yield self._found(f"facts.{name}", f"no text uses it; write {{fact:{name}}} or remove it")
        named = {use.place for use in used if use.place}
        for place in self.article.places:
            if place not in self.knowledge.places:
                yield self._found("places", f"there is no place '{place}'; add it to knowledge/places or mend the id")
            elif place not in named:
                yield self._found("places", f"no text uses '{place}'; write {{place:{place}.name}} or remove it")
        for place in sorted(named - set(self.article.places)):
            yield self._found("places", f"the texts use '{place}'; add it to the list")

    def _agreement(self) -> Iterator[Finding]:
        said = {code: frozenset(map(_key, _used(text))) for code, text in self.article.texts.items()}
        for key in sorted(frozenset().union(*said.values())):
            missing = [code for code in LANGUAGES if key not in said[code]]
            if missing:
                others = ", ".join(code for code in LANGUAGES if code not in missing)
                problem = f"{{{key}}} is missing, but stands in {others}; add it or remove it there"
                yield from (self._found(f"texts.{code}", problem) for code in missing)

    def _origin(self, text: Text) -> Iterator[Finding]:
        if (text.origin == "machine+reviewed") != (text.reviewed is not None) and text.origin != "human":
            problem = f"'{text.origin}' does not fit `reviewed`; 'machine+reviewed' needs it, 'machine' has null"
            yield self._found(f"texts.{text.language}.origin", problem)

    def _prose(self, text: Text) -> Iterator[Finding]:
        for field, part in parts(text):
            prose = bare(part, " ")
            unnamed = _without(prose, self.knowledge.names)
            if digits := re.search(r"\S*\d\S*", unnamed):
                problem = f"'{digits[0]}' holds a digit; make it a fact and write {{fact:…}}, a name goes to names.yaml"
                yield self._found(f"texts.{text.language}.{field}", problem)
            if link := _LINK.search(prose):
                problem = f"'{link[0]}' is a link; make it a fact and write {{fact:…}}"
                yield self._found(f"texts.{text.language}.{field}", problem)
            if "@" in prose:
                yield self._found(f"texts.{text.language}.{field}", "an e-mail address; make it a fact or a place")
        words = [len(bare(one, "x").split()) for _, part in parts(text, titled=False) for one in sentences(part)]
        if words and sum(words) / len(words) > LONGEST_SENTENCE:
            problem = f"{sum(words) / len(words):.1f} words a sentence; make it {LONGEST_SENTENCE} or less"
            yield self._found(f"texts.{text.language}", problem)

    def _placeholders(self, text: Text) -> Iterator[Finding]:
        for field, part in parts(text):
            where = f"texts.{text.language}.{field}"
            if stray := re.search(r"\{[^}]*\}?|\}", bare(part)):
                problem = f"'{stray[0]}' is no placeholder; write {{fact:NAME}}, {{fact:NAME.gen}} or {{place:ID.name}}"
                yield self._found(where, problem)
            for use in placeholders(part):
                if problem := self._wrong(use):
                    yield self._found(where, problem)
            yield from self._audiences(where, field, part)

    def _wrong(self, use: Used) -> str:
        if use.fact:
            fact = self.article.facts.get(use.fact)
            if fact is None:
                return f"there is no fact '{use.fact}'; add it under facts or mend the name"
            if use.genitive and fact.kind not in _WITH_GENITIVE:
                return f"'{use.fact}' is a {fact.kind}, which has no .gen; write {{fact:{use.fact}}}"
            return ""
        place = self.knowledge.places.get(use.place)
        if place is None:
            return f"there is no place '{use.place}'; add it to knowledge/places or mend the id"
        if use.field not in PLACE_FIELDS:
            return f"a place has no '{use.field}'; write one of: {', '.join(PLACE_FIELDS)}"
        if not place_field(place, use.field, "en"):
            return f"the place '{use.place}' has no {use.field} yet; add it there or remove it here"
        return ""

    def _audiences(self, where: str, field: str, part: str) -> Iterator[Finding]:
        facts = (self.article.facts.get(use.fact) for use in placeholders(part))
        keys = sorted({fact.applies_to for fact in facts if fact and fact.applies_to})
        if len(keys) > 1:
            yield self._found(where, f"facts for {' and '.join(keys)} in one point; make it two points")
        if keys and field in ("title", "first", "next"):
            yield self._found(where, f"a fact for {keys[0]} stands before everyone; move it to a point")

    def _lengths(self, text: Text) -> Iterator[Finding]:
        where = f"texts.{text.language}"
        if len(text.title) > LONGEST_TITLE:
            yield self._found(f"{where}.title", f"{len(text.title)} characters; shorten to {LONGEST_TITLE}")
        if len(text.points) > MOST_POINTS:
            yield self._found(
                f"{where}.points", f"{len(text.points)} points; keep {MOST_POINTS}, the rest goes to more"
            )
        if len(text.phrases) < FEWEST_PHRASES:
            yield self._found(f"{where}.phrases", f"{len(text.phrases)} phrases; write at least {FEWEST_PHRASES}")
        try:
            bubble, whole = self._written(text)
        except KeyError:
            return  # an unknown placeholder, already found
        if bubble > LONGEST_BUBBLE:
            yield self._found(
                where, f"first bubble of {bubble} characters; move points to more (limit {LONGEST_BUBBLE})"
            )
        elif bubble > AIM_BUBBLE:
            yield self._found(where, f"first bubble of {bubble} characters; aim for {AIM_BUBBLE}", Weight.WARNING)
        if whole > LONGEST_REPLY:
            yield self._found(where, f"{whole} characters in all; shorten to {LONGEST_REPLY}, a channel takes no more")

    def _written(self, text: Text) -> tuple[int, int]:
        """Characters of the first bubble and of everything, each line with its bullet and line end."""

        def size(lines: Iterable[str]) -> int:
            places = self.knowledge.places
            return sum(len(written(line, self.article, text.language, places)) + len("• \n") for line in lines)

        bubble = size((text.title, text.first, *text.points, text.next))
        return bubble, bubble + size(text.more)


def parts(text: Text, *, titled: bool = True) -> Iterator[tuple[str, str]]:
    """Every piece of prose with the name of its field."""
    if titled:
        yield "title", text.title
    yield "first", text.first
    yield from ((f"points[{at}]", point) for at, point in enumerate(text.points))
    yield "next", text.next
    yield from ((f"more[{at}]", point) for at, point in enumerate(text.more))


def _used(text: Text) -> Iterator[Used]:
    for _, part in parts(text):
        yield from placeholders(part)


def _key(use: Used) -> str:
    """What must stand in all four languages. A Polish text may write the official name where others write the name."""
    if use.fact:
        return f"fact:{use.fact}"
    return f"place:{use.place}.{'name' if use.field == 'official' else use.field}"


def _without(prose: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        prose = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", prose, flags=re.IGNORECASE)
    return prose
