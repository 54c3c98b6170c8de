"""What is set from outside is written down: a setting that no page names fails here."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import Settings
from bot.storage.purge import RETENTION

ROOT = Path(__file__).parents[2]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_in_the_operations_page_and_nothing_else_is() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", text("docs/operations.md"), re.MULTILINE))
    assert told == {name.upper() for name in Settings.model_fields}


def test_the_example_of_settings_names_only_settings() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", text(".env.example"), re.MULTILINE))
    assert named <= {name.upper() for name in Settings.model_fields}
    assert len(named) > 5


def test_the_privacy_page_names_every_retention() -> None:
    page = text("docs/privacy.md")
    for what, length in RETENTION.items():
        days = length.total_seconds() / 86400
        assert f"{int(days)} days" in page or f"{int(days * 24)} hours" in page, what


def test_the_readme_has_the_two_commands() -> None:
    readme = text("README.md")
    assert "make run" in readme
    assert "make test" in readme
    assert "make test" in text(".ci/run")
