from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import cache
from knowledge.base import KnowledgeBase
from knowledge.cache import calibration_is_old, fingerprint, open_base, read_calibration, recalibrate
from knowledge.calibration import CAUTIOUS
from tests.knowledge.small_base import ARTICLES

TEXTS = (
    "як отримати песель",
    "kak zapisat rebenka v shkolu",
    "rfr gjkexbnm gtctkm",
    "lawyer",
    "погода",
    "",
    "сімейнго лікаря",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the base has been opened once."""
    made = tmp_path_factory.mktemp("data")
    open_base(ARTICLES, made)
    return made


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a second fit was started")


def test_the_second_start_reads_the_same_base_without_a_fit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", _refuse)
    base = open_base(ARTICLES, folder)
    fresh = KnowledgeBase.fit(ARTICLES, cache.read_lexicon(), base.calibration)
    assert [base.ask(text) for text in TEXTS] == [fresh.ask(text) for text in TEXTS]
    assert [base.identify(text) for text in TEXTS] == [fresh.identify(text) for text in TEXTS]


def test_nothing_but_the_finished_fit_is_left_in_the_folder(folder: Path) -> None:
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("name", ["weights.npy", "names.json", "sums.json", "rarity.npy", "table.npy"])
def test_a_broken_file_is_fitted_anew(folder: Path, name: str) -> None:
    (kept,) = folder.iterdir()
    content = (kept / name).read_bytes()
    (kept / name).write_bytes(content[: len(content) // 2])
    assert open_base(ARTICLES, folder).ask("lawyer").choices[0] == "legal-help"
    assert (kept / name).read_bytes() == content


def test_a_changed_phrase_is_another_fit_and_the_old_one_goes(folder: Path) -> None:
    (before,) = folder.iterdir()
    article = ARTICLES["legal-help"]
    text = replace(article.texts["en"], phrases=(*article.texts["en"].phrases, "solicitor"))
    changed = {**ARTICLES, "legal-help": replace(article, texts={**article.texts, "en": text})}
    assert open_base(changed, folder).ask("solicitor").choices[0] == "legal-help"
    (after,) = folder.iterdir()
    assert after != before


def test_a_folder_that_cannot_be_made_costs_a_fit_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert open_base(ARTICLES, tmp_path / "file").ask("lawyer").choices[0] == "legal-help"


def test_a_fit_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(cache.FitError, match="could not be fitted"):
        open_base(ARTICLES, tmp_path)


def test_a_calibration_is_old_as_soon_as_a_phrase_changes(tmp_path: Path) -> None:
    path = tmp_path / "calibration.yaml"
    assert read_calibration(path) is CAUTIOUS
    assert calibration_is_old(ARTICLES, path)
    made = recalibrate(ARTICLES, path)
    assert read_calibration(path) == made
    assert made.fingerprint == fingerprint(ARTICLES)
    assert not calibration_is_old(ARTICLES, path)
    fewer = {key: article for key, article in ARTICLES.items() if key != "legal-help"}
    assert calibration_is_old(fewer, path)
