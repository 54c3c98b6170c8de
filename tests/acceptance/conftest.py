"""The whole program against a fake Telegram: a prepared knowledge base, a database of each kind, and an end for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests import program as program_module
from tests.fake_telegram import FakeTelegram
from tests.invariants import broken
from tests.program import Program, free_port

STAFF = -100123

Programs = Callable[..., Program]


@pytest.fixture(scope="session")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return program_module.fitted(tmp_path_factory.getbasetemp())


@pytest.fixture
def tg() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def program(tg: FakeTelegram, database_url: str, fitted: Path, tmp_path: Path) -> Iterator[Program]:
    """Pomost with the fake Telegram, on SQLite and PostgreSQL. SQLite polls; PostgreSQL has a webhook, as on a server.

    When the test is over nothing runs any more, and all invariants hold.
    """
    port = free_port()
    settings = {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "TELEGRAM_TOKEN": tg.token,
        "TELEGRAM_API_URL": tg.url,
        "TELEGRAM_STAFF_CHAT": str(STAFF),
        "POMOST_STAFF_LANGUAGE": "en",
    }
    if database_url.startswith("postgres"):
        settings |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": "a-secret_of-the-test"}
    made = Program(tmp_path / "program", fitted, settings)
    try:
        yield made
    finally:
        made.close()
    database = Database.open(database_url)
    try:
        assert broken(database, tg) == []
        assert "Traceback" not in made.logs()
    finally:
        database.close_now()
