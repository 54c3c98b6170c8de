"""kill -9 at each named commit point of the sender, then a restart: the ledger tells what the other side saw."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.messages import Address
from bot.outbound import AT_ONCE
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.rows import outbox as rows
from tests.post import say

# A kill may leave so many acts in doubt at most: those under way. Before the claim's commit there is none.
POINTS = {
    "outbox.not-claimed:7": AT_ONCE,
    "outbox.claimed:7": AT_ONCE,
    "outbox.sent-not-noted:7": AT_ONCE,
    "outbox.noted:7": AT_ONCE,
}


def run(url: str, transcript: Path, crash_at: str) -> int:
    command = [sys.executable, "-m", "tests.sending", url, str(transcript), crash_at]
    return subprocess.run(command, check=False, timeout=120).returncode


@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_lost_and_what_was_in_doubt_is_resent_once_and_marked(
    database_url: str, tmp_path: Path, point: str
) -> None:
    def fill(conn: Connection) -> None:
        for number in range(40):
            outbox.put(conn, say(str(number), Address("console", str(number % 10))), datetime.now(UTC))

    database = Database.open(database_url)
    database.write_now(fill)
    transcript = tmp_path / "transcript"
    assert run(database_url, transcript, point) == -signal.SIGKILL
    assert run(database_url, transcript, "") == 0
    arrived = Counter(line.split()[1] for line in transcript.read_text().splitlines())
    ledger = database.read_now(lambda conn: list(conn.execute(select(rows).order_by(rows.c.id))))
    database.close_now()
    assert {row.state for row in ledger} == {"sent"}
    assert all(row.message_id for row in ledger)
    assert set(arrived) == {str(number) for number in range(40)}
    doubtful = {str(number) for number, row in enumerate(ledger) if row.doubts}
    repeated = {text for text, times in arrived.items() if times > 1}
    assert repeated <= doubtful
    assert len(doubtful) <= POINTS[point]
    assert max(arrived.values()) <= 2
    assert all(row.doubts <= 1 for row in ledger)


def test_each_contact_reads_his_messages_in_order_whenever_the_program_dies(sqlite_url: str, tmp_path: Path) -> None:
    def fill(conn: Connection) -> None:
        for number in range(30):
            outbox.put(conn, say(str(number), Address("console", str(number % 3))), datetime.now(UTC))

    database = Database.open(sqlite_url)
    database.write_now(fill)
    transcript = tmp_path / "transcript"
    for passing in (3, 5, 8):
        run(sqlite_url, transcript, f"outbox.sent-not-noted:{passing}")
    assert run(sqlite_url, transcript, "") == 0
    database.close_now()
    for address in ("0", "1", "2"):
        lines = [line.split() for line in transcript.read_text().splitlines()]
        numbers = [int(text) for where, text in lines if where == address]
        assert numbers == sorted(numbers)
        assert set(numbers) == {number for number in range(30) if number % 3 == int(address)}
