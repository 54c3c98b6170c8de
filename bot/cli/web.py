"""`pomost web`: the Procfile's web process."""

from __future__ import annotations

import asyncio

import typer

from bot.cli import processes
from bot.cli.opening import opened

app = typer.Typer(add_completion=False)


@app.command()
def main() -> None:
    """Serve the webhook and the health page; handle messages and send replies."""
    with opened(migrate=False) as program:
        asyncio.run(processes.web(program))
