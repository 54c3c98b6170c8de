"""`pomost broadcast` as a person runs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.broadcast import app
from bot.storage import workers
from bot.storage.database import Database
from tests.broadcast import ledger
from tests.broadcast.ledger import FIRST, WEEK
from tests.fake_telegram import FakeTelegram

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PEOPLE = 40


@pytest.fixture
def database(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the commands, with the week and its subscribers in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("POMOST_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POMOST_NOW", "2026-11-24T10:00")
    monkeypatch.delenv("TELEGRAM_TOKEN", raising=False)
    opened = Database.open(sqlite_url)
    ledger.publish(opened, NOW)
    ledger.subscribe(opened, range(FIRST, FIRST + PEOPLE), NOW, "telegram")
    yield opened
    opened.close_now()


@pytest.fixture
def tg(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        for person in range(FIRST, FIRST + PEOPLE):
            fake.person(person)
        monkeypatch.setenv("TELEGRAM_TOKEN", fake.token)
        monkeypatch.setenv("TELEGRAM_API_URL", fake.url)
        yield fake


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def said(*arguments: str) -> tuple[int, str]:
    """Status and the one line on stderr."""
    result = run(*arguments)
    assert result.stdout == ""
    return result.exit_code, result.stderr.removeprefix("pomost: ").strip()


def test_a_week_is_planned_and_its_standing_shown(database: Database) -> None:
    planned = run("plan", "--week", "2026-w48")
    assert (planned.exit_code, planned.stderr) == (0, "")
    assert planned.stdout == "Planned: weekly:2026-W48 planned; starts 2026-11-24 10:00; pending 40\n"
    assert "Planned before, nothing was changed" in run("plan", "--week", WEEK).stdout
    shown = json.loads(run("status", "--json").stdout)
    assert (shown["week"], shown["standing"], shown["pending"], shown["total"]) == (WEEK, "planned", PEOPLE, PEOPLE)
    assert (shown["starts_at"], shown["finished_at"]) == ("2026-11-24T09:00:00+00:00", None)
    assert run("status").stdout == run("status", "--week", WEEK).stdout


def test_what_cannot_be_is_one_line(database: Database) -> None:
    assert said("status") == (1, "nothing is planned yet; plan a week with: pomost broadcast plan --week")
    assert said("plan", "--week", "W49") == (2, "'W49' is not a week; write it like 2026-W48")
    assert said("plan", "--week", "2026-W49") == (1, "the timetable of 2026-W49 is not published yet")
    assert said("plan", "--week", WEEK, "--at", "Sunday")[0] == 2
    assert said("plan", "--week", WEEK, "--at", "2026-11-22 18:00") == (2, "2026-11-22 18:00 lies in the past")
    assert said("send", "--week", WEEK)[0] == 2
    assert said("send", "--week", WEEK)[1].startswith("TELEGRAM_TOKEN is missing")
    assert run("plan", "--week", WEEK).exit_code == 0
    assert said("resume")[1] == "weekly:2026-W48 is planned, not stopped"
    assert said("resend-failed") == (1, "no delivery of weekly:2026-W48 has failed")
    assert said("status", "--week", "2026-W47")[0] == 1


def test_a_token_that_telegram_does_not_know_uses_up_nobodys_tries(
    database: Database, tg: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123456:WRONG")
    status, line = said("send", "--week", WEEK)
    assert (status, line.startswith("Telegram does not answer (InvalidToken): check TELEGRAM_TOKEN")) == (2, True)
    assert {row.attempts for row in ledger.deliveries(database)} == {0}


def test_sent_from_here_everybody_is_reached_once_whatever_happens_on_the_way(
    database: Database, tg: FakeTelegram
) -> None:
    for person in range(FIRST, FIRST + 4):
        tg.fault(403, "sendMessage", chat_id=person, times=-1)
    for person in range(FIRST + 10, FIRST + 13):
        tg.fault(429, "sendMessage", chat_id=person, retry_after=1)
    tg.fault("reset_after", "sendMessage", chat_id=FIRST + 20)
    result = run("send", "--week", WEEK)
    assert result.exit_code == 0, result.stderr
    assert "weekly:2026-W48 finished; starts 2026-11-24 10:00; sent 36, skipped 4" in result.stdout
    assert "skipped: blocked: 4" in result.stdout
    assert "in doubt: 1 may have got it twice" in result.stdout
    times = [len(tg.messages(person)) for person in range(FIRST, FIRST + PEOPLE)]
    assert times == [0] * 4 + [1] * 16 + [2] + [1] * 19
    assert tg.messages(FIRST + 30)[0].labels == ["Only some services", "Stop", "Menu"]
    assert tg.violations() == []
    assert run("send", "--week", WEEK).exit_code == 0  # sent already: nobody gets it again
    assert len(tg.messages(FIRST + 30)) == 1


def test_what_failed_is_sent_again_and_nothing_else(database: Database, tg: FakeTelegram) -> None:
    tg.fault(400, "sendMessage", chat_id=FIRST, times=1, description="Bad Request: something new")
    assert "failed: " in run("send", "--week", WEEK).stdout
    assert run("resend-failed").stdout.startswith("1 will be sent again.")
    assert "sent 40" in run("send", "--week", WEEK).stdout
    assert {len(tg.messages(person)) for person in range(FIRST, FIRST + PEOPLE)} == {1}


def test_planned_for_later_it_needs_a_word_to_go_now(database: Database, tg: FakeTelegram) -> None:
    run("plan", "--week", WEEK, "--at", "2026-11-24 18:00")
    status, line = said("send", "--week", WEEK)
    assert (status, "planned for 2026-11-24 18:00; to send it at once add --now" in line) == (1, True)
    assert tg.calls("sendMessage") == []
    assert run("send", "--week", WEEK, "--now").exit_code == 0
    assert len(tg.calls("sendMessage")) == PEOPLE


def test_stopped_and_in_quiet_hours_nothing_is_sent(
    database: Database, tg: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("plan", "--week", WEEK)
    assert "stopped" in run("stop").stdout
    assert said("stop")[0] == 1
    assert "is stopped; go on with: pomost broadcast resume" in said("send", "--week", WEEK)[1]
    assert run("resume").exit_code == 0
    monkeypatch.setenv("POMOST_NOW", "2026-11-24T21:30")
    status, line = said("send", "--week", WEEK)
    assert (status, line.startswith("quiet hours until 2026-11-25 08:00")) == (1, True)
    monkeypatch.setenv("POMOST_NOW", "2026-11-25T09:00")
    assert "is too late: it was to end by 2026-11-25 04:00" in said("send", "--week", WEEK)[1]
    assert tg.calls("sendMessage") == []


def test_where_a_worker_lives_it_is_followed_and_nothing_is_sent_from_here(
    database: Database, tg: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("plan", "--week", WEEK)
    database.write_now(lambda conn: workers.here(conn, "another", NOW))
    ticks = iter(range(1000))

    async def ended_by_the_worker(stop: object, seconds: float) -> None:
        if next(ticks) == 2:
            run("stop")

    monkeypatch.setattr("bot.cli.sending.first", ended_by_the_worker)
    assert run("send", "--week", WEEK).exit_code == 1
    assert tg.calls("sendMessage") == []
