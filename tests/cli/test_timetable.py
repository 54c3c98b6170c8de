"""`pomost timetable` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.timetable import app
from tests.importing.sheets import row, written


@pytest.fixture(autouse=True)
def _place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POMOST_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POMOST_NOW", "2026-11-24T10:00")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("TELEGRAM_TOKEN", raising=False)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def sheet(tmp_path: Path, *rows: dict[str, str]) -> str:
    path = tmp_path / "week.csv"
    path.write_text(written(*rows), encoding="utf-8")
    return str(path)


def test_a_sheet_is_shown_first_and_published_only_when_asked(tmp_path: Path) -> None:
    path = sheet(tmp_path, row())
    preview = run("import", path)
    assert preview.exit_code == 0
    assert "16:00-19:00 Lawyer: stay, work, rent" in preview.stdout
    assert "add --publish" in preview.stdout
    assert run("show", "--week", "2026-W48").exit_code == 1
    done = run("import", path, "--publish")
    assert (done.exit_code, done.stdout) == (0, "Published 2026-W48, version 1: 1 duty\n")
    shown = run("show", "--week", "2026-W48", "--language", "pl")
    assert shown.exit_code == 0
    assert "16:00-19:00 Prawnik: pobyt, praca, najem" in shown.stdout


def test_without_a_week_the_one_of_today_is_shown(tmp_path: Path) -> None:
    run("import", sheet(tmp_path, row()), "--publish")
    assert "16:00-19:00 Lawyer" in run("show").stdout


def test_errors_go_to_stderr_and_nothing_is_published(tmp_path: Path) -> None:
    path = sheet(tmp_path, row(), row(id="A-2", week="2026-W49", date="2026-12-03", weekday="Mon"))
    result = run("import", path, "--publish")
    assert result.exit_code == 2
    assert "error: Row 3, column weekday: “Mon” is not the weekday of 2026-12-03. Write Thu" in result.stderr
    assert result.stderr.endswith("pomost: week.csv: 1 error, nothing was imported\n")
    assert result.stdout == ""
    assert not (tmp_path / "data").exists()


def test_a_warning_does_not_stop(tmp_path: Path) -> None:
    result = run("import", sheet(tmp_path, row(start="06:00")), "--publish")
    assert result.exit_code == 0
    assert result.stderr == "warning: Row 2, column start: 06:00 is an unusual hour. Check the time.\n"


def test_sample_data_needs_a_word(tmp_path: Path) -> None:
    path = sheet(tmp_path, row(data_status="SAMPLE_NOT_THE_REAL_TIMETABLE"))
    refused = run("import", path, "--publish")
    assert refused.exit_code == 2
    assert "--allow-sample" in refused.stderr
    assert run("import", path, "--publish", "--allow-sample").exit_code == 0
    assert run("show").stdout.startswith("SAMPLE")


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (("show", "--week", "2026-W48"), 1, "pomost: the timetable of 2026-W48 is not published yet\n"),
        (("show", "--week", "2026-48"), 2, "pomost: '2026-48' is not a week; write it like 2026-W48\n"),
        (("show", "--week", "2026-W54"), 2, "pomost: there is no week 2026-W54; write it like 2026-W48\n"),
        (("show", "--language", "de"), 2, "pomost: there is no language 'de'; write one of: uk, en, ru, pl\n"),
        (("export", "--format", "docx"), 2, "pomost: there is no format 'docx'; write one of: short, json\n"),
        (("import", "none.csv"), 2, "pomost: none.csv: No such file or directory; name a CSV file that can be read\n"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: tuple[str, ...], status: int, line: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stderr, result.stdout) == (status, line, "")


def test_a_week_is_exported_as_data(tmp_path: Path) -> None:
    run("import", sheet(tmp_path, row()), "--publish")
    data = json.loads(run("export", "--format", "json").stdout)
    assert (data["week"], data["version"], data["sample"]) == ("2026-W48", 1, False)
    assert [duty["id"] for duty in data["duties"]] == ["A-1"]
