"""`pomost staff`: who may take tickets and reply."""

from __future__ import annotations

import json
import secrets

import typer

from bot.cli.opening import opened, stop
from bot.storage import staff
from bot.tickets import Role

app = typer.Typer(add_completion=False, no_args_is_help=True)

TOKEN = 24  # bytes of chance: 32 characters, so that "staff_" and it fit the 64 that a start link may carry


@app.callback()
def people() -> None:
    """The people of the desk."""


@app.command()
def invite(
    name: str = typer.Argument(help="how the others know this person"),
    role: str = typer.Option("operator", help=" | ".join(Role)),
) -> None:
    """Make a one-time invitation, good for seven days. It is shown once and kept only as a hash."""
    if role not in tuple(Role):
        stop(f"--role {role!r} is not one of {', '.join(Role)}")
    if not name.strip():
        stop("the name is empty")
    token = secrets.token_urlsafe(TOKEN)
    with opened() as program:
        now = program.clock()
        program.database.write_now(lambda conn: staff.invite(conn, name.strip(), Role(role), token, now))
    typer.echo(
        f"{name.strip()} ({role}): send this once, within 7 days, to the bot in a private chat\n/start staff_{token}"
    )
    typer.echo(f"or open https://t.me/<name of the bot>?start=staff_{token}")


@app.command("list")
def list_staff(as_json: bool = typer.Option(False, "--json", help="a list of objects")) -> None:
    """Everybody of the desk, invited or registered."""
    with opened() as program:
        people = program.database.read_now(staff.everyone)
    if as_json:
        shown = [
            {"id": one.id, "name": one.name, "role": one.role, "registered": one.address is not None} for one in people
        ]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for one in people:
        typer.echo(f"{one.name:<20}  {one.role:<8}  {'registered' if one.address else 'invited'}")
