"""Was it helpful?"""

from __future__ import annotations

from flows.feedback import FEEDBACK, Feedback
from flows.move import Move, Outcome, Pressed, Said, Word


def go(*words: Word) -> Move:
    move = Move(None, {})
    for word in words:
        following = FEEDBACK.take(move.state, move.data, word)
        assert following is not None, word
        move = following
    return move


def test_helpful_is_one_tap() -> None:
    end = go(Pressed("feedback:yes:cukr-card"))
    assert (end.state, end.outcomes) == (None, (Outcome("rated", {"article": "cukr-card", "helpful": True}),))


def test_not_helpful_counts_at_once_and_asks_why() -> None:
    move = go(Pressed("feedback:no:cukr-card"))
    assert move.state == Feedback.reason
    assert move.outcomes == (Outcome("rated", {"article": "cukr-card", "helpful": False}),)
    end = go(Pressed("feedback:no:cukr-card"), Pressed("feedback:because:hard"))
    assert end.outcomes == (Outcome("reason", {"article": "cukr-card", "reason": "hard", "text": ""}),)


def test_a_reason_in_words_is_taken_only_when_asked_for() -> None:
    first = go(Pressed("feedback:no:cukr-card"))
    assert FEEDBACK.take(first.state, first.data, Said("where is the doctor")) is None
    end = go(Pressed("feedback:no:cukr-card"), Pressed("feedback:write"), Said("The fee is old"))
    assert end.outcomes == (Outcome("reason", {"article": "cukr-card", "reason": "words", "text": "The fee is old"}),)


def test_another_article_can_be_rated_meanwhile() -> None:
    move = go(Pressed("feedback:no:cukr-card"), Pressed("feedback:no:sim-card"), Pressed("feedback:because:other"))
    assert move.outcomes[0].data["article"] == "sim-card"


def test_a_rating_without_an_article_is_nothing() -> None:
    assert FEEDBACK.take(None, {}, Pressed("feedback:yes:")) is None
