"""How good the answers are, on questions with known right answers: what `pomost knowledge evaluate` prints.

The file of questions is a thermometer: nothing is tuned on it. A question whose article is not written yet counts as
one we cannot know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import yaml

# Of all traffic: questions we have an article for, questions near them, all others (matching.md 5.2).
MIX = {"known": 0.8, "near": 0.1, "far": 0.1}
_RESAMPLES = 2_000
_SEED = 20261120
_INTERVAL = (5.0, 95.0)  # percent: a 90 % interval
_PRECISIONS = (0.85, 0.90, 0.95, 0.97, 0.98)
_FROM_BASE = ("answer", "choices", "unknown")  # the ends that come from the knowledge base and carry its confidence
_ENDS = ("answer", "choices", "timetable", "emergency", "human", "smalltalk", "spam", "language", "unknown")


class QuestionError(ValueError):
    """The file of questions is not as it should be; the message names the entry and what is missing."""


@dataclass(frozen=True, slots=True)
class Question:
    """expected: the outcome; article: the right one when it is "answer". accept, accept_outcome: also right."""

    text: str
    language: str
    expected: str
    article: str | None = None
    accept: tuple[str, ...] = ()
    accept_outcome: tuple[str, ...] = ()
    origin: str = ""

    @property
    def articles(self) -> frozenset[str]:
        return frozenset((*((self.article,) if self.article else ()), *self.accept))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the whole pipeline made of a question, as `pomost ask` reports it. choices: up to three ids by score."""

    outcome: str
    article: str | None
    choices: tuple[str, ...]
    confidence: float


Ask = Callable[[str, str], Outcome]


def read_questions(text: str) -> tuple[Question, ...]:
    """Raises QuestionError."""
    try:
        entries = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise QuestionError(f"the file of questions is not YAML: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise QuestionError("the file of questions must be a list of entries with text, lang and expected")
    return tuple(_question(number, entry) for number, entry in enumerate(entries, start=1))


def _question(number: int, entry: object) -> Question:
    if not isinstance(entry, dict):
        raise QuestionError(f"question {number}: must have text, lang and expected")
    for name in ("text", "lang", "expected"):
        if not isinstance(entry.get(name), str):
            raise QuestionError(f"question {number}: {name} is missing")
    if entry["expected"] not in _ENDS:
        raise QuestionError(
            f"question {number}: expected is {entry['expected']!r}; it must be one of {', '.join(_ENDS)}"
        )
    return Question(
        entry["text"],
        entry["lang"],
        entry["expected"],
        entry.get("article"),
        tuple(entry.get("accept") or ()),
        tuple(entry.get("accept_outcome") or ()),
        str(entry.get("origin", "")),
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and its outcome. kind: known (we have the article), near (it is not written yet), far, other."""

    question: Question
    outcome: Outcome
    kind: str

    @property
    def is_answered(self) -> bool:
        return self.outcome.outcome == "answer"

    @property
    def is_right(self) -> bool:
        """An answer counts only with a right article, any other end when it is expected or accepted."""
        if self.is_answered:
            return self.outcome.article in self.question.articles
        return self.outcome.outcome in (self.question.expected, *self.question.accept_outcome)

    @property
    def is_wrong_answer(self) -> bool:
        return self.is_answered and not self.is_right

    @property
    def is_top(self) -> bool:
        return bool(self.question.articles.intersection(self.outcome.choices[:1]))

    @property
    def is_among(self) -> bool:
        return bool(self.question.articles.intersection(self.outcome.choices))

    @property
    def is_served(self) -> bool:
        """Answered right, or offered the right one among the choices, or another end that is accepted."""
        return self.is_right or (self.outcome.outcome == "choices" and self.is_among)


@dataclass(frozen=True, slots=True)
class Report:
    """All judged questions; figures are shares between 0 and 1."""

    judged: tuple[Judged, ...]

    def of(self, kind: str) -> tuple[Judged, ...]:
        return tuple(each for each in self.judged if each.kind == kind)

    @property
    def wrong_of_all(self) -> float:
        """Wrong answers, share of all traffic at the mix. Without near or far questions the others carry their part."""
        return _mixed({kind: [each.is_wrong_answer for each in self.of(kind)] for kind in MIX})

    def wrong_interval(self) -> tuple[float, float]:
        """90 % interval of wrong_of_all: questions drawn again within their kinds. The same each time."""
        chance = np.random.default_rng(_SEED)
        total = np.zeros(_RESAMPLES)
        kinds = {kind: np.array([each.is_wrong_answer for each in self.of(kind)], dtype=float) for kind in MIX}
        present = {kind: wrong for kind, wrong in kinds.items() if len(wrong)}
        weight = sum(MIX[kind] for kind in present)
        for kind, wrong in present.items():
            drawn = chance.integers(0, len(wrong), size=(_RESAMPLES, len(wrong)))
            total += MIX[kind] / weight * wrong[drawn].mean(axis=1)
        low, high = np.percentile(total, _INTERVAL)
        return float(low), float(high)

    def coverage(self, precision: float) -> float:
        """Share of known questions answered right if the threshold were set for this precision at the mix."""
        asked = (each for each in self.judged if each.kind in MIX and each.outcome.outcome in _FROM_BASE)
        ranked = sorted(asked, key=lambda each: -each.outcome.confidence)
        counts = {kind: max(1, len(self.of(kind))) for kind in MIX}
        shares = np.array([MIX[each.kind] / counts[each.kind] for each in ranked])
        hits = np.array([each.kind == "known" and each.is_top for each in ranked], dtype=bool)
        right, given = np.cumsum(np.where(hits, shares, 0.0)), np.cumsum(shares)
        kept = np.flatnonzero(right >= precision * given)
        return float(right[kept[-1]] / MIX["known"]) if len(kept) else 0.0

    def table(self) -> str:
        return "\n".join(
            [*_accuracy_lines(self), "", *_band_lines(self), "", *_risk_lines(self), "", *_lane_lines(self)]
        )


def evaluate(known: Iterable[str], ask: Ask, questions: Sequence[Question]) -> Report:
    """known: ids of the articles there are. ask: text and language -> what the whole pipeline makes of it."""
    written = frozenset(known)
    return Report(tuple(Judged(each, ask(each.text, each.language), _kind(each, written)) for each in questions))


def _kind(question: Question, written: frozenset[str]) -> str:
    if question.expected in ("answer", "choices"):
        return "known" if question.articles & written else "near"
    return "far" if question.expected == "unknown" else "other"


def share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def _mixed(hits: Mapping[str, Sequence[bool]]) -> float:
    present = {kind: values for kind, values in hits.items() if values}
    weight = sum(MIX[kind] for kind in present)
    return sum(MIX[kind] * share(values) for kind, values in present.items()) / weight if present else 0.0


def _percent(value: float) -> str:
    return f"{100 * value:5.1f} %"


def _accuracy_lines(report: Report) -> list[str]:
    known = report.of("known")
    languages = sorted({each.question.language for each in known})
    lines = [
        f"{len(report.judged)} questions, {len(known)} with a written article",
        "",
        "right article    first   in three   questions",
    ]
    for name in ("all", *languages):
        rows = [each for each in known if name in ("all", each.question.language)]
        top, among = share([each.is_top for each in rows]), share([each.is_among for each in rows])
        lines.append(f"{name:12}   {_percent(top)}    {_percent(among)}   {len(rows):9}")
    return lines


def _band_lines(report: Report) -> list[str]:
    lines = ["questions           answered   wrong   choices   other lane   unknown   served   number"]
    titles = {"known": "with an article", "near": "not written yet", "far": "out of scope"}
    for kind, title in titles.items():
        rows = report.of(kind)
        answered, wrong = share([each.is_answered for each in rows]), share([each.is_wrong_answer for each in rows])
        choices = share([each.outcome.outcome == "choices" for each in rows])
        unknown = share([each.outcome.outcome == "unknown" for each in rows])
        served = _percent(share([each.is_served for each in rows])) if kind == "known" else "      –"
        cells = (answered, wrong, choices, max(0.0, 1 - answered - choices - unknown) if rows else 0.0, unknown)
        lines.append(f"{title:18}  " + "  ".join(map(_percent, cells)) + f"  {served}   {len(rows)}")
    low, high = report.wrong_interval()
    wrong_answers = sum(each.is_wrong_answer for each in report.judged)
    return [
        *lines,
        "",
        f"wrong answers of all traffic (80/10/10): {_percent(report.wrong_of_all).strip()}, 90 % interval "
        f"{_percent(low).strip()} to {_percent(high).strip()}; {wrong_answers} of {len(report.judged)} questions",
        f"counted as unknown because their article is not written yet: {len(report.of('near'))}",
    ]


def _risk_lines(report: Report) -> list[str]:
    """Risk and coverage: what could be answered at a given precision."""
    lines = ["answers right in a hundred   known questions answered right"]
    return [*lines, *(f"{100 * precision:26.0f}   {_percent(report.coverage(precision))}" for precision in _PRECISIONS)]


def _lane_lines(report: Report) -> list[str]:
    emergencies = [each for each in report.judged if each.question.expected == "emergency"]
    found = sum(each.outcome.outcome == "emergency" for each in emergencies)
    raised = [each for each in report.judged if each.outcome.outcome == "emergency"]
    false = sum(not each.is_right for each in raised)
    lines = [f"emergencies: {found} found, {len(emergencies) - found} missed, {false} raised where none was"]
    for end in _ENDS:
        rows = [each for each in report.judged if each.question.expected == end]
        if rows and end not in ("answer", "emergency"):
            lines.append(f"expected {end:10} {sum(each.is_right for each in rows):4} right of {len(rows)}")
    return lines
