"""`pomost migrate`: bring the schema up to date, before any process starts."""

from __future__ import annotations

import typer

from bot.cli.opening import make_folder, read_settings, stop
from bot.storage import schema
from bot.storage.database import Unopenable

app = typer.Typer(add_completion=False)


@app.command()
def main() -> None:
    """Bring the database's schema up to date (on PostgreSQL under a lock, so that two at once do no harm)."""
    settings = read_settings()
    if not settings.database_url:
        make_folder(settings)
    try:
        schema.migrate(settings.database)
    except (Unopenable, OSError) as error:
        stop(str(error))
    typer.echo("the database is up to date")
