"""Ended from outside, orderly: what was begun is finished, nothing new is begun."""

from __future__ import annotations

import asyncio
import signal


def stopping() -> asyncio.Event:
    """An event that SIGTERM (every deploy) and ctrl-C set."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    return ended
