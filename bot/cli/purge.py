"""`pomost purge`: forget what is past its retention; the worker does it daily."""

from __future__ import annotations

import typer

from bot.cli.opening import opened
from bot.storage import purge

app = typer.Typer(add_completion=False)


@app.command()
def main() -> None:
    """Remove texts that are past their retention, and what is left of them in SQLite's log."""
    with opened() as program:
        now = program.clock()
        emptied = program.database.write_now(lambda conn: purge.purge(conn, now))
        program.database.wal_truncate()
    for what, count in emptied.items():
        typer.echo(f"{what}: {count}")
