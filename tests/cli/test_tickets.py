"""The desk in a terminal: the whole round, and one clear line for what cannot be."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from bot.acts import Refused, Send
from bot.cli import staff as staff_commands
from bot.cli import tickets as ticket_commands
from bot.storage.database import Database
from tests.clock import Clock
from tests.desk.point import Point


@dataclass
class Terminal:
    """A database with one open ticket, and the commands on it."""

    point: Point

    def run(self, app: Typer, *words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    def tickets(self, *words: str) -> str:
        result = self.run(ticket_commands.app, *words)
        assert result.exit_code == 0, result.output
        return result.output

    def refused(self, *words: str) -> tuple[int, str]:
        result = self.run(ticket_commands.app, *words)
        assert result.stderr.count("\n") == 1
        return result.exit_code, result.stderr.strip()

    def ask(self) -> None:
        asyncio.run(self.point.ask())

    def deliver(self) -> None:
        asyncio.run(self.point.deliver())


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, sqlite_database: Database, clock: Clock, tmp_path: Path
) -> Terminal:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("POMOST_NOW", clock().isoformat())
    made = Terminal(Point(sqlite_database, clock))
    assert made.run(staff_commands.app, "invite", "Anna").exit_code == 0
    made.ask()
    return made


def test_a_question_is_answered_from_a_terminal(terminal: Terminal) -> None:
    assert "not taken" in terminal.tickets("list")
    assert terminal.tickets("take", "1", "--as", "Anna") == "no. 1 is held by Anna\n"
    assert "queued" in terminal.tickets("reply", "1", "Come on Thursday")
    assert "Reply: queued" in terminal.tickets("show", "1")
    status, line = terminal.refused("close", "1", "--outcome", "replied")
    assert (status, line) == (1, "pomost: Not possible: no reply to no. 1 has reached the resident yet.")
    terminal.deliver()
    assert terminal.point.seen_by("77")[-1].endswith("Come on Thursday")
    assert "Reply: delivered (" in terminal.tickets("show", "1")
    assert "closed: replied" in terminal.tickets("close", "1", "--outcome", "replied")
    assert json.loads(terminal.tickets("list", "--json")) == []


def test_show_tells_the_truth_about_a_reply_that_did_not_arrive(terminal: Terminal) -> None:
    terminal.tickets("take", "1", "--as", "Anna")
    terminal.tickets("reply", "1", "Come on Thursday")
    terminal.point.messenger.next_answers(
        Refused("restricted"), when=lambda act: isinstance(act, Send) and act.reply.text.startswith("Come")
    )
    terminal.deliver()
    assert "Reply: not delivered (restricted)" in terminal.tickets("show", "1")
    shown = json.loads(terminal.tickets("show", "1", "--json"))
    assert shown["reply"] == "not delivered (restricted)"
    assert [line["kind"] for line in shown["log"]] == ["opened", "taken", "replied", "failed"]
    assert shown["text"] == "як записати дитину"


def test_json_lists_what_a_machine_needs_and_no_text(terminal: Terminal) -> None:
    (one,) = json.loads(terminal.tickets("list", "--json"))
    assert (one["number"], one["state"], one["language"], one["holder"]) == (1, "new", "uk", None)
    assert "text" not in one


def test_what_cannot_be_is_one_line_and_a_status(terminal: Terminal) -> None:
    assert terminal.refused("show", "9") == (1, "pomost: there is no ticket no. 9")
    assert terminal.refused("reply", "1", "hm")[0] == 1
    assert terminal.refused("take", "1", "--as", "Nobody")[0] == 2
    assert terminal.refused("close", "1", "--outcome", "gone")[0] == 2
    terminal.run(staff_commands.app, "invite", "Piotr")
    terminal.tickets("take", "1", "--as", "Piotr")
    assert terminal.refused("take", "1", "--as", "Anna") == (1, "pomost: no. 1 is already held by Piotr")


def test_an_invitation_is_shown_once_and_kept_as_a_hash(terminal: Terminal, sqlite_url: str) -> None:
    shown = terminal.run(staff_commands.app, "invite", "Ewa", "--role", "lead").output
    token = next(line for line in shown.splitlines() if line.startswith("/start staff_")).removeprefix("/start staff_")
    assert len(f"staff_{token}") <= 64
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    assert not any(token.encode() in path.read_bytes() for path in folder.glob("pomost.sqlite*"))
    people = json.loads(terminal.run(staff_commands.app, "list", "--json").output)
    assert [(one["name"], one["role"]) for one in people] == [("Anna", "operator"), ("Ewa", "lead")]
    assert terminal.run(staff_commands.app, "invite", "Z", "--role", "boss").exit_code == 2
