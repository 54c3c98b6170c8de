"""What every test may ask for: a real database with the tables in it, on SQLite and PostgreSQL, and a clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import world_of
from bot.dialogue.scene import World
from bot.settings import Settings
from bot.storage import schema
from bot.storage.database import Database
from tests import postgres
from tests.clock import Clock
from tests.program import fitted


@pytest.fixture
def clock() -> Clock:
    """Tuesday 24 November 2026, 10:00 in Kraków, until it is told otherwise."""
    return Clock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One server for the session (for each worker under xdist)."""
    with postgres.running(careless=True) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The server and a database on it with the tables, to be copied for each test."""
    try:
        server = request.getfixturevalue("postgres_server")
    except Exception as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"PostgreSQL cannot start here: {error}")
    url = postgres.create(server)
    schema.migrate(url)
    yield server, url
    postgres.drop(server, url)


@pytest.fixture
def postgres_url(postgres_template: tuple[str, str]) -> Iterator[str]:
    """A PostgreSQL database of the test's own, with the tables."""
    server, template = postgres_template
    url = postgres.create(server, template)
    yield url
    postgres.drop(server, url)


@pytest.fixture
def empty_postgres_url(postgres_template: tuple[str, str]) -> Iterator[str]:
    """A PostgreSQL database of the test's own, without tables."""
    server, _ = postgres_template
    url = postgres.create(server)
    yield url
    postgres.drop(server, url)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The real knowledge, fitted once for the session, without any week."""
    folder = fitted(tmp_path_factory.getbasetemp()).parent
    return world_of(Settings(_env_file=None, pomost_data=folder))  # type: ignore[call-arg]  # as in settings.read


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "pomost.sqlite"
    schema.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite file of the test's own, with the tables."""
    path = tmp_path / "pomost.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with the tables; the test runs on both kinds."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database; the test runs on both kinds."""
    opened = Database.open(database_url)
    yield opened
    opened.close_now()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    opened = Database.open(sqlite_url)
    yield opened
    opened.close_now()
