"""`pomost contacts`: what is kept about one contact, shown or erased."""

from __future__ import annotations

import json

import typer

from bot.app import desk_of
from bot.cli.opening import FAILED, opened, stop
from bot.storage import contacts
from bot.storage.database import Connection

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command()
def export(number: int = typer.Argument(help="the contact's number, as `pomost tickets show` names it")) -> None:
    """Print all that is kept about a contact, as JSON."""
    with opened() as program:
        if not program.database.read_now(lambda conn: contacts.exists(conn, number)):
            stop(f"there is no contact {number}", FAILED)
        kept = program.database.read_now(lambda conn: contacts.export(conn, number))
    typer.echo(json.dumps(kept, ensure_ascii=False, indent=1, default=str))


@app.command()
def erase(number: int = typer.Argument(help="the contact's number")) -> None:
    """Erase texts, flow data, tickets and ledger rows of a contact. It cannot be undone."""
    with opened() as program:
        now = program.clock()
        if not program.database.read_now(lambda conn: contacts.exists(conn, number)):
            stop(f"there is no contact {number}", FAILED)
        desk = desk_of(program.settings)

        def forget(conn: Connection) -> None:
            desk.erased(conn, number, now)
            contacts.erase(conn, number, now)

        program.database.write_now(forget)
        program.database.wal_truncate()
    typer.echo(f"contact {number} is erased")
