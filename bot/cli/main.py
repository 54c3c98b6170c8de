"""The command `pomost`: each group of commands is a module that is loaded when it is asked for."""

from __future__ import annotations

import importlib
import sys
from typing import Final

import typer
import typer.core

# name -> (module with a Typer `app`, one line of help). `app` with one command is that command, else a group.
COMMANDS: Final = {
    "run": ("bot.cli.running", "everything in one process, on embedded defaults"),
    "chat": ("bot.cli.chatting", "the whole bot in the terminal; reads a line a message, also from a pipe"),
    "ask": ("bot.cli.asking", "one question, without a conversation"),
    "knowledge": ("bot.cli.knowledge", "check · list · show · stale · calibrate · evaluate"),
    "timetable": ("bot.cli.timetable", "import · show · export"),
    "broadcast": ("bot.cli.broadcast", "plan · send · status · stop · resume · resend-failed"),
    "tickets": ("bot.cli.tickets", "list · show · take · reply · close"),
    "staff": ("bot.cli.staff", "invite · list"),
    "contacts": ("bot.cli.contacts", "export · erase"),
    "web": ("bot.cli.web", "the Procfile's web process: webhook and health"),
    "worker": ("bot.cli.worker", "the Procfile's worker process: polling, timers, lanes"),
    "migrate": ("bot.cli.migrate", "bring the database's schema up to date"),
    "purge": ("bot.cli.purge", "remove what is past its retention"),
    "doctor": ("bot.cli.doctor", "check settings, database, token; says how to mend each"),
}


class OnDemand(typer.core.TyperGroup):
    """A group whose commands are imported only when named: `pomost ask` does not wait for the engine's import."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # typer's vendored Context
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> typer.core.TyperCommand | None:  # type: ignore[override]  # same
        if cmd_name not in COMMANDS:
            return None
        module, line = COMMANDS[cmd_name]
        command = typer.main.get_command(importlib.import_module(module).app)
        command.name = cmd_name
        command.short_help = line
        return command  # type: ignore[return-value]  # a group is a command too

    def resolve_command(self, ctx: typer.Context, args: list[str]):  # type: ignore[no-untyped-def, override]  # same
        if args[0] not in COMMANDS:
            typer.echo(f"pomost: there is no command {args[0]!r}; `pomost --help` lists them", err=True)
            raise typer.Exit(2)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]  # same
        typer.echo("Usage: pomost COMMAND [--help]\n")
        for name, (_, line) in COMMANDS.items():
            typer.echo(f"  {name:<10} {line}")


app = typer.Typer(
    cls=OnDemand, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback()
def pomost() -> None:
    """The chat of a city's Information Point for Foreigners."""


def main() -> None:
    """Entry point of the console script. Exit status 0, 1 (not so) or 2 (asked wrongly)."""
    try:
        app(prog_name="pomost")
    except BrokenPipeError:  # the reader of our output went away: nothing to tell it
        sys.exit(1)
