"""What a command needs before it can work: settings, clock, an open and current database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

import typer

from bot import crash, log, settings
from bot.settings import Settings, WrongSetting
from bot.storage import schema
from bot.storage.database import Database, Unopenable

FAILED, WRONG = 1, 2  # exit status: the thing asked for is not so; it could not be asked like this


def stop(line: str, status: int = WRONG) -> NoReturn:
    """One clear line on stderr and an exit status."""
    typer.echo(f"pomost: {line}", err=True)
    raise typer.Exit(status)


def clock_of(chosen: Settings) -> Callable[[], datetime]:
    """The program's only clock: aware UTC, or the fixed moment of POMOST_NOW."""
    fixed = chosen.fixed_now
    if fixed is not None:
        moment = fixed.astimezone(UTC)
        return lambda: moment
    return lambda: datetime.now(UTC)


def read_settings() -> Settings:
    """The settings, or one line and status 2."""
    try:
        chosen = settings.read()
    except WrongSetting as error:
        stop(str(error))
    log.set_up()
    try:
        crash.arm(chosen.pomost_crash_at)
    except ValueError as error:
        stop(str(error))
    return chosen


def make_folder(chosen: Settings, *, database: bool = True) -> None:
    """The data folder and in it, for the database, an SQLite file that nobody else may read: residents' words.

    Where that cannot be: one line and status 2.
    """
    try:
        chosen.pomost_data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not chosen.database_url and database:
            (chosen.pomost_data / "pomost.sqlite").touch(mode=0o600)
    except OSError as error:
        why = error.strerror or type(error).__name__
        stop(f"POMOST_DATA {chosen.pomost_data} is no folder that can be used ({why}): name one that may be written")


@dataclass(frozen=True, slots=True)
class Opened:
    """An open database with its settings and clock."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]


@contextmanager
def opened(*, migrate: bool = True) -> Iterator[Opened]:
    """Open the database of the settings. migrate: bring the schema up to date first; else an old one stops."""
    chosen = read_settings()
    make_folder(chosen, database=migrate)
    try:
        if migrate:
            schema.migrate(chosen.database)
        elif not schema.is_current(chosen.database):
            stop("the database is older than this program: run `pomost migrate` first")
        database = Database.open(chosen.database)
    except (Unopenable, OSError) as error:
        stop(str(error))
    try:
        yield Opened(chosen, database, clock_of(chosen))
    finally:
        database.close_now()
