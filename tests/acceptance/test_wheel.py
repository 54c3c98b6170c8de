"""The wheel is the whole program: built without a network, installed apart, run from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import PATIENCE, ROOT, environment

# What an installation keeps beside its packages; the source is taken from here, so that building leaves no trace in it.
SOURCE = ("pyproject.toml", "README.md", "LICENSE", "bot", "flows", "knowledge", "translations")
DATA = ("knowledge/articles/*/*.yaml", "knowledge/places/*.yaml", "knowledge/lexicon/*.yaml", "translations/*/*/*.po")
CODE = ("bot/**/*.py", "flows/*.py", "knowledge/*.py", "bot/storage/migrations/script.py.mako")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by hatchling as any builder would call it."""
    folder = tmp_path_factory.mktemp("wheel")
    (folder / "source").mkdir()
    for name in SOURCE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / "source" / name)
    build = "from hatchling.build import build_wheel; build_wheel('../made')"
    ended = subprocess.run(
        [sys.executable, "-c", build], cwd=folder / "source", capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    made = list((folder / "made").glob("pomost-*.whl"))
    assert len(made) == 1
    shutil.rmtree(folder / "source")
    return made[0]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel put into a folder of its own by pip, without a network."""
    folder = tmp_path_factory.mktemp("installed") / "site"
    command = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    ended = subprocess.run(
        [sys.executable, *command, "--target", str(folder), str(wheel)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return folder


def run(installed: Path, here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`pomost <arguments>` of the installed wheel, from a folder that has nothing of ours in it."""
    here.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=here,
        env=environment(here / "data", PYTHONPATH=str(installed)),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=2 * PATIENCE,
        check=False,
    )


def of_the_tree(*patterns: str) -> Iterator[str]:
    for pattern in patterns:
        yield from (path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern))


def test_everything_that_the_program_reads_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = set(of_the_tree(*DATA, *CODE))
    assert len(wanted) > 100
    assert sorted(wanted - inside) == []
    assert [name for name in inside if name.startswith(("tests/", "benchmarks/", "docs/"))] == []


def test_the_wheel_brings_the_command_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entry = next(name for name in names if name.endswith(".dist-info/entry_points.txt"))
        assert "pomost = bot.__main__:main" in archive.read(entry).decode()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_installed_program_does_its_work_from_another_folder(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import bot, knowledge; print(bot.__file__, knowledge.__file__)"],
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONPATH=str(installed)),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert all(place.startswith(str(installed)) for place in where.stdout.split())
    asked = run(installed, tmp_path / "here", "ask", "--json", "e-recepta")
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["article"] == "e-prescription"
    listed = run(installed, tmp_path / "here", "knowledge", "list")
    assert listed.returncode == 0, listed.stderr
    assert "e-prescription" in listed.stdout
    migrated = run(installed, tmp_path / "here", "migrate")
    assert (migrated.returncode, migrated.stdout) == (0, "the database is up to date\n")
    assert (tmp_path / "here" / "data" / "pomost.sqlite").exists()
    shown = run(installed, tmp_path / "here", "ask", "як вибрати сімейного лікаря", "--language", "uk")
    assert "Як вибрати сімейного лікаря" in shown.stdout


def test_the_installed_command_is_pomost(installed: Path, tmp_path: Path) -> None:
    """pip made the entry point; its name is the one that the Procfile calls."""
    command = installed / "bin" / "pomost"
    assert os.access(command, os.X_OK)
    ended = subprocess.run(
        [command, "--help"],
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONPATH=str(installed)),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "the Procfile's web process" in ended.stdout
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines():
        _, _, called = line.partition(": ")
        assert called.split()[0] == "pomost"
