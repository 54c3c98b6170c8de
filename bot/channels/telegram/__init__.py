"""Telegram: the channel, reading updates, polling, the webhook's checks, the bot's profile.

Only this package knows python-telegram-bot.
"""

from __future__ import annotations

import os

# RetryAfter reads its own deprecated integer attribute while it is made; this is the library's documented way to
# the new type (a timedelta), without which the first 429 raises a warning, an error where warnings are errors.
os.environ.setdefault("PTB_TIMEDELTA", "1")
