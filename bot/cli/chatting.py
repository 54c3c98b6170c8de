"""`pomost chat`: the whole bot in the terminal."""

from __future__ import annotations

import asyncio

import typer

from bot.cli.opening import opened, stop
from bot.cli.terminal import at_the_terminal, check_input
from knowledge.article import LANGUAGES

app = typer.Typer(add_completion=False)


@app.command()
def main(language: str | None = typer.Option(None, help="uk, en, ru or pl: begin in this language")) -> None:
    """Talk to Pomost: a line is a message, a number presses a button. Reads a pipe as well."""
    if language is not None and language not in LANGUAGES:
        stop(f"--language {language}: use one of {', '.join(LANGUAGES)}")
    check_input()
    with opened() as program:
        asyncio.run(at_the_terminal(program, language=language))
