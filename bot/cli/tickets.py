"""`pomost tickets`: the desk in a terminal. What leaves for residents or the staff group, the running worker sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Final, TypeVar

import typer

from bot.calendar import hours_of
from bot.cli.opening import FAILED, WRONG, Opened, opened, stop
from bot.desk import card, work
from bot.desk.room import Room
from bot.messages import Address
from bot.storage import staff, tickets
from bot.storage.database import Connection
from bot.storage.tickets import AlreadyTaken, NoSuchTicket
from bot.tickets import Close, Happening, NotPossible, Outcome, Staff, Ticket, TicketEvent

app = typer.Typer(add_completion=False, no_args_is_help=True)

T = TypeVar("T")
LANGUAGE: Final = "en"  # the terminal speaks as the other commands do
NUMBER = typer.Argument(help="the ticket's number")
AS = typer.Option("", "--as", help="who does it, by the name of `pomost staff invite`; default: who holds the ticket")
# What the log says of a reply, for `show`.
MARKS: Final = {Happening.DELIVERED: "delivered", Happening.FAILED: "not delivered", Happening.LOST: "not delivered"}


@app.command("list")
def list_open(as_json: bool = typer.Option(False, "--json", help="a list of objects")) -> None:
    """The open tickets, earliest promised answer first."""
    with opened() as program:
        found = program.database.read_now(tickets.list_open)
        names = {one.id: one.name for one in program.database.read_now(staff.everyone)}
        free, late = program.database.read_now(lambda conn: tickets.waiting(conn, program.clock()))
        zone = program.settings.zone
    if as_json:
        shown = [{**_document(one), "holder": names.get(one.holder or 0)} for one in found]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for one in found:
        due = card.moment(one.due_at, LANGUAGE, zone) if one.due_at else "-"
        who = names.get(one.holder or 0, "-")
        typer.echo(
            f"{one.number:>5}  {one.state:<8}  {one.urgency:<6}  {one.language:<2}  due {due:<16}  {who:<12}  "
            f"{one.topic}, {one.pseudonym}"
        )
    typer.echo(f"{len(found)} open, {free} not taken, {late} of these past the promised time")


@app.command()
def show(number: int = NUMBER, as_json: bool = typer.Option(False, "--json", help="one object")) -> None:
    """One ticket: its standing, texts and log, and whether the last reply arrived."""
    with opened() as program:
        ticket = _load(program, number)
        log = program.database.read_now(lambda conn: tickets.log(conn, number))
        names = {one.id: one.name for one in program.database.read_now(staff.everyone)}
        zone = program.settings.zone
    if as_json:
        document = {**_document(ticket), "text": ticket.text, "bot_answer": ticket.bot_answer, "reply": mark(log)}
        lines = [
            {"at": line.at.isoformat(), "kind": line.kind, "by": names.get(line.by or 0), "text": line.text}
            for line in log
        ]
        typer.echo(json.dumps({**document, "log": lines}, ensure_ascii=False, indent=1))
        return
    face = card.card(ticket, names.get(ticket.holder or 0, ""), LANGUAGE, zone)
    typer.echo(f"{face.title}\n{face.text}")
    if ticket.sensitive:
        typer.echo(card.private(ticket, LANGUAGE).text)
    typer.echo(f"\nContact: {ticket.contact}\nReply: {mark(log)}\n")
    for line in log:
        by = names.get(line.by or 0, "")
        typer.echo(" ".join(filter(None, (card.moment(line.at, LANGUAGE, zone), line.kind, by, line.text))))


@app.command()
def take(number: int = NUMBER, name: str = typer.Option(..., "--as", help="who takes it")) -> None:
    """Take a ticket; of many at once one gets it."""
    with opened() as program:
        by = _person(program, name)
        room, now = _room(program), program.clock()
        _do(program, lambda conn: work.take(conn, room, number, by, now))
    typer.echo(f"no. {number} is held by {name}")


@app.command()
def reply(number: int = NUMBER, text: str = typer.Argument(help="the words for the resident"), name: str = AS) -> None:
    """Answer the resident; `show` tells whether it arrived."""
    if not text.strip():
        stop("the reply is empty")
    with opened() as program:
        by = _by(program, number, name)
        room, now = _room(program), program.clock()
        _do(program, lambda conn: work.reply(conn, room, number, by, text.strip(), now))
    typer.echo(f"queued: the running `pomost run` or `pomost worker` sends it; see: pomost tickets show {number}")


@app.command()
def close(
    number: int = NUMBER,
    outcome: str = typer.Option(..., help=" | ".join(Outcome)),
    line: str = typer.Option("", help="what was said elsewhere, or merged with which ticket"),
    name: str = AS,
) -> None:
    """Close a ticket with an outcome; *replied* needs a reply that arrived."""
    if outcome not in tuple(Outcome):
        stop(f"--outcome {outcome!r} is not one of {', '.join(Outcome)}")
    with opened() as program:
        by = _by(program, number, name)
        room, now = _room(program), program.clock()
        _do(program, lambda conn: work.close(conn, room, number, Close(by, Outcome(outcome), line), now))
    typer.echo(f"no. {number} is closed: {outcome}")


def mark(log: tuple[TicketEvent, ...]) -> str:
    """What became of the last reply: none yet, queued, delivered, not delivered with the reason."""
    state = "none yet"
    for line in log:
        if line.kind is Happening.REPLIED:
            state = "queued"
        elif line.kind in MARKS:
            state = f"{MARKS[line.kind]} ({line.text})"
    return state


def _room(program: Opened) -> Room:
    chosen = program.settings
    group = Address("telegram", str(chosen.telegram_staff_chat)) if chosen.telegram_staff_chat else None
    return Room(group, chosen.pomost_staff_language, hours_of(chosen.pomost_desk_hours, chosen.zone))


def _do(program: Opened, fn: Callable[[Connection], T]) -> T:
    """One transaction, or one line that says why not."""
    try:
        return program.database.write_now(fn)
    except AlreadyTaken as taken:
        stop(f"no. {taken.number} is already held by {_name(program, taken.holder)}", FAILED)
    except (NotPossible, NoSuchTicket) as refused:
        stop(str(refused), FAILED)


def _load(program: Opened, number: int) -> Ticket:
    try:
        return program.database.read_now(lambda conn: tickets.load(conn, number))
    except NoSuchTicket as error:
        stop(str(error), FAILED)


def _by(program: Opened, number: int, name: str) -> Staff:
    """Who acts: the named one, else who holds the ticket."""
    if name:
        return _person(program, name)
    holder = _load(program, number).holder
    found = program.database.read_now(lambda conn: staff.by_id(conn, holder)) if holder is not None else None
    return found or stop(f"nobody holds no. {number}: pomost tickets take {number} --as NAME", FAILED)


def _person(program: Opened, name: str) -> Staff:
    found = program.database.read_now(lambda conn: staff.named(conn, name))
    return found or stop(f"nobody of the desk is called {name!r}: pomost staff invite NAME --role operator", WRONG)


def _name(program: Opened, holder: int | None) -> str:
    found = program.database.read_now(lambda conn: staff.by_id(conn, holder)) if holder is not None else None
    return found.name if found else "somebody else"


def _document(ticket: Ticket) -> dict[str, object]:
    """A ticket without its texts, as JSON can write it."""
    texts = {"text", "bot_answer", "address", "thread", "card"}
    moments = {name: value.isoformat() for name, value in asdict(ticket).items() if hasattr(value, "isoformat")}
    return {name: value for name, value in asdict(ticket).items() if name not in texts} | moments
