"""The committed articles are as docs/articles.md asks, and every card can be written."""

from datetime import timedelta

from knowledge.article import LANGUAGES
from knowledge.card import card
from knowledge.check import Weight, check
from knowledge.loader import load


def test_every_committed_article_passes_the_check() -> None:
    assert [str(one) for one in check(load()) if one.weight is Weight.ERROR] == []


def test_every_card_can_be_written_in_every_language_before_and_after_its_rules_end() -> None:
    knowledge = load()
    assert knowledge.articles
    for article in knowledge.articles.values():
        for day in (article.checked_on, article.checked_on + timedelta(days=3650)):
            for language in LANGUAGES:
                shown = card(article, language, knowledge, day)
                assert "{" not in repr((shown.first, shown.points, shown.next, shown.more)), article.id


def test_no_article_calls_itself_confirmed() -> None:
    """Only an editor's act does that, and none has happened."""
    assert [article.id for article in load().articles.values() if article.confirmed is not None] == []
