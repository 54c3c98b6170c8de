"""Every contract of the house, broken once on purpose: a contract that was never seen red is not a contract."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "flows", "knowledge")

# contract -> (module that breaks it, the line that does)
BREAKS = {
    "layers": ("bot/messages.py", "import bot.app"),
    "flows": ("flows/states.py", "import bot.messages"),
    "knowledge": ("knowledge/answer.py", "import flows.states"),
    "pure": ("bot/dialogue/scene.py", "import random"),
    "settings": ("bot/tickets/machine.py", "import bot.settings"),
    "telegram": ("bot/outbound.py", "import telegram"),
    "sqlalchemy": ("bot/inbound.py", "import sqlalchemy"),
    "transitions": ("flows/handoff.py", "import transitions"),
    "engine": ("bot/app.py", "import dbos"),
    "cycles": ("knowledge/article.py", "import knowledge.loader"),
}


def contracts_of(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    """lint-imports over a copy of the source. The folder stands first, so the copy is what is looked at."""
    return subprocess.run(
        [
            *(sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
            *("--no-cache", "--contract", contract),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "articles"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize("contract", BREAKS)
def test_a_contract_is_kept_and_turns_red_when_it_is_broken(contract: str, source: Path) -> None:
    kept = contracts_of(source, contract)
    assert kept.returncode == 0, kept.stdout
    name, line = BREAKS[contract]
    module = source / name
    before = module.read_text(encoding="utf-8")
    try:
        module.write_text(before.replace("from __future__", f"{line}\nfrom __future__", 1), encoding="utf-8")
        assert f"{line}\n" in module.read_text(encoding="utf-8")
        broken = contracts_of(source, contract)
    finally:
        module.write_text(before, encoding="utf-8")
    assert broken.returncode == 1, broken.stdout
    assert "BROKEN" in broken.stdout


def test_every_contract_is_broken_here_once() -> None:
    stated = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ids = re.findall(r'^id = "(\w+)"', stated, re.MULTILINE)
    assert sorted(ids) == sorted(BREAKS)
