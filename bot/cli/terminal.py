"""The conversation of one person at a terminal or behind a pipe, over the same inbox and outbox as any channel."""

from __future__ import annotations

import asyncio
import secrets
import sys
import threading
from collections.abc import AsyncIterator

from bot.app import App, build
from bot.channels.console import Console
from bot.cli.opening import Opened, stop
from bot.messages import Kind
from knowledge.field import ArticleError

NOTHING_TO_READ = "nothing to read: standard input is closed; type here, or pipe in a line a message"
SENT_WITHIN = 30.0  # seconds that the replies to one line may take; they take milliseconds


def write(block: str) -> None:
    print(block, flush=True)


async def typed() -> AsyncIterator[str]:
    """Lines of standard input, read in a thread of its own that does not hold the program at its end."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()

    def read() -> None:
        try:
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
        except (OSError, ValueError):  # closed under our hands: the same as its end
            pass
        finally:
            loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line


def check_input() -> None:
    """Stop with one line where there is no standard input at all."""
    if sys.stdin is None or sys.stdin.closed:
        stop(NOTHING_TO_READ)
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")


async def talk(app: App, console: Console, language: str | None) -> int:
    """Answer line by line until the input ends. Gives the number of lines that were read."""
    if language is not None:
        await _answer(app, console, f"/language {language}")
    count = 0
    if sys.stdin.isatty():
        write("Pomost. Write your question, /menu for topics, the number of a button to press it. Ctrl-D ends.")
    async for line in typed():
        count += 1
        if line.strip():
            await _answer(app, console, line)
    return count


async def _answer(app: App, console: Console, line: str) -> None:
    message = console.message(line, app.clock())
    await app.inbound.note([message])
    await app.inbound.drain()
    await app.sender.drain(SENT_WITHIN)
    if message.kind is Kind.TEXT:
        await asyncio.sleep(0)


async def at_the_terminal(opened: Opened, *, language: str | None = None, demo: bool = False) -> None:
    """The whole bot for one person. Replies of operators arrive while it waits for a line."""
    if sys.stdin.isatty():
        print("Preparing the answers …", file=sys.stderr)
    console = Console(write, secrets.token_hex(4))
    try:
        app = build(opened.settings, opened.database, opened.clock, others=(console,), demo=demo)
    except ArticleError as error:
        stop(str(error))
    ended = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(app.sender.run(ended))
        try:
            count = await talk(app, console, language)
        finally:
            ended.set()
    if count == 0 and not sys.stdin.isatty():
        stop(NOTHING_TO_READ)
