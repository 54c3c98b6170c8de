"""The few statements that both databases know but SQLAlchemy spells by dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert


def insert_new(conn: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert unless a unique key stands in the way; True when it was inserted."""
    return conn.execute(_insert_new(conn.dialect.name, table), dict(values)).first() is not None


@cache
def _insert_new(dialect: str, table: Table) -> ReturningInsert[*tuple[object, ...]]:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # Asked for what was inserted: an INSERT's row count is not to be had from every driver.
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key.columns)


def upsert(conn: Connection, table: Table, keys: Sequence[str], values: Mapping[str, object]) -> None:
    """Insert, or replace everything but the keys where they exist already."""
    dialect = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    statement = dialect(table).values(**values)
    changed = {name: statement.excluded[name] for name in values if name not in keys}
    conn.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=changed))
