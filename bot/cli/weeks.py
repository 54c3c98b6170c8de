"""The published weeks for commands that only look: no database is made, none is changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.app import WEEKS_AHEAD, WEEKS_BACK
from bot.calendar import local, week_of
from bot.dialogue.scene import World
from bot.settings import Settings
from bot.storage import schema, timetables
from bot.storage.database import Database, Unopenable


def known_weeks(settings: Settings, world: World, now: datetime) -> World:
    """The world with the weeks of the database, if one stands and is current; else as it is."""
    if not settings.database_url and not Path(settings.pomost_data / "pomost.sqlite").exists():
        return world
    try:
        if not schema.is_current(settings.database):
            return world
        database = Database.open(settings.database)
    except Unopenable:
        return world
    day = local(now, settings.zone).date()
    try:
        weeks = database.read_now(
            lambda conn: timetables.published(conn, week_of(day - WEEKS_BACK), week_of(day + WEEKS_AHEAD))
        )
    finally:
        database.close_now()
    return replace(world, weeks=weeks)
