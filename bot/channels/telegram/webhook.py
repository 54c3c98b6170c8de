"""The webhook's two checks, and its registration. The route itself is in bot/server."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from datetime import datetime
from functools import partial

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.patience import Jitter, patiently
from bot.channels.telegram.updates import ALLOWED, Incoming, Me, read

HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)


def secret_matches(header: str | None, secret: str) -> bool:
    """Whether a delivery carries the secret; compared in constant time. An empty secret matches nothing."""
    if not secret or header is None:
        return False
    return hmac.compare_digest(header.encode("utf-8", "surrogateescape"), secret.encode())


def is_secret(text: str) -> bool:
    """Whether Telegram takes `text` as a secret token: 1 to 256 of A-Z a-z 0-9 _ -."""
    return _SECRET.fullmatch(text) is not None


def update_of(body: bytes, me: Me, now: datetime) -> Incoming:
    """Read one delivery. Never raises: what cannot be read is logged by id and is no message, to be answered 200.

    (Any other answer makes Telegram send it again, and later ones of that chat wait behind it.)
    """
    try:
        raw: object = json.loads(body)
    except (ValueError, RecursionError):
        raw = None
    return read(raw, me, now)


async def register(telegram: Telegram, url: str, secret: str, *, jitter: Jitter, stop: asyncio.Event) -> bool:
    """Tell Telegram to deliver to `url` with `secret`; asks again while the line is down.

    False when `stop` came first. Raises BadToken, and ValueError for a secret that Telegram would refuse.
    """
    if not is_secret(secret):
        raise ValueError("the webhook's secret must be 1 to 256 characters of A-Z a-z 0-9 _ and -")
    return await patiently(partial(_register, telegram, url, secret), jitter=jitter, stop=stop) is not None


async def _register(telegram: Telegram, url: str, secret: str) -> bool:
    await telegram.introduce()
    return await telegram.bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED, drop_pending_updates=False)
