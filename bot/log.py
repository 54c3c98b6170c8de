"""Logs for operators: JSON lines or plain ones on stderr. A resident's text never reaches a log.

Only names, numbers and kinds are logged. As a second fence every value that is not one of our own known keys'
simple values is cut, and libraries that print addresses with the token in them stay at WARNING.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import TextIO

import structlog

# Keys whose values may be words; anything else that is a str longer than a name is dropped.
WORDS = frozenset({"event", "level", "timestamp", "logger", "reason", "error", "origin", "name", "why", "exception"})
LONGEST_WORD = 64
LOUD = ("httpx", "httpcore", "telegram", "uvicorn.access", "dbos", "alembic")


def _without_texts(_: object, __: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    for key, value in event.items():
        if key not in WORDS and isinstance(value, str) and len(value) > LONGEST_WORD:
            event[key] = f"({len(value)} characters)"
    return event


class _OurWords(logging.Formatter):
    """Our own lines with their words; of other libraries' lines only where they come from: they may quote a text."""

    def format(self, record: logging.LogRecord) -> str:
        record.words = f": {record.getMessage()}" if record.name.partition(".")[0] == "bot" else ""
        record.exc_info, record.exc_text = None, None  # a traceback shows values
        return super().format(record)


def set_up(*, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send all logs to `stream` (stderr), ours through structlog, others' through logging, none with texts."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_texts,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_OurWords("%(asctime)s %(levelname)s %(name)s%(words)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a module."""
    made: structlog.typing.FilteringBoundLogger = structlog.get_logger(name=name)
    return made
