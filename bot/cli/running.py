"""`pomost run`: everything in one process. With a Telegram token it serves Telegram, without one the terminal."""

from __future__ import annotations

import asyncio

import typer

from bot import jobs
from bot.cli.opening import opened
from bot.cli.processes import everything
from bot.cli.terminal import at_the_terminal, check_input

app = typer.Typer(add_completion=False)


@app.command()
def main(demo: bool = typer.Option(False, "--demo", help="an invented week; replies from it say SAMPLE")) -> None:
    """Run all of Pomost on embedded defaults."""
    with opened() as program:
        if program.settings.telegram_token:
            asyncio.run(everything(program, jobs.run, demo=demo))
            return
        check_input()
        asyncio.run(at_the_terminal(program, demo=demo))
