from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from knowledge.calibration import (
    CAUTIOUS,
    FAR,
    LONG,
    NEAR,
    PHRASE,
    WRONG_AT_MOST,
    Calibration,
    CalibrationError,
    Trial,
    calibrate,
    dumped,
    expected,
    is_sure,
    parsed,
    trials,
)
from knowledge.matcher import Lexicon, Ranking, subjects
from tests.knowledge.small_base import ARTICLES


def _trial(kind: str, score: float, right: str | None, top: str = "a") -> Trial:
    return Trial(kind, Ranking(score, score, (top, "b", "c"), 3), right)


def _clean(scores: Sequence[float]) -> Iterator[Trial]:
    """The higher the score the more often right; far and near lines score low."""
    for score in scores:
        yield from (_trial(PHRASE, score, "a") for _ in range(int(10 * score)))
        yield from (_trial(PHRASE, score, "b") for _ in range(10 - int(10 * score)))
        yield _trial(NEAR, score / 2, None)
        yield _trial(FAR, score / 4, None)


SCORES = [0.1, 0.3, 0.5, 0.7, 0.9, 1.0]


def test_a_higher_score_is_a_higher_chance() -> None:
    made = calibrate(list(_clean(SCORES)), "x")
    chances = [made.top.chance(score, score) for score in SCORES]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 < chances[-1]


def test_the_thresholds_keep_the_promise_on_the_trials() -> None:
    found = list(_clean(SCORES))
    made = calibrate(found, "x")
    figures = expected(made, found)
    assert 0 < figures["answered"] < 1
    assert figures["wrong_of_all"] <= WRONG_AT_MOST
    assert made.expected == figures


def test_trials_that_are_always_wrong_leave_nothing_sure() -> None:
    found = [_trial(PHRASE, score, "b") for score in SCORES * 20]
    made = calibrate(found, "x")
    assert expected(made, found)["answered"] == 0


def test_an_article_that_draws_what_is_not_its_own_must_be_surer() -> None:
    good = [_trial(PHRASE, 1.0, "good", "good") for _ in range(400)]
    greedy = [_trial(PHRASE, 1.0, "other", "greedy") for _ in range(5)] + [_trial(PHRASE, 1.0, "greedy", "greedy")]
    made = calibrate([*good, *greedy], "x")
    assert set(made.careful) == {"greedy"}
    assert made.careful["greedy"] > made.sure


@pytest.mark.parametrize(
    "ranking",
    [
        Ranking(2.0, 2.0, ("a",), LONG + 1),
        Ranking(2.0, -0.1, ("a",), 3),
        Ranking(2.0, 2.0, ("a",), 3, barred=True),
        Ranking(-1.0, 0.1, ("a",), 3),
        Ranking(2.0, 2.0, (), 3),
    ],
)
def test_a_story_a_persons_subject_a_barred_phrase_and_a_low_score_are_never_sure(ranking: Ranking) -> None:
    assert is_sure(CAUTIOUS, Ranking(2.0, 2.0, ("a",), LONG))
    assert not is_sure(CAUTIOUS, ranking)


def test_what_is_written_is_read_back_the_same() -> None:
    made = calibrate(list(_clean(SCORES)), "abc")
    assert parsed(dumped(made)) == made


@pytest.mark.parametrize("text", ["", "sure: 1", "[]", "top: {", dumped(CAUTIOUS).replace("score:", "store:")])
def test_a_broken_file_is_one_clear_error(text: str) -> None:
    with pytest.raises(CalibrationError, match="pomost knowledge calibrate"):
        parsed(text)


@pytest.fixture(scope="module")
def found() -> list[Trial]:
    return list(
        trials(subjects(ARTICLES), Lexicon(offtopic=("яка завтра погода", "tell me a joke", "jak grać w szachy")))
    )


def test_every_phrase_is_tried_once_by_a_base_that_has_not_seen_it(found: list[Trial]) -> None:
    phrases = sum(len(text.phrases) for article in ARTICLES.values() for text in article.texts.values())
    assert [sum(trial.kind == kind for trial in found) for kind in (PHRASE, NEAR, FAR)] == [phrases, phrases, 3]
    assert all(trial.right is None for trial in found if trial.kind != PHRASE)


def test_a_left_out_article_is_never_the_answer(found: list[Trial]) -> None:
    """Six articles in six folds: the trials of one article come together, in the order of ids."""
    near = [trial for trial in found if trial.kind == NEAR]
    size = len(near) // len(ARTICLES)
    for at, key in enumerate(sorted(ARTICLES)):
        assert all(key not in trial.ranking.ids for trial in near[at * size : (at + 1) * size])


def test_the_small_base_calibrates_to_a_useful_promise(found: list[Trial]) -> None:
    made: Calibration = calibrate(found, "x")
    assert made.expected["top1"] > 0.6
    assert made.expected["top3"] > 0.8
    assert made.expected["wrong_of_all"] <= WRONG_AT_MOST
