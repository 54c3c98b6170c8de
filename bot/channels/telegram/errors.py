"""python-telegram-bot's errors as results of the port. Its family, as of 22.8, is not what the names say.

BadRequest is a NetworkError; a truncated answer is a bare TelegramError; a connect timeout, which surely did nothing,
is the same TimedOut as a read timeout, after which the act may have happened: only the cause tells them apart.
"""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.acts import Blocked, Refused, Result, TryLater

# Errors of httpx before the first byte of the request left this machine.
NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
WAIT = 5.0  # seconds, when "Too Many Requests" comes without a number (from a proxy before Telegram)
WORDS = 200  # characters of the other side's words that are kept

# Telegram's words, lower case, and what they mean to us (tdlib/telegram-bot-api, Client.cpp; td, error names).
_GONE = ("chat not found", "user not found", "peer_id_invalid", "is deactivated", "bot was kicked", "bot was blocked")
_WHY = {
    "can't parse entities": "markup",
    "entities_too_long": "markup",
    "entity_bounds_invalid": "markup",
    "message thread not found": "topic",
    "topic_closed": "topic",
    "topic_deleted": "topic",
    "topic_id_invalid": "topic",
    "not enough rights": "rights",
    "have no rights": "rights",
    "need administrator rights": "rights",
    "chat_admin_required": "rights",
    "chat_write_forbidden": "rights",
    "not a forum": "unable",
}


class BadToken(Exception):
    """Telegram does not know the token; the message is one line that names the setting and the cure."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept the token in TELEGRAM_TOKEN: set it to the one @BotFather gave "
            "(or TELEGRAM_API_URL, if set, is not the address of a Bot API)"
        )


def result_of(error: TelegramError) -> Result:
    """What `error` means for the act that met it."""
    said = words(error)
    match error:
        case RetryAfter():
            return TryLater(said, after=seconds(error))
        case ChatMigrated():
            return Refused(said, "moved", str(error.new_chat_id))
        case Forbidden():
            return Blocked(said)
        case InvalidToken() | Conflict():
            return TryLater(said)
        case BadRequest():
            return _refusal(said)
        case NetworkError():
            return _broken(error, said)
        case _:
            return TryLater(said, in_doubt=True)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def words(error: TelegramError) -> str:
    """What the other side said, short; for a broken line only what kind of break: a URL holds the token."""
    if error.__cause__ is not None and not isinstance(error.__cause__, TelegramError):
        return f"no answer from Telegram ({type(error.__cause__).__name__})"
    return error.message.partition(". Parsing the server response")[0][:WORDS]


def _refusal(said: str) -> Blocked | Refused:
    low = said.lower()
    if any(gone in low for gone in _GONE):
        return Blocked(said)
    return Refused(said, next((why for fragment, why in _WHY.items() if fragment in low), "other"))


def _broken(error: NetworkError, said: str) -> TryLater | Refused:
    cause = error.__cause__
    if isinstance(cause, UnicodeError):
        return Refused("the text cannot be written as UTF-8")
    if error.message.lower().startswith("too many requests"):
        return TryLater(said, after=WAIT)
    return TryLater(said, in_doubt=not isinstance(cause, NEVER_SENT))
