"""`pomost broadcast`: plan the weekly message, send it, see how far it is. Exit status 0, 1 (not so) or 2 (wrong)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

import typer

from bot.broadcast.plan import WINDOW, NotPlanned, Weekly, wanted
from bot.calendar import WrongWeek, is_quiet, local, monday, quiet_until
from bot.cli import sending
from bot.cli.opening import FAILED, Opened, opened, stop
from bot.storage import broadcasts, figures
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Connection
from bot.storage.figures import Counts

app = typer.Typer(help="The weekly message to subscribers.", no_args_is_help=True, rich_markup_mode=None)

T = TypeVar("T")
Week = Annotated[str, typer.Option("--week", help="An ISO week like 2026-W49.")]
SomeWeek = Annotated[str, typer.Option("--week", help="An ISO week like 2026-W49; the last planned if not said.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object.")]


@app.command()
def plan(
    week: Week,
    at: Annotated[str, typer.Option(help="Local time like '2026-11-29 18:00'; else the Sunday before, 18:00.")] = "",
) -> None:
    """Plan a published week for its subscribers; the worker sends it at its time."""
    with opened() as program:
        weekly = _weekly(program, week)
        now = program.clock()
        starts_at = _moment(program, at) if at else max(weekly.due, now)
        if starts_at < now:
            stop(f"{at} lies in the past")
        planned = _planned(program, weekly, starts_at)
        found = _write(program, lambda conn: figures.counts(conn, planned.broadcast.id))
        word = "Planned" if planned.is_new else "Planned before, nothing was changed"
        typer.echo(f"{word}: {_line(program, planned.broadcast, found)}")


@app.command()
def send(
    week: Week,
    now: Annotated[bool, typer.Option("--now", help="Also when it is planned for later.")] = False,
) -> None:
    """Send a week now, planning it first if nobody did. Follows the worker where one runs, else sends from here."""
    with opened() as program:
        weekly = _weekly(program, week)
        if not program.settings.telegram_token:
            stop("TELEGRAM_TOKEN is missing: without it nobody can be written to. It comes from @BotFather")
        found = _planned(program, weekly, program.clock()).broadcast
        found = _ready(program, found, now=now)
        if found.finished_at is None:
            asyncio.run(sending.send(program, found.id))
        _show(program, _again(program, found))
        if _again(program, found).finished_at is None:
            raise typer.Exit(FAILED)


@app.command()
def status(week: SomeWeek = "", as_json: AsJson = False) -> None:
    """How far a broadcast is: deliveries by state and reason, how many were in doubt."""
    with opened() as program:
        _show(program, _found(program, week), as_json=as_json)


@app.command(name="stop")
def stop_sending(week: SomeWeek = "") -> None:
    """Send nothing more of it until `resume`; what is on its way is still noted."""
    with opened() as program:
        found = _found(program, week)
        if not _write(program, lambda conn: broadcasts.stop(conn, found.id, program.clock())):
            stop(f"{found.name} is {_word(program, found)}: there is nothing to stop", FAILED)
        _show(program, _again(program, found))


@app.command()
def resume(week: SomeWeek = "") -> None:
    """Go on with a stopped broadcast; the worker, or `send`, does the sending."""
    with opened() as program:
        found = _found(program, week)
        if found.not_after <= program.clock():
            stop(f"{found.name} is too late: it was to end by {_at(program, found.not_after)}", FAILED)
        if not _write(program, lambda conn: broadcasts.resume(conn, found.id)):
            stop(f"{found.name} is {_word(program, found)}, not stopped", FAILED)
        _show(program, _again(program, found))


@app.command()
def resend_failed(week: SomeWeek = "") -> None:
    """Make failed deliveries pending again, and nothing else; the worker, or `send`, does the sending."""
    with opened() as program:
        found = _found(program, week)
        until = program.clock() + WINDOW
        count = _write(program, lambda conn: broadcasts.resend_failed(conn, found.id, until))
        if not count:
            stop(f"no delivery of {found.name} has failed", FAILED)
        typer.echo(f"{count} will be sent again.")
        _show(program, _again(program, found))


def _write(program: Opened, fn: Callable[[Connection], T]) -> T:
    return program.database.write_now(fn)


def _weekly(program: Opened, week: str) -> Weekly:
    try:
        monday(week.upper())
    except WrongWeek as error:
        stop(str(error))
    return Weekly(week.upper(), program.settings.zone)


def _moment(program: Opened, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        stop(f"'{text}' is not a moment; write it like '2026-11-29 18:00'")
    return moment if moment.tzinfo else moment.replace(tzinfo=program.settings.zone)


def _planned(program: Opened, weekly: Weekly, starts_at: datetime) -> broadcasts.Planned:
    try:
        return _write(program, lambda conn: wanted(conn, weekly, starts_at, program.clock()))
    except NotPlanned as error:
        stop(str(error), FAILED)


def _ready(program: Opened, found: Broadcast, *, now: bool) -> Broadcast:
    """The broadcast, if it may be sent at this moment; else one line."""
    moment, zone = program.clock(), program.settings.zone
    if found.finished_at is not None:
        return found
    if found.stopped_at is not None:
        stop(f"{found.name} is stopped; go on with: pomost broadcast resume --week {found.week}", FAILED)
    if found.starts_at > moment and not now:
        stop(f"{found.name} is planned for {_at(program, found.starts_at)}; to send it at once add --now", FAILED)
    if found.starts_at > moment:
        _write(program, lambda conn: broadcasts.hasten(conn, found.id, moment, max(found.not_after, moment + WINDOW)))
    if found.not_after <= moment:
        stop(f"{found.name} is too late: it was to end by {_at(program, found.not_after)}", FAILED)
    if is_quiet(moment, zone):
        until = _at(program, quiet_until(moment, zone))
        stop(f"quiet hours until {until}: {found.name} is planned, nothing was sent; a worker sends it then", FAILED)
    return _again(program, found)


def _found(program: Opened, week: str) -> Broadcast:
    name = _weekly(program, week).name if week else ""
    find = broadcasts.newest if not name else lambda conn: broadcasts.named(conn, name)
    found = program.database.read_now(find)
    if found is None and week:
        stop(f"{week.upper()} is not planned; plan it with: pomost broadcast plan --week {week.upper()}", FAILED)
    if found is None:
        stop("nothing is planned yet; plan a week with: pomost broadcast plan --week", FAILED)
    return found


def _again(program: Opened, found: Broadcast) -> Broadcast:
    return program.database.read_now(lambda conn: broadcasts.numbered(conn, found.id)) or found


def _show(program: Opened, found: Broadcast, *, as_json: bool = False) -> None:
    counts = program.database.read_now(lambda conn: figures.counts(conn, found.id))
    if as_json:
        typer.echo(json.dumps(_document(program, found, counts), ensure_ascii=False, indent=1))
        return
    typer.echo(_line(program, found, counts))
    for state, reasons in counts.reasons.items():
        for reason, number in sorted(reasons.items()):
            typer.echo(f"  {state}: {reason}: {number}")
    if counts.doubts:
        typer.echo(f"  in doubt: {counts.doubts} may have got it twice")


def _document(program: Opened, found: Broadcast, counts: Counts) -> dict[str, object]:
    moments = ("planned_at", "starts_at", "not_after", "started_at", "stopped_at", "finished_at")
    shown = {name: None if getattr(found, name) is None else getattr(found, name).isoformat() for name in moments}
    return {
        "name": found.name,
        "week": found.week,
        "standing": _word(program, found),
        **shown,
        "total": counts.total,
        **counts.document(),
    }


def _line(program: Opened, found: Broadcast, counts: Counts) -> str:
    figures = ", ".join(f"{state} {number}" for state, number in counts.states.items() if number) or "no subscriber"
    return f"{found.name} {_word(program, found)}; starts {_at(program, found.starts_at)}; {figures}"


def _word(program: Opened, found: Broadcast) -> str:
    if found.is_dropped:
        return "dropped"
    if found.finished_at is not None:
        return "finished"
    if found.stopped_at is not None:
        return "stopped"
    return "being sent" if found.started_at is not None else "planned"


def _at(program: Opened, moment: datetime) -> str:
    return f"{local(moment, program.settings.zone):%Y-%m-%d %H:%M}"
