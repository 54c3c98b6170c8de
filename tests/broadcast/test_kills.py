"""kill -9 at each commit point of a lane, in the real program against a strict fake Telegram; then a restart.

What people saw is compared with the ledger: nobody is missed, and who got it twice is among those in doubt.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.broadcast.lanes import LANES
from bot.broadcast.plan import Weekly, wanted
from bot.jobs import FILE
from bot.storage.database import Database
from tests.broadcast import ledger
from tests.broadcast.ledger import FIRST, WEEK, until
from tests.clock import Clock
from tests.fake_telegram import FakeTelegram
from tests.program import Program
from tests.program import fitted as knowledge_of

PEOPLE = 32
# Every point on SQLite; on PostgreSQL, which differs in its locks only, the one that leaves a message twice.
POINTS = (
    ("sqlite", "lane.claimed:12"),
    ("sqlite", "lane.sent-not-noted:12"),
    ("sqlite", "lane.noted:12"),
    ("postgresql", "lane.sent-not-noted:12"),
)


@pytest.fixture(scope="session")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return knowledge_of(tmp_path_factory.getbasetemp())


@pytest.fixture
def tg() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        for person in range(FIRST, FIRST + PEOPLE):
            fake.person(person)
        yield fake


@pytest.fixture
def program(tg: FakeTelegram, database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Program]:
    """Pomost with a published week and its subscribers, on both databases, in a moment that stands still."""
    database = Database.open(database_url)
    ledger.publish(database, clock())
    ledger.subscribe(database, range(FIRST, FIRST + PEOPLE), clock(), "telegram")
    database.close_now()
    settings = {
        "DATABASE_URL": database_url,
        "TELEGRAM_TOKEN": tg.token,
        "TELEGRAM_API_URL": tg.url,
        "POMOST_NOW": clock().isoformat(),
    }
    made = Program(tmp_path / "program", tmp_path, settings)
    try:
        yield made
    finally:
        made.close()


def check(program: Program, tg: FakeTelegram, *, kills: int) -> None:
    """Nobody missed, nobody twice but those in doubt, each of these reported, and the pace kept."""
    database = Database.open(program.database_url)
    rows = ledger.deliveries(database)
    report = ledger.standing(database).report
    database.close_now()
    seen = Counter({row.address_id: len(tg.messages(int(str(row.address_id)))) for row in rows})
    in_doubt = {row.address_id for row in rows if row.doubts}
    assert [row.state for row in rows] == ["sent"] * PEOPLE
    assert all(row.message_id for row in rows)
    assert len([address for address, times in seen.items() if times >= 1]) == PEOPLE
    assert {address for address, times in seen.items() if times > 1} <= in_doubt
    assert max(seen.values()) <= 2
    assert len(in_doubt) <= LANES * kills
    assert report is not None
    assert report["doubts"] == len(in_doubt)
    assert tg.violations() == []


@pytest.mark.parametrize(("database_url", "point"), POINTS, indirect=["database_url"])
def test_killed_at_any_point_nobody_is_missed(program: Program, tg: FakeTelegram, point: str) -> None:
    dying = program.start("broadcast", "send", "--week", WEEK, crash_at=point)
    assert dying.ended() == -signal.SIGKILL, dying.words()
    assert 0 < len(tg.calls("sendMessage")) < PEOPLE
    finished = program.pomost("broadcast", "send", "--week", WEEK)
    assert (finished.returncode, finished.stderr.count("Traceback")) == (0, 0), finished.stderr
    check(program, tg, kills=1)


async def test_stopped_by_a_deploy_nobody_is_missed_and_nobody_gets_it_twice(
    program: Program, tg: FakeTelegram
) -> None:
    sending = program.start("broadcast", "send", "--week", WEEK)
    await until(lambda: len(tg.calls("sendMessage")) >= 5)
    assert sending.stop() == 1, sending.words()  # not finished
    assert len(tg.calls("sendMessage")) < PEOPLE
    assert program.pomost("broadcast", "send", "--week", WEEK).returncode == 0
    check(program, tg, kills=0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_killed_and_its_engine_deleted_goes_on_where_it_was(
    program: Program, tg: FakeTelegram, fitted: Path, clock: Clock
) -> None:
    cache = program.data / "cache"
    cache.unlink()
    cache.symlink_to(fitted)
    database = Database.open(program.database_url)
    database.write_now(lambda conn: wanted(conn, Weekly(WEEK), clock(), clock()))
    database.close_now()
    dying = program.start("worker", crash_at="lane.sent-not-noted:12")
    assert dying.ended() == -signal.SIGKILL, dying.words()
    (program.data / FILE).unlink()
    living = program.start("worker")
    followed = program.pomost("broadcast", "send", "--week", WEEK)
    assert followed.returncode == 0, followed.stderr
    assert "finished" in followed.stdout
    assert living.stop() == 0, living.words()
    check(program, tg, kills=1)
