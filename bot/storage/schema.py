"""Bring a database to the tables this program knows, and tell whether it is there."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.storage import engines
from bot.storage.rows import metadata

# Two processes that start together must not migrate together: any fixed number of our own will do.
LOCK = 5_066_047


def migrate(url: str) -> None:
    """Run the migrations that are missing, all or none. Raises Unopenable.

    Call it before the loop starts. On PostgreSQL a second process waits for the first; on SQLite the write lock
    does the same.
    """
    engine = engines.single(url)
    try:
        with engine.begin() as conn:
            if conn.dialect.name == "postgresql":
                conn.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
            _upgrade(conn)
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """True when the database's tables are those of this program. Changes nothing. Raises Unopenable."""
    place = engines.location(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").exists():
        return False  # opening it would make the file
    engine = engines.single(url)
    try:
        with engine.connect() as conn:
            found = MigrationContext.configure(conn).get_current_revision()
    finally:
        engine.dispose()
    return found == newest()


def newest() -> str | None:
    """The last migration this program brings with it."""
    with as_file(files("bot.storage.migrations")) as folder:
        return ScriptDirectory(str(folder)).get_current_head()


def differences(conn: Connection) -> list[object]:
    """What Alembic would still have to change to reach the tables of rows.py; empty when they agree."""
    context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": False})
    return list(compare_metadata(context, metadata))


def _upgrade(conn: Connection) -> None:
    with as_file(files("bot.storage.migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
