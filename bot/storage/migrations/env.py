"""Alembic's entry: runs the migrations on the connection that schema.py hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from bot.storage.rows import metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by copying it
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if not isinstance(given, Connection):
    raise TypeError("run `pomost migrate`: migrations need the connection it opens")
run(given)
