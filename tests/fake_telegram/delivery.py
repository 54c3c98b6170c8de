"""Webhook deliveries: one at a time, in order within a chat, repeated until the bot answers 2xx."""

from __future__ import annotations

import copy
import json
from collections.abc import Awaitable, Callable

import httpx

from tests.fake_telegram.words import Json
from tests.fake_telegram.world import World

SECRET = "X-Telegram-Bot-Api-Secret-Token"


def chat_of(update: Json) -> int:
    content = next(value for key, value in update.items() if key != "update_id")
    chat: Json = content.get("chat") or content.get("message", {}).get("chat") or {}
    return int(chat.get("id", 0))


async def deliver(world: World, next_change: Callable[[float], Awaitable[None]], retry: float) -> None:
    """Deliver for ever. retry: seconds before the first repetition of a failed delivery, doubled up to 60 times it."""
    pauses: dict[int, tuple[float, float]] = {}  # chat -> (not before, the pause after that)
    async with httpx.AsyncClient(trust_env=False, timeout=30) as line:
        while True:
            with world.lock:
                update, repeated = next_update(world, pauses)
                hook = dict(world.webhook)
            if update is None:
                await next_change(min(0.5, retry))
                continue
            taken = await post(world, line, hook, update)
            with world.lock:
                settle(world, update, taken, repeated)
                pause = min(pauses.get(chat_of(update), (0.0, retry))[1], retry * 60)
                pauses[chat_of(update)] = (0.0, retry) if taken else (world.now() + pause, pause * 2)


def next_update(world: World, pauses: dict[int, tuple[float, float]]) -> tuple[Json | None, bool]:
    """The oldest update of a chat that need not wait; whether it is one to be repeated on a test's wish."""
    if not world.webhook:
        return None, False
    waiting: set[int] = set()
    for source, repeated in ((world.again, True), (world.queue, False)):
        for update in source:
            chat = chat_of(update)
            if chat not in waiting and pauses.get(chat, (0.0, 0.0))[0] <= world.now():
                return copy.deepcopy(update), repeated
            waiting.add(chat)
    return None, False


async def post(world: World, line: httpx.AsyncClient, hook: Json, update: Json) -> bool:
    with world.lock:
        fault = world.fault("webhook", chat_of(update), json.dumps(update, ensure_ascii=False))
    headers = {SECRET: hook["secret"]} if hook["secret"] else {}
    try:
        status = (await line.post(hook["url"], json=update, headers=headers)).status_code
    except httpx.HTTPError:
        status = 0
    with world.lock:
        world.deliveries.append((update["update_id"], status))
        if fault and fault.kind == "duplicate":
            world.again.append(update)
    return 200 <= status <= 299 and not (fault and fault.kind == "refuse")


def settle(world: World, update: Json, taken: bool, repeated: bool) -> None:
    if not taken:
        return
    if repeated:
        world.again = [each for each in world.again if each["update_id"] != update["update_id"]]
        return
    world.queue = [each for each in world.queue if each["update_id"] != update["update_id"]]
    world.delivered.append(update)
