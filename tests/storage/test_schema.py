from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from bot.storage import schema
from bot.storage.database import Database


def test_the_migrations_make_exactly_the_tables_of_rows(database: Database) -> None:
    assert database.write_now(schema.differences) == []


def test_a_missing_column_is_seen_as_a_difference(database: Database) -> None:
    database.write_now(lambda conn: conn.execute(text("ALTER TABLE outbox DROP COLUMN doubts")))
    assert database.write_now(schema.differences) != []


def test_a_migrated_database_is_current(database_url: str) -> None:
    assert schema.is_current(database_url)


def test_an_empty_database_is_not_current(empty_postgres_url: str) -> None:
    assert not schema.is_current(empty_postgres_url)


def test_asking_whether_a_missing_file_is_current_makes_no_file(tmp_path: Path) -> None:
    assert not schema.is_current(f"sqlite:///{tmp_path}/none.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    schema.migrate(database_url)
    assert schema.is_current(database_url)


def test_two_processes_that_migrate_together_do_not_collide(empty_postgres_url: str) -> None:
    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(schema.migrate, empty_postgres_url) for _ in range(3)]:
            done.result()
    assert schema.is_current(empty_postgres_url)
