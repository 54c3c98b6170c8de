"""A broadcast as the terminal sees it: a bar that follows the worker, or lanes of this process where none lives."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.app import desk_of, owner_of_this_process, told_of_broadcasts
from bot.broadcast.lanes import Lanes, first
from bot.broadcast.sweep import close
from bot.calendar import is_quiet
from bot.channels.channel import Channel
from bot.channels.telegram.channel import Telegram
from bot.cli.opening import FAILED, Opened, stop
from bot.cli.stopping import stopping
from bot.storage import broadcasts, figures, workers
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Connection
from bot.storage.figures import Counts

LOOK = 0.5  # seconds between two steps of the bar


@dataclass(frozen=True, slots=True)
class View:
    """What the bar shows, and whether somebody else sends."""

    broadcast: Broadcast
    counts: Counts
    has_worker: bool


async def send(program: Opened, number: int) -> None:
    """Until it is finished, stopped, or quiet hours begin; ctrl-C and SIGTERM end it orderly."""
    settings = program.settings
    telegram = Telegram(settings.telegram_token, origin=settings.telegram_api_url)
    channels: dict[str, Channel] = {telegram.name: telegram}
    owner = owner_of_this_process(settings.pomost_data / "processes")
    told = told_of_broadcasts(desk_of(settings), settings)
    lanes = Lanes(program.database, channels, program.clock, owner, told)
    try:
        await _check(telegram)
        await _follow(program, lanes, number)
    except ExceptionGroup as error:  # of the lanes: the database went away; what was being sent is in doubt
        names = ", ".join(sorted({type(each).__name__ for each in error.exceptions}))
        stop(f"sending broke off ({names}); what is left goes out with the same command once more", FAILED)
    finally:
        await telegram.close()


async def _check(telegram: Telegram) -> None:
    """Nobody's tries are used up for a wrong token."""
    try:
        await telegram.introduce()
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing can be sent now
        stop(f"Telegram does not answer ({type(error).__name__}): check TELEGRAM_TOKEN and TELEGRAM_API_URL")


async def _follow(program: Opened, lanes: Lanes, number: int) -> None:
    ended = stopping()
    await lanes.recover()  # even to follow: this process may bear the name of one that died while it sent
    mine: asyncio.Task[None] | None = None
    with _bar() as bar:
        task = bar.add_task("")
        try:
            while not ended.is_set():
                view = await program.database.read(lambda conn: _view(program, conn, number))
                done = view.counts.total - view.counts.open
                bar.update(task, total=view.counts.total, completed=done, description=_words(view))
                if not view.broadcast.is_due(program.clock()) or is_quiet(program.clock(), program.settings.zone):
                    break
                mine = await _send_here(lanes, number, ended, mine, has_worker=view.has_worker)
                await first(ended, LOOK)
        finally:
            ended.set()
            if mine is not None:
                await mine
    await program.database.write(lambda conn: close(conn, lanes.told, program.clock()))


async def _send_here(
    lanes: Lanes, number: int, ended: asyncio.Event, mine: asyncio.Task[None] | None, *, has_worker: bool
) -> asyncio.Task[None] | None:
    """Lanes of this process, while no worker lives; those that run are not stopped when one comes."""
    if mine is not None and mine.done():
        await mine  # what it raised
        mine = None
    if mine is None and not has_worker:
        mine = asyncio.create_task(lanes.all(number, ended))
    return mine


def _view(program: Opened, conn: Connection, number: int) -> View:
    found = broadcasts.numbered(conn, number)
    assert found is not None
    return View(found, figures.counts(conn, number), workers.any_lives(conn, program.clock()))


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def _words(view: View) -> str:
    who = "the worker sends" if view.has_worker else "sending"
    return f"{view.broadcast.week} {who}"
