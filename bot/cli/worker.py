"""`pomost worker`: the Procfile's worker process."""

from __future__ import annotations

import asyncio

import typer

from bot import jobs
from bot.cli import processes
from bot.cli.opening import opened

app = typer.Typer(add_completion=False)


@app.command()
def main() -> None:
    """Run timers, the lanes of broadcasts, sweeps, and polling where no webhook is set."""
    with opened(migrate=False) as program:
        asyncio.run(processes.worker(program, jobs.run))
