"""The HTTP side: Telegram's webhook and the health page. Answers 200 only after the message is in the inbox."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import log
from bot.app import App
from bot.channels.telegram.webhook import secret_matches, update_of

LARGEST = 1_000_000  # bytes; Telegram's updates are a few kilobytes


class Hooks:
    """The routes over one App."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def telegram(self, request: Request) -> Response:
        """403 to strangers, 500 while the inbox cannot be written (Telegram then tries again), else 200."""
        app, telegram = self._app, self._app.telegram
        if telegram is None or not app.settings.webhook_secret:
            return Response(status_code=404)
        if not secret_matches(request.headers.get("x-telegram-bot-api-secret-token"), app.settings.webhook_secret):
            return Response(status_code=403)
        body = await request.body()
        if len(body) > LARGEST:
            return Response(status_code=413)
        incoming = update_of(body, telegram.me, app.clock())
        try:
            if incoming.message is not None:
                await app.inbound.note([incoming.message])
        except Exception as error:  # noqa: BLE001  # whatever it was, nothing was noted: the channel must send it again
            log.logger("server").error("the inbox could not be written", reason=type(error).__name__)
            return Response(status_code=500)
        if incoming.press is not None:
            await telegram.acknowledge([incoming.press])
        return Response(status_code=200)

    async def health(self, _: Request) -> Response:
        """200 while the database answers; how many messages and acts wait, nothing else."""
        try:
            waiting = await self._app.waiting()
        except Exception as error:  # noqa: BLE001  # the page is for finding out that something is wrong
            return JSONResponse({"ok": False, "why": type(error).__name__}, status_code=503)
        return JSONResponse({"ok": True, **waiting})


def application(app: App) -> Starlette:
    hooks = Hooks(app)
    return Starlette(
        routes=[
            Route("/telegram/webhook", hooks.telegram, methods=["POST"]),
            Route("/health", hooks.health),
        ]
    )
