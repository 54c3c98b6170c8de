"""How sure a score is: score and margin -> probability, and the two thresholds that make the three bands.

No log of real messages is needed (matching.md 5.3): phrases left out of a fit stand for questions, whole articles left
out for questions near our subjects, held-back off-topic lines for the rest. They count 80, 10 and 10 in a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.matcher import Lexicon, Matcher, Ranking, Subject
from knowledge.text import words

PHRASE, NEAR, FAR = "phrase", "near", "far"
MIX: Mapping[str, float] = {PHRASE: 0.8, NEAR: 0.1, FAR: 0.1}
WRONG_AT_MOST = (
    0.015  # of all traffic in the trials; the bar is .02 (matching.md 5.5), real questions are harder than phrases
)
AMONG_AT_LEAST = 0.3  # below it three titles would seldom hold the right one (5.2)
LONG = 25  # words; a longer text is a story: 45 % right at the top (5.2), so choices at best
_PHRASE_FOLDS, _ARTICLE_FOLDS = 5, 6
_CAREFUL_FROM = (
    4  # wrong answers an article drew in the trials, and more than a fifth of its answers: it must be surer than others
)
_CAREFUL_EXTRA = 0.5  # of the way from the usual threshold to certainty


class CalibrationError(ValueError):
    """The calibration file cannot be read; the message says why. Cure: `pomost knowledge calibrate`."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """Log odds = constant + score x s + margin x m."""

    constant: float
    score: float
    margin: float

    def chance(self, score: float, margin: float) -> float:
        odds = self.constant + self.score * score + self.margin * margin
        return float(1 / (1 + np.exp(-np.clip(odds, -30, 30))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """top: that the best is right. among: that one of three is. sure, choices: thresholds on these.

    careful: a higher `sure` for single articles. fingerprint: of the content it was made from. expected: what the
    trials promise, as shares.
    """

    top: Logistic
    among: Logistic
    sure: float
    choices: float
    careful: Mapping[str, float] = field(default_factory=dict)
    fingerprint: str = ""
    expected: Mapping[str, float] = field(default_factory=dict)


# Until a base is calibrated: the figures of matching.md 5.2 on comparable scores, on the cautious side.
CAUTIOUS = Calibration(Logistic(-1.0, 2.0, 4.0), Logistic(0.5, 2.0, 2.0), 0.9, AMONG_AT_LEAST)


@dataclass(frozen=True, slots=True)
class Trial:
    """One held-back line and what a matcher that never saw it made of it. right: the article meant, None = none."""

    kind: str
    ranking: Ranking
    right: str | None

    @property
    def is_right(self) -> bool:
        return self.right is not None and self.ranking.ids[:1] == (self.right,)

    @property
    def is_among(self) -> bool:
        return self.right is not None and self.right in self.ranking.ids


def trials(subjects: Sequence[Subject], lexicon: Lexicon) -> Iterable[Trial]:
    """Eleven fits. A phrase is left out with those of its number in other languages: a translation would tell."""
    for fold in range(_PHRASE_FOLDS):
        kept, held = _split(subjects, fold)
        far = [line for at, line in enumerate(lexicon.offtopic) if at % _PHRASE_FOLDS == fold]
        matcher = Matcher.of(kept, replace(lexicon, offtopic=_without(lexicon.offtopic, fold)))
        yield from (Trial(PHRASE, matcher.rank(line), right) for line, right in held)
        yield from (Trial(FAR, matcher.rank(line), None) for line in far)
    for fold in range(_ARTICLE_FOLDS):
        matcher = Matcher.of([each for at, each in enumerate(subjects) if at % _ARTICLE_FOLDS != fold], lexicon)
        for left_out in subjects[fold::_ARTICLE_FOLDS]:
            every = (line for lines in left_out.phrases.values() for line in lines)
            yield from (Trial(NEAR, matcher.rank(line), None) for line in every)


def _without(lines: Sequence[str], fold: int) -> tuple[str, ...]:
    return tuple(line for at, line in enumerate(lines) if at % _PHRASE_FOLDS != fold)


def _split(subjects: Sequence[Subject], fold: int) -> tuple[list[Subject], list[tuple[str, str]]]:
    held = [
        (line, subject.id)
        for subject in subjects
        for lines in subject.phrases.values()
        for line in lines[fold::_PHRASE_FOLDS]
    ]
    told = {words(line) for line, _ in held}
    kept = [
        replace(
            subject,
            phrases={
                code: tuple(line for line in _without(lines, fold) if words(line) not in told)
                for code, lines in subject.phrases.items()
            },
        )
        for subject in subjects
    ]
    return kept, held


def calibrate(found: Sequence[Trial], fingerprint: str) -> Calibration:
    """Thresholds so that the wrong answers the trials promise stay under WRONG_AT_MOST of all traffic."""
    used = [trial for trial in found if trial.ranking.ids]
    weights = _weights(used)
    points = np.array([[1.0, trial.ranking.score, trial.ranking.margin] for trial in used]).reshape(len(used), 3)
    top = _logistic(points, np.array([trial.is_right for trial in used], dtype=float), weights)
    among = _logistic(points, np.array([trial.is_among for trial in used], dtype=float), weights)
    chances = np.array([top.chance(trial.ranking.score, trial.ranking.margin) for trial in used])
    right, shares = np.array([trial.is_right for trial in used], dtype=bool), _shares(used, found)
    careful = _careful(used, chances, _threshold(chances, right, shares))
    needed = np.array([careful.get(trial.ranking.ids[0], 0.0) for trial in used])
    asked = chances >= needed  # what a careful article holds back leaves room for the others
    sure = _threshold(chances[asked], right[asked], shares[asked])
    made = Calibration(top, among, sure, AMONG_AT_LEAST, careful, fingerprint)
    return replace(made, expected=expected(made, found))


def expected(calibration: Calibration, found: Sequence[Trial]) -> Mapping[str, float]:
    """Shares the trials promise: of phrases and of near and far lines answered, of wrong answers in all traffic."""

    def share(kind: str, holds: Callable[[Trial], bool]) -> float:
        of_kind = [trial for trial in found if trial.kind == kind]
        return sum(map(holds, of_kind)) / len(of_kind) if of_kind else 0.0

    def answered(trial: Trial) -> bool:
        return is_sure(calibration, trial.ranking)

    wrong = {kind: share(kind, lambda trial: answered(trial) and not trial.is_right) for kind in MIX}
    figures = {
        "top1": share(PHRASE, lambda trial: trial.is_right),
        "top3": share(PHRASE, lambda trial: trial.is_among),
        "answered": share(PHRASE, answered),
        "near_answered": wrong[NEAR],
        "far_answered": wrong[FAR],
        "wrong_of_all": sum(MIX[kind] * wrong[kind] for kind in MIX),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def is_sure(calibration: Calibration, ranking: Ranking) -> bool:
    """The first band: probable enough, not a story, nearer to an article than to "always a person"."""
    if not ranking.ids or ranking.words > LONG or ranking.margin <= 0 or ranking.barred:
        return False
    needed = calibration.careful.get(ranking.ids[0], calibration.sure)
    return calibration.top.chance(ranking.score, ranking.margin) >= needed


def _weights(used: Sequence[Trial]) -> NDArray[np.float64]:
    counts = {kind: sum(trial.kind == kind for trial in used) for kind in MIX}
    return np.array([MIX[trial.kind] * len(used) / counts[trial.kind] for trial in used])


def _shares(used: Sequence[Trial], found: Sequence[Trial]) -> NDArray[np.float64]:
    """What one trial is of all traffic; unranked ones are part of the traffic too."""
    counts = {kind: sum(trial.kind == kind for trial in found) for kind in MIX}
    return np.array([MIX[trial.kind] / counts[trial.kind] for trial in used])


def _threshold(chances: NDArray[np.float64], right: NDArray[np.bool_], shares: NDArray[np.float64]) -> float:
    """The lowest chance from which all above it, answered, keep the promise; never under one half; 1 = none does."""
    order = np.argsort(-chances, kind="stable")
    ranked = chances[order]
    wrong = np.cumsum(np.where(right[order], 0.0, shares[order]))
    last_of_equals = np.append(ranked[1:] < ranked[:-1], True)[: len(ranked)]
    kept = np.flatnonzero((wrong <= WRONG_AT_MOST) & last_of_equals)
    lowest = float(ranked[kept[-1]]) if len(kept) else 1.0
    return max(0.5, int(lowest * 1e6) / 1e6)


def _careful(used: Sequence[Trial], chances: NDArray[np.float64], sure: float) -> Mapping[str, float]:
    """Articles that draw what is not theirs: they must be surer."""
    drawn: dict[str, list[bool]] = {}
    for trial, chance in zip(used, chances, strict=True):
        if chance >= sure and trial.ranking.words <= LONG:
            drawn.setdefault(trial.ranking.ids[0], []).append(trial.is_right)
    needed = round(sure + (1 - sure) * _CAREFUL_EXTRA, 4)
    return {
        article: needed
        for article, hits in sorted(drawn.items())
        if hits.count(False) >= _CAREFUL_FROM and hits.count(False) > 0.2 * len(hits)
    }


def _logistic(points: NDArray[np.float64], hits: NDArray[np.float64], weights: NDArray[np.float64]) -> Logistic:
    """Newton's method on the weighted log likelihood; a small ridge keeps it finite where everything is right."""
    beta = np.zeros(3)
    ridge = np.diag([1e-3, 1e-2, 1e-2])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(points @ beta, -30, 30)))
        slope = points.T @ (weights * (hits - chance)) - ridge @ beta
        curve = points.T @ (points * (weights * chance * (1 - chance))[:, None]) + ridge
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return Logistic(*(round(float(value), 5) for value in beta))


def dumped(calibration: Calibration) -> str:
    """The file's text."""
    content = {
        "fingerprint": calibration.fingerprint,
        "sure": calibration.sure,
        "choices": calibration.choices,
        "top": _terms(calibration.top),
        "among": _terms(calibration.among),
        "careful": dict(calibration.careful),
        "expected": dict(calibration.expected),
    }
    head = "# Made by `pomost knowledge calibrate`; do not edit. knowledge/calibration.py says what the numbers are.\n"
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def _terms(logistic: Logistic) -> dict[str, float]:
    return {"constant": logistic.constant, "score": logistic.score, "margin": logistic.margin}


def parsed(text: str) -> Calibration:
    """Raises CalibrationError."""
    try:
        content = yaml.safe_load(text)
        return Calibration(
            Logistic(**{name: float(value) for name, value in content["top"].items()}),
            Logistic(**{name: float(value) for name, value in content["among"].items()}),
            float(content["sure"]),
            float(content["choices"]),
            {str(article): float(value) for article, value in content["careful"].items()},
            str(content["fingerprint"]),
            {str(name): float(value) for name, value in content["expected"].items()},
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CalibrationError(
            f"calibration.yaml cannot be read ({error}); run `pomost knowledge calibrate`"
        ) from error
