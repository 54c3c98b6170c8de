"""One thing that an editor should mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.article import Article


class Weight(StrEnum):
    ERROR = "error"
    WARNING = "warning"  # an editor should look; the article may be published


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: where and how. file: as an editor knows it."""

    file: str
    field: str
    problem: str
    weight: Weight = Weight.ERROR

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.problem}"


def file_of(article: Article) -> str:
    """The article's file as an editor knows it."""
    return f"knowledge/articles/{article.area}/{article.id}.yaml"
