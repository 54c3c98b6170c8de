"""Bad input from outside: one clear line on stderr that names the thing and the cure, status 2, nothing half done."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.settings import Settings
from bot.storage import schema
from tests import program as program_module
from tests.fake_telegram import FakeTelegram
from tests.program import PATIENCE, ROOT, Program, environment, free_port

EVERY_SETTING = [name.upper() for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in EVERY_SETTING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POMOST_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return program_module.fitted(tmp_path_factory.getbasetemp())


@pytest.fixture
def program(fitted: Path, tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path / "program", fitted)
    yield made
    made.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="pomost")


def refused(result: Result, *named: str) -> None:
    """One line, on stderr, with these words in it; status 2."""
    assert result.exit_code == 2, result.output
    line, *more = result.stderr.splitlines()
    assert (more, result.stdout) == ([], "")
    assert line.startswith("pomost: ")
    assert [word for word in named if word not in line] == []


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("PORT", "eighty", "valid integer"),
        ("PORT", "0", "greater than or equal to 1"),
        ("PORT", "65536", "less than or equal to 65535"),
        ("TELEGRAM_TOKEN", "secret", "it looks like 123456:ABC-DEF and comes from @BotFather"),
        ("TELEGRAM_API_URL", "ftp://example.org", "write it like https://example.org"),
        ("TELEGRAM_STAFF_CHAT", "@staff", "e.g. -1001234567890"),
        ("WEBHOOK_URL", "example.org", "write it like https://example.org"),
        ("WEBHOOK_SECRET", "ż ó", "1 to 256 of A-Z a-z 0-9 _ -"),
        ("POMOST_TIMEZONE", "Mars/Base", "for Kraków write Europe/Warsaw"),
        ("POMOST_NOW", "yesterday", "e.g. 2026-11-24T10:00"),
        ("POMOST_STAFF_LANGUAGE", "de", "uk, en, ru, pl"),
        ("POMOST_DESK_HOURS", "always", "write it like Mon-Fri 09:00-17:00"),
        ("POMOST_CRASH_AT", "here:now", "write name or name:n"),
    ],
)
def test_a_wrong_setting_is_named_with_its_cure_and_nothing_is_made(
    name: str, value: str, cure: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, value)
    refused(run("migrate"), name, cure)
    assert list(tmp_path.iterdir()) == []


def test_settings_that_do_not_go_together_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://example.org")
    refused(run("migrate"), "WEBHOOK_SECRET is missing")
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("POMOST_NOW", "2026-11-24T10:00")
    refused(run("migrate"), "POMOST_NOW is for demonstrations")


def test_a_wrong_setting_in_a_file_is_told_as_well(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=eighty\n", encoding="utf-8")
    refused(run("migrate"), "PORT")


@pytest.mark.parametrize(
    ("url", "cure"),
    [
        ("rubbish", "write sqlite:///folder/file.sqlite or postgresql://"),
        ("mysql://ann:secret@example.org/x", "sqlite:///folder/file.sqlite or postgresql://"),
        ("sqlite:///folder", "check that the folder exists and may be written"),
        ("sqlite:///nowhere/x.sqlite", "check that the folder exists and may be written"),
        ("sqlite:///text.txt", "file is not a database"),
        ("postgresql://ann:secret@127.0.0.1:1/x", "check that the server runs"),
    ],
)
@pytest.mark.parametrize("command", [("migrate",), ("web",), ("worker",), ("tickets", "list"), ("staff", "list")])
def test_a_database_that_cannot_be_opened_is_named_without_its_password(
    url: str, cure: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text("no database\n" * 100, encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", url)
    result = run(*command)
    if url == "sqlite:///nowhere/x.sqlite" and command[0] in ("web", "worker"):
        cure = "run `pomost migrate`"  # they make nothing, and look no farther
    refused(result, cure)
    assert "secret" not in result.stderr
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", ["migrate", "web"])
def test_a_file_where_the_data_folder_should_be_is_told(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("POMOST_DATA", str(tmp_path / "file"))
    refused(run(command), "POMOST_DATA", "name one that may be written")


@pytest.mark.parametrize("command", ["web", "worker"])
def test_web_and_worker_refuse_an_old_database_and_leave_it_alone(command: str, tmp_path: Path) -> None:
    refused(run(command), "run `pomost migrate` first")
    file = tmp_path / "data" / "pomost.sqlite"
    assert not file.exists()
    schema.migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    before = file.read_bytes()
    refused(run(command), "run `pomost migrate` first")
    assert file.read_bytes() == before


def test_a_port_that_is_taken_is_told_before_anything_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    run("migrate")
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        refused(run("web"), "PORT", "set PORT to another number")


@pytest.mark.parametrize("command", ["run", "web", "worker"])
def test_a_token_that_telegram_refuses_ends_the_program_in_good_order(command: str, program: Program) -> None:
    with FakeTelegram() as tg:
        chosen = {"TELEGRAM_TOKEN": "123:WRONG", "TELEGRAM_API_URL": tg.url, "PORT": str(free_port())}
        hook = {"WEBHOOK_URL": "https://example.org", "WEBHOOK_SECRET": "x"} if command == "web" else {}
        program.settings = {**chosen, **hook}
        assert program.pomost("migrate").returncode == 0
        ended = program.pomost(command)
    assert ended.returncode == 2
    assert [line[:60] for line in ended.stderr.splitlines()] == [
        "pomost: Telegram does not accept the token in TELEGRAM_TOKEN"
    ]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nosuch",), "`pomost --help` lists them"),
        (("ask",), "give either a question or --batch"),
        (("ask", "--language", "de", "x"), "uk, en, ru, pl"),
        (("ask", "--batch", "nowhere.jsonl"), "nowhere.jsonl"),
        (("chat", "--language", "de"), "uk, en, ru, pl"),
        (("timetable", "show", "--week", "2026-W99"), "write it like 2026-W48"),
        (("timetable", "show", "--week", "soon"), "write it like 2026-W48"),
        (("timetable", "import", "nowhere.csv"), "nowhere.csv"),
        (("timetable", "import", "."), "name a CSV file"),
        (("broadcast", "plan", "--week", "2026-W99"), "write it like 2026-W48"),
        (("knowledge", "evaluate", "nowhere.yaml"), "nowhere.yaml"),
        (("staff", "invite", " "), "the name is empty"),
        (("staff", "invite", "Anna", "--role", "boss"), "operator"),
    ],
)
def test_what_was_asked_wrongly_is_one_line(arguments: tuple[str, ...], named: str) -> None:
    refused(run(*arguments), named)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "week.csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "week.csv"),
        (b"a,b,c\n1,2,3\n", "nothing was imported"),
    ],
)
def test_a_malformed_sheet_imports_nothing(content: bytes, named: str, tmp_path: Path) -> None:
    (tmp_path / "week.csv").write_bytes(content)
    result = run("timetable", "import", "week.csv", "--publish")
    assert result.exit_code == 2
    assert named in result.stderr
    assert "Traceback" not in result.stderr
    assert run("timetable", "show", "--week", "2026-W48").exit_code == 1


def with_a_broken_article(tmp_path: Path) -> dict[str, str]:
    """An environment in which one article of our own has lost its English title."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "copy" / "knowledge", ignore=shutil.ignore_patterns("__pycache__"))
    article = next((tmp_path / "copy" / "knowledge" / "articles").rglob("e-prescription.yaml"))
    text = article.read_text(encoding="utf-8")
    at = text.index("title:", text.index("\n  en:"))
    article.write_text(text[:at] + "titel:" + text[at + 6 :], encoding="utf-8")
    return environment(tmp_path / "data", PYTHONPATH=f"{tmp_path / 'copy'}:{ROOT}")


@pytest.mark.parametrize("arguments", [("ask", "e-recepta"), ("run", "--demo"), ("chat",)])
def test_a_broken_article_is_named_with_its_file_and_field(arguments: tuple[str, ...], tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=with_a_broken_article(tmp_path),
        input="e-recepta\n",
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        cwd=tmp_path,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    line, *more = ended.stderr.splitlines()
    assert more == []
    assert "e-prescription.yaml" in line
    assert "title" in line


@pytest.mark.parametrize("command", ["run", "chat"])
@pytest.mark.parametrize("redirection", ["<&-", "</dev/null"])
def test_without_standard_input_the_terminal_says_so(command: str, redirection: str, program: Program) -> None:
    """Closed altogether, or open and empty; neither hangs."""
    ended = subprocess.run(
        ["/bin/sh", "-c", f'exec "{sys.executable}" -m bot {command} {redirection}'],
        env=program.environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        cwd=program.folder,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines() == [
        "pomost: nothing to read: standard input is closed; type here, or pipe in a line a message"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "how to get PESEL " * 6000,
        "a\x01b\x02\x1b[31m pesel",
        "pesel \udce9\udcff",
        "🙂🙂🙂",
        "\u202eпесель\u200b",
    ],
    ids=["empty", "blank", "long", "control", "surrogates", "emoji", "invisible"],
)
def test_any_text_can_be_asked(text: str, fitted: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cache").symlink_to(fitted)
    for result in (run("ask", text), run("ask", "--json", text)):
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.strip()
        assert "\x1b" not in result.stdout


def test_any_text_can_be_given_on_the_command_line_and_in_a_pipe(program: Program) -> None:
    """With real bytes: not UTF-8, controls, one line of 100,000 characters, nothing but emoji."""
    lines = [b"pesel \xff\xfe\xed\xa0\x80", b"a\x01b\x1b[31m", b"\xf0\x9f\x99\x82", b"x " * 50_000, b"e-recepta"]
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--language", "pl"],
        env=program.environment(),
        input=b"\n".join(lines) + b"\n",
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        cwd=program.folder,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "E-recepta" in ended.stdout.decode()
    assert b"\x1b" not in ended.stdout


def test_nobody_else_may_read_what_residents_wrote(tmp_path: Path) -> None:
    assert run("migrate").exit_code == 0
    for kept in (tmp_path / "data", tmp_path / "data" / "pomost.sqlite"):
        assert kept.stat().st_mode & 0o077 == 0, kept
