"""The long-running processes: everything in one, or the Procfile's web and worker."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Final

import uvicorn

from bot import log
from bot.app import App, build, profiles
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.errors import BadToken
from bot.channels.telegram.patience import patiently
from bot.channels.telegram.polling import poll
from bot.channels.telegram.profile import publish_profile
from bot.channels.telegram.webhook import register
from bot.cli.opening import Opened, stop
from bot.cli.stopping import stopping
from bot.messages import Message
from bot.server.application import application
from bot.storage import leases
from bot.storage.database import Connection
from knowledge.field import ArticleError

WEBHOOK: Final = "/telegram/webhook"
POLLING: Final = "telegram-polling"  # the lease under which one process polls
POLLING_LEASE: Final = timedelta(seconds=60)
RENEW_EVERY: Final = 15.0  # seconds, a quarter of the lease
AGAIN: Final = 5.0  # seconds until the inbox is tried again


def built(opened: Opened, *, demo: bool = False) -> App:
    try:
        return build(opened.settings, opened.database, opened.clock, demo=demo)
    except ArticleError as error:
        stop(str(error))


def port_of(opened: Opened) -> socket.socket:
    """PORT, taken before anything else is begun; or one line and status 2."""
    port = opened.settings.port
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(("0.0.0.0", port))  # noqa: S104  # a public web process
    except OSError as error:
        taken.close()
        stop(f"PORT {port} cannot be used ({error.strerror}): end what uses it, or set PORT to another number")
    return taken


Clockwork = Callable[[App, asyncio.Event], Coroutine[object, object, None]]  # jobs.run; `web` does without the engine


async def everything(opened: Opened, clockwork: Clockwork, *, demo: bool = False) -> None:
    """`pomost run` with a Telegram token."""
    port = port_of(opened)
    app, ended = built(opened, demo=demo), stopping()
    await _together(app, ended, (_serve(app, ended, port), _receive(app, ended), clockwork(app, ended)))


async def web(opened: Opened) -> None:
    """Webhook and health; handles messages and sends replies."""
    port = port_of(opened)
    app, ended = built(opened), stopping()
    await _together(app, ended, (_serve(app, ended, port), _register(app, ended)))


async def worker(opened: Opened, clockwork: Clockwork) -> None:
    """Timers, lanes, sweeps; polls where no webhook is set."""
    app, ended = built(opened), stopping()
    receive = () if app.settings.webhook_url else (_receive(app, ended),)
    await _together(app, ended, (clockwork(app, ended), *receive))


async def _together(app: App, ended: asyncio.Event, works: Sequence[Coroutine[object, object, None]]) -> None:
    """Run all until they are told to stop. A refused token stops all in good order and is one line."""
    refused: list[BadToken] = []
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(app.inbound.run(ended))
            tasks.create_task(app.sender.run(ended))
            for work in works:
                tasks.create_task(_while_welcome(work, ended, refused))
    finally:
        for channel in app.channels.values():
            await channel.close()
    if refused:
        stop(str(refused[0]))


async def _while_welcome(work: Coroutine[object, object, None], ended: asyncio.Event, refused: list[BadToken]) -> None:
    """A work that a refused token ends is noted and tells all to stop: the engine bears no being cut off."""
    try:
        await work
    except BadToken as error:
        refused.append(error)
        ended.set()


async def _serve(app: App, ended: asyncio.Event, port: socket.socket) -> None:
    """HTTP on PORT until stopped."""
    config = uvicorn.Config(
        application(app),
        log_level="warning",
        access_log=False,
        lifespan="off",
    )
    server = _Server(config)

    async def end() -> None:
        await ended.wait()
        server.should_exit = True

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(end())
        tasks.create_task(server.serve(sockets=[port]))


class _Server(uvicorn.Server):
    """uvicorn without its catching of signals: ours stop everything together."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _register(app: App, ended: asyncio.Event) -> None:
    """Tell Telegram where the webhook is, and what people see of the bot."""
    if app.telegram is None or not app.settings.webhook_url:
        return
    url = app.settings.webhook_url + WEBHOOK
    await register(app.telegram, url, app.settings.webhook_secret, jitter=jitter, stop=ended)
    await publish_profile(app.telegram.bot, profiles())


async def _receive(app: App, ended: asyncio.Event) -> None:
    """Telegram's messages by webhook registration or by polling; polling only under the lease."""
    if app.telegram is None:
        return
    if app.settings.webhook_url:
        await _register(app, ended)
        return
    if not await _lease(app, ended):
        return
    renewing = asyncio.create_task(_renew(app, ended))
    try:
        await patiently(app.telegram.introduce, jitter=jitter, stop=ended)  # a refused token ends here, in one line
        await publish_profile(app.telegram.bot, profiles())
        await _poll(app, app.telegram, ended)
    finally:
        renewing.cancel()


async def _poll(app: App, telegram: Telegram, ended: asyncio.Event) -> None:
    """Poll until stopped. While the inbox cannot be written nothing is confirmed: Telegram keeps it, we ask again."""
    while not ended.is_set():
        try:
            await poll(telegram, partial(_note, app), clock=app.clock, jitter=jitter, stop=ended)
        except BadToken:
            raise
        except Exception as error:  # noqa: BLE001  # an error of the database may quote a message: only its name is told
            log.logger("polling").error("messages could not be noted", reason=type(error).__name__)
            await asyncio.sleep(jitter(AGAIN))


async def _note(app: App, messages: Sequence[Message]) -> None:
    await app.inbound.note(messages)


def jitter(seconds: float) -> float:
    """Wait half to all of it, so that many do not come back at once."""
    return seconds * random.uniform(0.5, 1.0)  # noqa: S311  # no secret


def _acquired(app: App, conn: Connection) -> bool:
    return leases.acquire(conn, POLLING, app.owner, app.clock(), POLLING_LEASE)


async def _lease(app: App, ended: asyncio.Event) -> bool:
    """Wait until no other process polls. False: told to stop before that."""
    while not ended.is_set():
        if await app.database.write(partial(_acquired, app)):
            return True
        log.logger("polling").info("another process polls Telegram; waiting")
        try:
            async with asyncio.timeout(RENEW_EVERY):
                await ended.wait()
        except TimeoutError:
            continue
    return False


async def _renew(app: App, ended: asyncio.Event) -> None:
    while not ended.is_set():
        await asyncio.sleep(RENEW_EVERY)
        try:
            await app.database.write(partial(_acquired, app))
        except Exception as error:  # noqa: BLE001  # a database that is away for a moment must not end the renewing
            log.logger("polling").error("the lease could not be renewed", reason=type(error).__name__)
