"""A question that came to no end is asked about once: shall a person answer it? (product.md section 2, no dead end)"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.acts import Send
from bot.calendar import is_quiet
from bot.i18n import N_, translate
from bot.messages import Choice, Reply
from bot.storage import outbox, questions
from bot.storage.database import Connection

SILENCE: Final = timedelta(minutes=30)  # product.md section 2
# After a day nobody remembers what was asked: the question counts as unsettled and is the editors' to see.
TOO_LATE: Final = timedelta(hours=24)
SHOWN: Final = 200  # characters of the question


def ask_once(conn: Connection, now: datetime, zone: ZoneInfo) -> int:
    """Ask each person whose newest question has no end since half an hour, outside quiet hours. How many."""
    if is_quiet(now, zone):
        return 0
    found = questions.unasked(conn, now - TOO_LATE, now - SILENCE)
    for question in found:
        text = question.text if len(question.text) <= SHOWN else f"{question.text[:SHOWN]}…"
        language = question.language
        choices = (
            Choice("person", translate(language, N_("Yes, a person"))),
            Choice("decline", translate(language, N_("No, thank you"))),
        )
        line = translate(language, N_("Your question has no answer yet: {question}"), question=text)
        ask = translate(language, N_("Shall a person answer this?"))
        outbox.put(conn, Send(question.address, Reply(f"{line}\n{ask}", choices=choices)), now)
        questions.mark_asked(conn, question.id, now)
    return len(found)
