"""The composition root: settings in, a whole Pomost out. The only module that knows every part."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot import log
from bot.calendar import hours_of, local, week_of
from bot.channels.channel import Channel
from bot.channels.telegram.channel import Telegram
from bot.consequences import Consequences, Standing
from bot.desk.group import Desk
from bot.dialogue.scene import World
from bot.inbound import Inbound, Surroundings
from bot.messages import Address
from bot.outbound import Sender
from bot.pseudonym import pseudonym
from bot.settings import Settings
from bot.storage import timetables
from bot.storage.database import Connection, Database
from bot.timetable.demonstration import demonstration
from knowledge import loader
from knowledge.cache import open_base

WEEKS_AHEAD: Final = timedelta(weeks=4)  # product.md section 6: at least two weeks can be asked for
WEEKS_BACK: Final = timedelta(weeks=1)


class Worlds:
    """What the dialogue knows: the base for good, the published weeks as long as their stamp stands."""

    def __init__(self, settings: Settings, world: World, *, demo: bool) -> None:
        self._settings = settings
        self._world = world
        self._demo = demo
        self._stamp: object = None

    def at(self, conn: Connection, now: datetime) -> World:
        """The world of a moment. Reads the weeks again when another version was published or the day is another."""
        day = local(now, self._settings.zone).date()
        stamp = (day, timetables.stamp(conn))
        if stamp != self._stamp:
            weeks = timetables.published(conn, week_of(day - WEEKS_BACK), week_of(day + WEEKS_AHEAD))
            if self._demo and not weeks:
                weeks = demonstration(now, self._settings.zone)
            self._world, self._stamp = replace(self._world, weeks=weeks), stamp
        return self._world


@dataclass(frozen=True, slots=True)
class App:
    """Everything that runs, put together."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    channels: Mapping[str, Channel]
    sender: Sender
    inbound: Inbound
    worlds: Worlds
    telegram: Telegram | None
    owner: str


def owner_of_this_process() -> str:
    """A name that no other process has, now or after a restart: leases are held under it."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


def world_of(settings: Settings) -> World:
    """The knowledge, fitted or from the cache, without any week yet. Raises ArticleError."""
    known = loader.load()
    base = open_base(known.articles, settings.pomost_data / "cache")
    return World(base, known, (), settings.zone)


def build(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    *,
    others: tuple[Channel, ...] = (),
    demo: bool = False,
) -> App:
    """Put Pomost together. others: channels besides Telegram (the terminal). Must be called inside a running loop."""
    telegram = Telegram(settings.telegram_token, origin=settings.telegram_api_url) if settings.telegram_token else None
    channels: dict[str, Channel] = {channel.name: channel for channel in others}
    if telegram is not None:
        channels[telegram.name] = telegram
    owner = owner_of_this_process()
    staff_chat = Address("telegram", str(settings.telegram_staff_chat)) if settings.telegram_staff_chat else None
    desk = Desk(staff_chat, settings.pomost_staff_language)
    sender = Sender(database, channels, clock, owner, consequences=(desk.consequences,))
    worlds = Worlds(settings, world_of(settings), demo=demo)
    standing = Standing(channels, desk, hours_of(settings.pomost_desk_hours, settings.zone))
    after = Consequences(standing, sender.wake)
    around = Surroundings(clock, worlds.at, lambda: pseudonym(secrets.randbelow(2**31)), _told, staff_chat)
    inbound = Inbound(database, channels, after, around, owner)
    return App(settings, database, clock, channels, sender, inbound, worlds, telegram, owner)


def _told(line: str, facts: Mapping[str, object]) -> None:
    log.logger("pomost").warning(line, **facts)
