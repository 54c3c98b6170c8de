"""The editors' commands, run as a person runs them: in a process of their own, in a copy of the source tree."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which a test may break a file."""
    copy = tmp_path_factory.mktemp("tree")
    for name in ("bot", "flows", "knowledge", "translations"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def run(tree: Path, *words: str, now: str = "2026-11-24T10:00") -> subprocess.CompletedProcess[str]:
    settings = {"POMOST_NOW": now, "POMOST_DATA": str(tree / "data"), "PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "bot.cli.knowledge", *words]
    return subprocess.run(command, cwd=tree, env=settings, capture_output=True, text=True, timeout=60, check=False)


def test_check_ends_well_and_counts_the_articles(tree: Path) -> None:
    done = run(tree, "check", "family-doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("1 articles, 0 errors, ")


def test_check_names_what_to_mend_and_fails(tree: Path) -> None:
    file = tree / "knowledge/articles/health/family-doctor.yaml"
    sound = file.read_text(encoding="utf-8")
    try:
        file.write_text(sound.replace("Bring your passport", "Bring 2 copies of your passport"), encoding="utf-8")
        done = run(tree, "check", "family-doctor")
    finally:
        file.write_text(sound, encoding="utf-8")
    assert done.returncode == 1
    finding = (
        "error: knowledge/articles/health/family-doctor.yaml: texts.en.points[2]: '2' holds a digit; make it a fact"
    )
    assert any(line.startswith(finding) for line in done.stdout.splitlines())


@pytest.mark.parametrize("command", ["check", "list", "stale"])
def test_a_broken_article_is_one_line_and_status_2(tree: Path, command: str) -> None:
    file = tree / "knowledge/articles/health/family-doctor.yaml"
    sound = file.read_text(encoding="utf-8")
    try:
        file.write_text(sound.replace("decides: state", "decides: mayor"), encoding="utf-8")
        done = run(tree, command)
    finally:
        file.write_text(sound, encoding="utf-8")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.endswith(
        "knowledge/articles/health/family-doctor.yaml: decides: 'mayor' is not known; "
        "write one of: city, voivodeship, state, ngo"
    )


def test_list_is_read_by_a_machine(tree: Path) -> None:
    rows = json.loads(run(tree, "list", "--area", "health", "--json").stdout)
    row = next(row for row in rows if row["id"] == "nfz-ukr-2026")
    assert (row["decides"], row["volatile"], row["confirmed"]) == ("state", True, False)


def test_stale_knows_the_day(tree: Path) -> None:
    assert run(tree, "stale").returncode == 0
    late = run(tree, "stale", now="2027-03-05T10:00")
    assert late.returncode == 1
    assert "nfz-ukr-2026                 review by 2026-12-14, ended: protection_until" in late.stdout


def test_show_writes_the_values_as_the_language_does(tree: Path) -> None:
    shown = run(tree, "show", "family-doctor", "--language", "pl").stdout
    assert "80 zł" in shown
    assert "[uk]" not in shown


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("list", "--area", "parks"),
            "pomost: there is no area 'parks'; write one of: residence, school, health, city",
        ),
        (("check", "nothing"), "pomost: there is no article 'nothing'; `pomost knowledge list` names them"),
        (("show", "nothing"), "pomost: there is no article 'nothing'; `pomost knowledge list` names them"),
        (("show", "uninsured", "--language", "be"), "pomost: there is no language 'be'; write one of: uk, en, ru, pl"),
        (("evaluate", "none.yaml"), "pomost: none.yaml: No such file or directory"),
    ],
)
def test_a_wrong_word_is_one_line_and_status_2(tree: Path, words: tuple[str, ...], line: str) -> None:
    done = run(tree, *words)
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (2, "", [line])
