"""The composition root: settings in, a whole Pomost out. The only module that knows every part."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bot import i18n, log
from bot.acts import Blocked, Result
from bot.broadcast.lanes import Lanes
from bot.broadcast.sweep import Told
from bot.calendar import hours_of, local, week_of
from bot.channels.channel import Channel
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.profile import Profile
from bot.commands import COMMANDS, DESCRIPTION, SHORT_DESCRIPTION
from bot.consequences import Consequences
from bot.desk.group import Desk
from bot.dialogue.scene import World
from bot.i18n import LANGUAGES, translate
from bot.inbound import Inbound, Surroundings
from bot.messages import Address
from bot.outbound import Sender
from bot.pseudonym import pseudonym
from bot.settings import Settings
from bot.storage import inbox, outbox, subscriptions, tickets, timetables
from bot.storage.database import Connection, Database
from bot.storage.outbox import Done
from bot.timetable.demonstration import demonstration
from knowledge import loader, triage
from knowledge.cache import open_base

WEEKS_AHEAD: Final = timedelta(weeks=4)  # product.md section 6: at least two weeks can be asked for
# Places that answer at every hour (facts/city.yaml, emergency; facts/health.yaml, crisis-lines).
DAY_AND_NIGHT: Final = ("emergency-number", "crisis-centre", "crisis-line-adults")
MOST_PROCESSES: Final = 64
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
    desk: Desk
    telegram: Telegram | None
    owner: str
    demo: bool = False

    def lanes(self) -> Lanes:
        """The lanes of this process, for broadcasts."""
        return Lanes(self.database, self.channels, self.clock, self.owner, told_of_broadcasts(self.desk, self.settings))

    async def waiting(self) -> dict[str, int]:
        """What waits: messages not handled, acts not performed, tickets nobody has taken."""
        now = self.clock()

        def counts(conn: Connection) -> dict[str, int]:
            return {
                "messages": inbox.waiting(conn, now),
                "acts": outbox.unsent(conn, self.channels, now),
                "tickets": tickets.waiting(conn, now)[0],
            }

        return await self.database.read(counts)


def owner_of_this_process(folder: Path) -> str:
    """A name that leases are held under: unique among the living processes of this machine, and the same again after
    a kill, so that a restarted process knows what it had begun. The number is held by a lock on a file, which the
    system lets go of when the process dies, however it dies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(MOST_PROCESSES):
        file = os.open(folder / f"process-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            continue
        return f"{socket.gethostname()}-{number}"  # the file stays open, and locked, as long as the process lives
    raise RuntimeError(f"more than {MOST_PROCESSES} processes use {folder}")


def world_of(settings: Settings) -> World:
    """The knowledge, fitted or from the cache, without any week yet. What a first message would wait for is read now.

    Raises ArticleError, and BadWordlist for a broken list of the lanes.
    """
    i18n.load()
    triage.warm()
    known = loader.load()
    base = open_base(known.articles, settings.pomost_data / "cache")
    return World(base, known, (), settings.zone)


def desk_of(settings: Settings) -> Desk:
    """The desk as the settings describe it."""
    staff_chat = Address("telegram", str(settings.telegram_staff_chat)) if settings.telegram_staff_chat else None
    return Desk(staff_chat, settings.pomost_staff_language, hours_of(settings.pomost_desk_hours, settings.zone))


def build(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    *,
    others: tuple[Channel, ...] = (),
    world: World | None = None,
    demo: bool = False,
) -> App:
    """Put Pomost together, inside a running loop. others: channels besides Telegram (the terminal).

    world: the knowledge, if it is open already; else it is opened here, which may raise ArticleError.
    """
    telegram = Telegram(settings.telegram_token, origin=settings.telegram_api_url) if settings.telegram_token else None
    channels: dict[str, Channel] = {channel.name: channel for channel in others}
    if telegram is not None:
        channels[telegram.name] = telegram
    owner = owner_of_this_process(settings.pomost_data / "processes")
    hours = hours_of(settings.pomost_desk_hours, settings.zone)
    desk = desk_of(settings)
    sender = Sender(database, channels, clock, owner, consequences=(desk.consequences, unsubscribe_blocked))
    known = world or world_of(settings)
    worlds = Worlds(settings, known, demo=demo)
    helplines = [known.knowledge.places[name] for name in DAY_AND_NIGHT if name in known.knowledge.places]
    after = Consequences(desk, hours, helplines, sender.wake, telegram.me.id if telegram else 0)
    around = Surroundings(clock, worlds.at, lambda: pseudonym(secrets.randbelow(2**31)), _told)
    inbound = Inbound(database, after, around, owner)
    return App(settings, database, clock, channels, sender, inbound, worlds, desk, telegram, owner, demo)


def told_of_broadcasts(desk: Desk, settings: Settings) -> Told:
    """Staff hear of a broadcast's end; the desk of whoever blocked the bot."""
    return Told(desk.room.announce, desk.lost, settings.pomost_staff_language, settings.zone)


def unsubscribe_blocked(conn: Connection, done: Done, result: Result, now: datetime) -> None:
    """The outbox's hook: whoever blocked the bot gets no week any more."""
    if isinstance(result, Blocked):
        subscriptions.end_at(conn, done.act.address, "blocked", now)


def profiles() -> dict[str, Profile]:
    """What people see of the bot in Telegram before they write, in each language."""
    return {
        language: Profile(
            {command.name: translate(language, command.about) for command in COMMANDS},
            translate(language, DESCRIPTION),
            translate(language, SHORT_DESCRIPTION),
        )
        for language in LANGUAGES
    }


def _told(line: str, facts: Mapping[str, object]) -> None:
    log.logger("pomost").warning(line, **facts)
