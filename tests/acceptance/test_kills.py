"""kill -9 at each named commit point of message and act, then a restart: the resident gets each reply.

Twice comes only what the outbox calls in doubt; the fixture compares the fake's transcript with the outbox.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence

import pytest
from sqlalchemy import Row, select

from bot.storage import rows
from bot.storage.database import Database
from knowledge import loader
from tests.fake_telegram import FakeTelegram
from tests.program import PATIENCE, Program

ANN = 1001
# Where the program dies -> (acts in doubt, how often the resident reads the first reply)
POINTS = {
    "inbox.before": (0, 1),
    "inbox.noted": (0, 1),
    "inbox.claimed": (0, 1),
    "turn.responded": (0, 1),
    "turn.saved": (0, 1),
    "outbox.not-claimed": (0, 1),
    "outbox.claimed": (1, 1),
    "outbox.sent-not-noted": (1, 2),
    "outbox.noted": (0, 1),
}
Acts = Sequence[Row[*tuple[object, ...]]]


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_program_gives_each_reply_after_its_restart(
    tg: FakeTelegram, program: Program, point: str
) -> None:
    process = "web" if "WEBHOOK_URL" in program.settings else "run"
    ann = tg.person(ANN, language="uk")
    dying = program.start(process, crash_at=point)
    await tg.wait_bot()
    text = loader.load().articles["family-doctor"].texts["uk"]
    await ann.send(text.phrases[0])
    assert await asyncio.to_thread(dying.ended) == -signal.SIGKILL
    program.start(process)
    answer = await ann.expect(text.title, seconds=PATIENCE)
    await ann.expect("Українська · English", seconds=PATIENCE)
    acts = await ended(tg, program)
    doubts, times = POINTS[point]
    assert [row.state for row in acts] == ["sent", "sent"]
    assert [row.doubts for row in acts] == [doubts, 0]
    assert [record.text for record in ann.messages()].count(answer.text) == times


async def ended(tg: FakeTelegram, program: Program) -> Acts:
    """The outbox, once both replies have their end."""
    database = Database.open(program.database_url)

    def found() -> Acts | None:
        acts = database.read_now(lambda conn: conn.execute(select(rows.outbox).order_by(rows.outbox.c.id)).all())
        return acts if len(acts) == 2 and all(row.done_at for row in acts) else None

    try:
        return await tg.wait(found, "both replies end", seconds=PATIENCE)
    finally:
        database.close_now()
