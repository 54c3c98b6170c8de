"""What must hold after every test that goes through the whole program, whatever it did in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, Row, select

from bot.acts import Send
from bot.channels.telegram import text
from bot.storage import rows
from bot.storage.acts import load_act
from bot.storage.database import Database
from tests.fake_telegram import FakeTelegram

# Acts after which the channel gives an id; deleting and closing give none.
GIVES_AN_ID = frozenset({"Send", "Copy", "Edit", "OpenTopic"})


def broken(database: Database, tg: FakeTelegram | None = None) -> list[str]:
    """Every promise that was broken, in words; [] when all were kept. To be asked once nothing is under way."""
    found = database.read_now(lambda conn: [line for look in LOOKS for line in look(conn)])
    if tg is not None:
        found += tg.violations()
        found += [f"the press {press} was not acknowledged" for press in tg.unanswered()]
        found += database.read_now(lambda conn: _transcript(conn, tg))
    return found


def _inbox(conn: Connection) -> Iterator[str]:
    for row in conn.execute(select(rows.inbox)):
        if row.handled_at is None and row.set_aside_at is None:
            yield f"message {row.id} was neither handled nor set aside"
        if row.handled_at is not None and row.message is not None:
            yield f"message {row.id} was handled and its text is still there"
        if row.set_aside_at is not None and row.told_at is None:
            yield f"message {row.id} was set aside and the lead was not told"


def _outbox(conn: Connection) -> Iterator[str]:
    for row in conn.execute(select(rows.outbox)):
        if row.state in ("ready", "sending"):
            yield f"act {row.id} has no end"
        wants_id = row.act is None or row.act["act"] in GIVES_AN_ID
        if row.state == "sent" and wants_id and not row.message_id:
            yield f"act {row.id} is called sent and has no message id"


def _deliveries(conn: Connection) -> Iterator[str]:
    for row in conn.execute(select(rows.delivery)):
        if row.state == "sent" and not row.message_id:
            yield f"delivery {row.id} is called sent and has no message id"


def _tickets(conn: Connection) -> Iterator[str]:
    for row in conn.execute(select(rows.ticket)):
        if row.state == "closed" and not row.outcome:
            yield f"ticket {row.number} was closed without an outcome"
        if row.outcome == "replied" and not row.answered_at:
            yield f"ticket {row.number} is called replied and no reply arrived"


def _questions(conn: Connection) -> Iterator[str]:
    for row in conn.execute(select(rows.question)):
        if (row.outcome is None) != (row.ended_at is None):
            yield f"question {row.id} has half an end: {row.outcome} at {row.ended_at}"
    answering = select(rows.conversation.c.question_id).where(rows.conversation.c.question_id.is_not(None))
    for number, count in Counter(conn.scalars(answering)).items():
        if count > 1:
            yield f"question {number} belongs to {count} conversations"


LOOKS = (_inbox, _outbox, _deliveries, _tickets, _questions)


def _transcript(conn: Connection, tg: FakeTelegram) -> list[str]:
    """Each private chat against the outbox: what is called sent was seen, once; more often only what is in doubt."""
    found = []
    for address_id in set(conn.scalars(select(rows.outbox.c.address_id).where(rows.outbox.c.channel == "telegram"))):
        if address_id.startswith("-"):
            continue  # a group's texts are edited over and over
        place = rows.outbox.c.address_id == address_id
        acts = [row for row in conn.execute(select(rows.outbox).where(place).order_by(rows.outbox.c.id)) if row.act]
        told = [(row, act) for row in acts if isinstance(act := load_act(row.act), Send)]
        seen = Counter(record.text for record in tg.messages(int(address_id)))
        for words in {text.plain(text.tidy(act.reply)) for _, act in told}:
            same = [row for row, act in told if text.plain(text.tidy(act.reply)) == words]
            found += _compared(address_id, words, same, seen.pop(words, 0))
        found += [f"{address_id} was told {words!r}, of which the outbox knows nothing" for words in seen]
    return found


def _compared(address_id: str, words: str, same: list[Row[*tuple[object, ...]]], times: int) -> list[str]:
    least = sum(row.state == "sent" for row in same)
    doubts = sum(int(str(row.doubts)) for row in same)
    if least <= times <= least + doubts:
        return []
    return [f"{address_id} was told {words[:40]!r} {times} times; sent {least}, in doubt {doubts}"]
