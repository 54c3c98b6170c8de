"""Engines made from a URL: how each database must be opened so that Database can keep its promises."""

from __future__ import annotations

import sqlite3

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

# timeout: how many seconds SQLite waits for another process to finish its transaction; ours take milliseconds.
# A connection of the pool may pass from one thread to another, never be in two.
SQLITE = {"timeout": 10, "check_same_thread": False}
# connect_timeout: how many seconds PostgreSQL may take to accept a connection.
POSTGRESQL = {"connect_timeout": 10, "application_name": "pomost"}


class Unopenable(Exception):
    """The database cannot be opened. The message is one line that names the database and the cure."""


def pair(url: str, threads: int) -> tuple[Engine, Engine]:
    """An engine that writes and one that only reads, both tried once. Raises Unopenable."""
    place = location(url)
    if place.get_backend_name() == "sqlite":
        engines = _sqlite_writing(place), _sqlite_reading(place, threads)
    else:
        engines = _postgresql_writing(place, threads), _postgresql_reading(place, threads)
    _try(place, *engines)
    return engines


def single(url: str) -> Engine:
    """One writing engine, for migrations, tried once. Raises Unopenable."""
    place = location(url)
    engine = _sqlite_writing(place) if place.get_backend_name() == "sqlite" else _postgresql_writing(place, 1)
    _try(place, engine)
    return engine


def location(url: str) -> URL:
    """The URL as SQLAlchemy needs it: psycopg 3 for PostgreSQL, whichever of its names was given. Raises Unopenable."""
    try:
        place = make_url(url)
        backend = place.get_backend_name()
    except (ArgumentError, SQLAlchemyError, ValueError) as error:
        raise Unopenable("DATABASE_URL is not a URL: write sqlite:///folder/file.sqlite or postgresql://…") from error
    if backend == "sqlite" and place.database not in (None, "", ":memory:"):
        return place.set(drivername="sqlite")
    if backend in ("postgres", "postgresql"):
        return place.set(drivername="postgresql+psycopg")
    shown = place.render_as_string(hide_password=True)
    raise Unopenable(f"DATABASE_URL {shown} is not one Pomost can use: sqlite:///folder/file.sqlite or postgresql://…")


def _try(place: URL, *engines: Engine) -> None:
    try:
        for engine in engines:
            with engine.connect():
                pass
    except SQLAlchemyError as error:
        for engine in engines:
            engine.dispose()
        raise Unopenable(_line(place, error)) from error


# hide_parameters: an error must not carry a resident's text into a log.
def _sqlite_writing(place: URL) -> Engine:
    engine = create_engine(place, hide_parameters=True, connect_args=SQLITE, pool_size=1, max_overflow=1)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_to_write)
    return engine


def _sqlite_reading(place: URL, threads: int) -> Engine:
    engine = create_engine(place, hide_parameters=True, connect_args=SQLITE, pool_size=threads, max_overflow=threads)
    event.listen(engine, "connect", _prepare_to_read)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry | None) -> None:
    # Python's sqlite3 would begin transactions by itself, too late and never IMMEDIATE: we begin them.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # what was told as received survives a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # an emptied message is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_to_read(connection: sqlite3.Connection, entry: ConnectionPoolEntry | None) -> None:
    _prepare(connection, entry)
    connection.execute("PRAGMA query_only = ON")


def _begin_to_write(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail when another wrote in between; this one waits.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _postgresql_writing(place: URL, threads: int) -> Engine:
    return create_engine(
        place,
        hide_parameters=True,
        connect_args=POSTGRESQL,
        pool_size=threads,
        isolation_level="READ COMMITTED",
    )


def _postgresql_reading(place: URL, threads: int) -> Engine:
    return create_engine(
        place,
        hide_parameters=True,
        connect_args=POSTGRESQL,
        pool_size=threads,
        max_overflow=threads,
        isolation_level="REPEATABLE READ",  # one snapshot for all statements of a read
        execution_options={"postgresql_readonly": True},
    )


def _line(place: URL, error: SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    words = " ".join(str(cause).split())
    shown = place.render_as_string(hide_password=True)
    cure = (
        "check that the folder exists and may be written"
        if place.get_backend_name() == "sqlite"
        else "check that the server runs and that name and password are right"
    )
    return f"DATABASE_URL {shown} cannot be opened ({words}): {cure}"
