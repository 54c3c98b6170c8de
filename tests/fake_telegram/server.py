"""The fake's HTTP side: the Bot API on 127.0.0.1, in a thread of its own, with faults down to cut connections."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.fake_telegram import messages, profile
from tests.fake_telegram.delivery import deliver
from tests.fake_telegram.faults import Fault
from tests.fake_telegram.words import ApiError, Json, Params
from tests.fake_telegram.world import Call, World

METHODS = {**messages.METHODS, **profile.METHODS}
PACED = frozenset({"sendmessage", "copymessage", "editmessagetext", "editmessagereplymarkup"})
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
TWO_POLLERS = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
DESCRIPTIONS = {
    "400": "Bad Request: chat not found",
    "401": "Unauthorized",
    "403": "Forbidden: bot was blocked by the user",
    "409": TWO_POLLERS,
    "500": "Internal Server Error",
}


class Cuttable(H11Protocol):
    """uvicorn's protocol, with its connections to be found by the peer's address: a test may cut one."""

    lines: ClassVar[dict[tuple[str, int], asyncio.Transport]]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        super().connection_made(transport)
        self.lines[transport.get_extra_info("peername")] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.lines.pop(self.transport.get_extra_info("peername"), None)
        super().connection_lost(exc)


class Prompt(uvicorn.Server):
    """uvicorn's server, stopping at once and hard: its gentle way costs two tenths of a second in every test."""

    def __init__(self, config: uvicorn.Config, lines: dict[tuple[str, int], asyncio.Transport]) -> None:
        super().__init__(config)
        self.leave, self.lines = asyncio.Event(), lines

    async def main_loop(self) -> None:
        await self.leave.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for _ in range(20):  # rounds of the loop: one that is being accepted becomes a line two rounds later
            for line in list(self.lines.values()):
                line.abort()
            await asyncio.sleep(0)


class Server:
    """Serves a World until stopped."""

    def __init__(self, world: World, *, retry: float) -> None:
        self.world, self.retry = world, retry
        # Named TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an acknowledgement.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(100)
        self.port: int = self.socket.getsockname()[1]
        self.lines: dict[tuple[str, int], asyncio.Transport] = {}
        protocol = type("Line", (Cuttable,), {"lines": self.lines})
        config = uvicorn.Config(self, http=protocol, loop="asyncio", ws="none", lifespan="off", log_level="critical")
        self.server = Prompt(config, self.lines)
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.changed: asyncio.Event
        self.ready = threading.Event()
        self.is_closing = False

    def start(self) -> None:
        self.thread.start()
        self.ready.wait(timeout=10)

    def stop(self) -> None:
        self.is_closing = True
        self.world.wake()
        self.thread.join(timeout=10)
        self.socket.close()

    async def _serve(self) -> None:
        self.changed = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.world.wake = lambda: None if loop.is_closed() else void(loop.call_soon_threadsafe(self._wake))
        self.ready.set()
        delivering = asyncio.create_task(deliver(self.world, self.next_change, self.retry))
        try:
            await self.server.serve(sockets=[self.socket])
        finally:
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
            self.world.wake = lambda: None

    def _wake(self) -> None:
        if self.is_closing:
            self.server.leave.set()
        self.changed.set()
        self.changed = asyncio.Event()

    async def next_change(self, seconds: float) -> None:
        """Wait until something changed, at most so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.changed.wait(), seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:  # the bot was killed in mid-sentence: it asked for nothing
            return
        except Exception as error:
            self.world.bugs.append(f"{scope['path'].rpartition('/')[2]}: {error!r}")
            raise
        if response is not None:
            await response(scope, receive, send)
            return
        self.lines[scope["client"]].abort()
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _answer(self, request: Request) -> Response | None:
        """The response, or None to cut the connection."""
        token, _, method = request.url.path.removeprefix("/bot").partition("/")
        if not request.url.path.startswith("/bot") or token != self.world.token:
            return refusal(ApiError(401, "Unauthorized"))
        params = await read_params(request)
        chat = params.text("chat_id")
        number = int(chat) if chat.lstrip("-").isdigit() else None
        call = Call(method.lower(), params.values, number, self.world.now())
        with self.world.lock:
            self.world.calls.append(call)
            fault = self.world.fault(call.method, number, " ".join(params.values.values()))
        return await self._call(request, call, params, fault)

    async def _call(self, request: Request, call: Call, params: Params, fault: Fault | None) -> Response | None:
        kind = call.fault = fault.kind if fault else ""
        try:
            if kind == "reset_before":
                call.status = "reset"
                return None
            if kind == "502":
                call.status = 502
                return Response(BAD_GATEWAY, 502, media_type="text/html")
            if fault and kind == "delay":
                await asyncio.sleep(fault.seconds)
            with self.world.lock:
                refuse_early(self.world, call)
                refuse(self.world, call, fault)
            result = await self._perform(request, call, params)
        except ApiError as error:
            call.status, call.error = error.code, error.description
            return refusal(error)
        call.status = 200
        return await self._spoil(result, fault)

    async def _spoil(self, result: object, fault: Fault | None) -> Response | None:
        kind = fault.kind if fault else ""
        if fault and kind == "delay_after":
            await asyncio.sleep(fault.seconds)
        if kind == "reset_after":
            return None
        if kind == "truncate":
            # All but the end: what a careless log then shows is the whole content.
            return Response(json.dumps({"ok": True, "result": result})[:-2], media_type="application/json")
        if kind == "duplicate" and isinstance(result, list):
            with self.world.lock:
                self.world.again += result
        return Escaped({"ok": True, "result": result})

    async def _perform(self, request: Request, call: Call, params: Params) -> object:
        if call.method == "getupdates":
            return await self._updates(request, params)
        method = METHODS.get(call.method)
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        with self.world.lock:
            return method(self.world, params)

    async def _updates(self, request: Request, params: Params) -> list[Json]:
        world = self.world
        end = world.now() + min(max(params.number("timeout"), 0), 50)
        with world.lock:
            if world.webhook:
                raise ApiError(409, WEBHOOK_SET)
            profile.allow(world, params)
            world.confirm(params.number("offset"))
            world.poller += 1
            mine = world.poller
        world.wake()
        while not await request.is_disconnected():
            with world.lock:
                if world.poller != mine:
                    raise ApiError(409, TWO_POLLERS)
                batch = world.take(min(params.number("limit", 100), 100))
            left = end - world.now()
            if batch or left <= 0 or self.is_closing:
                return batch
            await self.next_change(min(left, 0.5))
        return []  # a killed bot takes nothing away from its successor


class Escaped(JSONResponse):
    """JSON in ASCII, as Telegram answers: half an emoji comes through as what it is."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode("ascii")


def void(_: Any) -> None:
    """For lambdas that act."""


async def read_params(request: Request) -> Params:
    """Query, form or JSON, as the Bot API takes them; every value as text."""
    values = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        given = json.loads(body)
        values |= {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}
    else:
        values |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return Params(values)


def refusal(error: ApiError) -> Response:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        answer["parameters"] = error.parameters
    return Escaped(answer, error.code)


def refuse_early(world: World, call: Call) -> None:
    """A call before a retry_after is over is refused again, and remembered."""
    left = world.waits.get(call.chat_id or 0, 0.0) - world.now()
    if call.method in PACED and left > 0.02:
        world.early.append(f"{call.method} to {call.chat_id} came {left:.2f} s before retry_after was over")
        seconds = max(1, int(left) + 1)
        raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def refuse(world: World, call: Call, fault: Fault | None) -> None:
    if fault is None:
        return
    if fault.kind == "429":
        world.waits[call.chat_id or 0] = world.now() + fault.retry_after
        words = f"Too Many Requests: retry after {fault.retry_after}"
        raise ApiError(429, words, retry_after=fault.retry_after)
    if fault.kind in DESCRIPTIONS:
        raise ApiError(int(fault.kind), fault.description or DESCRIPTIONS[fault.kind])
