"""The knowledge base: a question in, one of three bands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.answer import Answer, Sure, Unknown, Unsure
from knowledge.article import Article
from knowledge.calibration import CAUTIOUS, Calibration, is_sure
from knowledge.language import Language, LanguageModel
from knowledge.matcher import Lexicon, Matcher, Ranking, Subject, subjects

# A question in an editor's own words: not measured, only surer than what the classifier may call sure (about 0.84).
OWN_PHRASE = 0.95


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Immutable once made and safe to share between threads; a changed article needs a new one."""

    matcher: Matcher
    languages: LanguageModel
    calibration: Calibration = CAUTIOUS

    @classmethod
    def fit(
        cls, articles: Mapping[str, Article], lexicon: Lexicon, calibration: Calibration = CAUTIOUS
    ) -> KnowledgeBase:
        """Deterministic; seconds for a full base, so a program at work uses knowledge.cache.open_base instead."""
        return cls.of(subjects(articles), lexicon, calibration)

    @classmethod
    def of(cls, learnt: tuple[Subject, ...], lexicon: Lexicon, calibration: Calibration = CAUTIOUS) -> KnowledgeBase:
        return cls(Matcher.of(learnt, lexicon), language_model(learnt, lexicon), calibration)

    @property
    def ids(self) -> tuple[str, ...]:
        """The articles it can answer with."""
        return self.matcher.ids

    def ask(self, text: str, language: str | None = None) -> Answer:
        """Any text, any length, without failing; about a fifth of a millisecond.

        confidence is the chance that the first choice is right. language: what the person writes in, if known; it
        decides nothing but the order in which keyboard layouts are tried.
        """
        ranking = self.matcher.rank(text, language)
        if not ranking.ids:
            return Unknown(0.0, ())
        chance = round(self.calibration.top.chance(ranking.score, ranking.margin), 4)
        if ranking.named:
            return Sure(ranking.ids[0], max(chance, OWN_PHRASE), ranking.ids)
        if is_sure(self.calibration, ranking):
            return Sure(ranking.ids[0], chance, ranking.ids)
        return Unsure(chance, ranking.ids) if self._is_worth_asking(ranking) else Unknown(chance, ranking.ids)

    def identify(self, text: str) -> Language:
        """The language of a text, for the reply."""
        return self.languages.identify(text)

    def _is_worth_asking(self, ranking: Ranking) -> bool:
        """Not for what only a person may speak of, nor where three titles would seldom hold the right one."""
        return (
            ranking.margin >= 0
            and self.calibration.among.chance(ranking.score, ranking.margin) >= self.calibration.choices
        )


def language_model(learnt: tuple[Subject, ...], lexicon: Lexicon) -> LanguageModel:
    texts: dict[str, list[str]] = {code: [line] for code, line in lexicon.everyday.items()}
    for subject in learnt:
        for by_language in (subject.headings, subject.prose, subject.phrases):
            for code, lines in by_language.items():
                texts.setdefault(code, []).extend(lines)
    return LanguageModel.of(texts)
