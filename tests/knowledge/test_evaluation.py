from __future__ import annotations

import pytest

from knowledge.evaluation import Outcome, Question, QuestionError, evaluate, read_questions

FILE = """
- {text: як отримати песель, lang: uk, expected: answer, article: pesel, origin: composed}
- {text: meldunek, lang: pl, expected: answer, article: address-eu, accept: [address]}
- {text: help, lang: en, expected: emergency, accept_outcome: [human]}
"""


def test_a_file_of_questions_is_read() -> None:
    first, second, third = read_questions(FILE)
    assert first == Question("як отримати песель", "uk", "answer", "pesel", (), (), "composed")
    assert second.articles == {"address-eu", "address"}
    assert third.accept_outcome == ("human",)
    assert third.articles == frozenset()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "not YAML"),
        ("", "must be a list"),
        ("- 3", "question 1"),
        ("- {text: a, lang: uk}", "question 1: expected"),
        ("- {text: a, lang: uk, expected: answer}\n- {text: a, expected: answer}", "question 2: lang"),
        ("- {text: a, lang: uk, expected: maybe}", "'maybe'"),
    ],
)
def test_a_wrong_file_is_one_error_that_names_the_entry(text: str, named: str) -> None:
    with pytest.raises(QuestionError, match=named):
        read_questions(text)


RIGHT = Outcome("answer", "a", ("a", "b"), 0.9)
WRONG = Outcome("answer", "b", ("b", "a"), 0.8)
OFFERED = Outcome("choices", None, ("b", "a"), 0.4)
UNKNOWN = Outcome("unknown", None, ("c",), 0.1)
EMERGENCY = Outcome("emergency", None, (), 1.0)


def _known(text: str, accept: tuple[str, ...] = ()) -> Question:
    return Question(text, "uk", "answer", "a", accept)


def test_an_answer_counts_only_with_a_right_article() -> None:
    report = evaluate(
        ("a", "b"),
        lambda text, _: {"1": RIGHT, "2": WRONG, "3": WRONG, "4": OFFERED, "5": UNKNOWN}[text],
        [_known("1"), _known("2"), _known("3", accept=("b",)), _known("4"), _known("5")],
    )
    assert [each.is_right for each in report.judged] == [True, False, True, False, False]
    assert [each.is_wrong_answer for each in report.judged] == [False, True, False, False, False]
    assert [each.is_served for each in report.judged] == [True, False, True, True, False]
    assert [each.is_top for each in report.judged] == [True, False, True, False, False]
    assert [each.is_among for each in report.judged] == [True, True, True, True, False]


def test_an_accepted_outcome_is_right_and_an_answer_without_article_is_not() -> None:
    questions = [
        Question("1", "uk", "emergency", accept_outcome=("unknown",)),
        Question("2", "uk", "unknown", accept_outcome=("answer",)),
        Question("3", "uk", "unknown", accept=("b",), accept_outcome=("answer",)),
    ]
    report = evaluate(("a", "b"), lambda text, _: {"1": UNKNOWN, "2": WRONG, "3": WRONG}[text], questions)
    assert [each.is_right for each in report.judged] == [True, False, True]


def test_a_question_whose_article_is_not_written_counts_as_near() -> None:
    questions = [
        _known("1"),
        Question("2", "uk", "answer", "later"),
        Question("3", "uk", "answer", "later", accept=("a",)),
    ]
    report = evaluate(("a",), lambda text, _: RIGHT if text == "1" else UNKNOWN, questions)
    assert [each.kind for each in report.judged] == ["known", "near", "known"]
    assert "not written yet: 1" in report.table()


def test_wrong_answers_are_weighed_by_the_mix() -> None:
    questions = [_known("1"), _known("2"), Question("3", "uk", "answer", "later"), Question("4", "uk", "unknown")]
    report = evaluate(("a",), lambda text, _: {"1": RIGHT, "2": WRONG, "3": WRONG, "4": UNKNOWN}[text], questions)
    assert report.wrong_of_all == pytest.approx(0.8 * 0.5 + 0.1 * 1 + 0.1 * 0)
    low, high = report.wrong_interval()
    assert low <= report.wrong_of_all <= high
    assert low < high


def test_the_mix_is_spread_over_the_kinds_that_were_asked() -> None:
    report = evaluate(
        ("a",), lambda text, _: {"1": RIGHT, "2": WRONG}[text], [_known("1"), Question("2", "uk", "unknown")]
    )
    assert report.wrong_of_all == pytest.approx(0.1 / 0.9)


def test_coverage_is_what_could_be_answered_at_a_precision() -> None:
    scores = {"1": 0.9, "2": 0.8, "3": 0.7, "4": 0.6}
    tops = {"1": "a", "2": "a", "3": "b", "4": "a"}
    report = evaluate(
        ("a",),
        lambda text, _: Outcome("choices", None, (tops[text],), scores[text]),
        [_known(text) for text in scores],
    )
    assert report.coverage(0.98) == pytest.approx(0.5)
    assert report.coverage(0.75) == pytest.approx(0.75)


def test_the_table_names_languages_emergencies_and_the_interval() -> None:
    questions = [
        _known("1"),
        Question("2", "pl", "answer", "a"),
        Question("3", "ru", "emergency"),
        Question("4", "ru", "emergency"),
        Question("5", "en", "unknown"),
        Question("6", "en", "smalltalk"),
    ]
    outcomes = {"1": RIGHT, "2": OFFERED, "3": EMERGENCY, "4": UNKNOWN, "5": EMERGENCY, "6": UNKNOWN}
    table = evaluate(("a",), lambda text, _: outcomes[text], questions).table()
    assert "emergencies: 1 found, 1 missed, 1 raised where none was" in table
    assert "90 % interval" in table
    assert "expected smalltalk     0 right of 1" in table
    for code in ("uk", "pl"):
        assert f"\n{code} " in table


def test_an_empty_base_makes_a_report_too() -> None:
    report = evaluate((), lambda *_: UNKNOWN, [_known("1")])
    assert report.wrong_of_all == 0
    assert "counted as unknown because their article is not written yet: 1" in report.table()
