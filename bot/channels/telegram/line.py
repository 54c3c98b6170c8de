"""The HTTP line to the Bot API: bounded times, and nothing of a message or the token in the log."""

from __future__ import annotations

import json
import logging
import ssl
from functools import cache
from typing import Any

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

CONNECT = 5.0  # seconds
READ = 15.0  # seconds; getUpdates adds its own waiting time to it
CONNECTIONS = 64  # sends at a time are bounded by the pace (30 a second); the rest is room for acknowledgements


class Line(HTTPXRequest):
    """python-telegram-bot's request with our times, which does not print an answer it cannot read.

    The library logs such an answer whole at ERROR, and an answer to getUpdates is full of residents' texts.
    """

    def __init__(self) -> None:
        super().__init__(
            connection_pool_size=CONNECTIONS,
            connect_timeout=CONNECT,
            read_timeout=READ,
            write_timeout=READ,
            pool_timeout=READ,
            httpx_kwargs={"verify": _certificates()},
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as an object.

        Raises TelegramError ("Invalid server response") for one that is cut off or is no answer of the Bot API.
        """
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if isinstance(answer, dict) and ("result" in answer or "error_code" in answer):
            return answer
        raise TelegramError("Invalid server response")


@cache
def _certificates() -> ssl.SSLContext:
    """httpx's usual trust; read once, not once a line: it takes about 40 ms."""
    return httpx.create_ssl_context()


def keep_quiet() -> None:
    """httpx and httpcore name every URL at INFO and DEBUG, and the token is in the URL; the library dumps updates."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
