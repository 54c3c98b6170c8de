"""Messages noted and not yet handled. A message leaves only handled or set aside; its text leaves with it.

Messages of one address (channel, chat and topic) are handled in order, addresses side by side. The lease stands on
the oldest waiting row of an address and so keeps the whole address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Row,
    Text,
    and_,
    bindparam,
    exists,
    func,
    null,
    or_,
    select,
    update,
)

from bot.messages import Address, Kind, Message
from bot.storage.acts import dump_message, load_message
from bot.storage.columns import Instant
from bot.storage.rows import inbox
from bot.storage.statements import insert_new

# A message that failed (or whose process died) this often is set aside and the rest flows on.
TRIES = 3
# A burst is one question; more than this at once is no burst, and the texts must fit one matcher call.
TOGETHER = 20
# What was set aside keeps its text this long, for the lead to ask us about it.
KEPT = timedelta(hours=24)

IS_WAITING = and_(inbox.c.handled_at.is_(None), inbox.c.set_aside_at.is_(None))


# Statements are built once: putting one together costs more than running it on SQLite.
OLDER = inbox.alias("older")
IS_OLDER = and_(
    OLDER.c.channel == inbox.c.channel,
    OLDER.c.address_id == inbox.c.address_id,
    OLDER.c.thread == inbox.c.thread,
    OLDER.c.id < inbox.c.id,
    OLDER.c.handled_at.is_(None),
    OLDER.c.set_aside_at.is_(None),
)
IS_FREE = or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= bindparam("now", type_=Instant))
SHOWN = select(
    inbox.c.id,
    inbox.c.channel,
    inbox.c.address_id,
    inbox.c.thread,
    inbox.c.joinable,
    inbox.c.message,
    inbox.c.attempts,
)
NEXT = (
    SHOWN.where(IS_WAITING, IS_FREE, ~exists().where(IS_OLDER))
    .order_by(inbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
FOLLOWING = (
    SHOWN.where(
        inbox.c.channel == bindparam("channel", type_=Text),
        inbox.c.address_id == bindparam("address_id", type_=Text),
        inbox.c.thread == bindparam("thread", type_=BigInteger),
        inbox.c.id > bindparam("after", type_=BigInteger),
        IS_WAITING,
    )
    .order_by(inbox.c.id)
    .limit(TOGETHER - 1)
    .with_for_update()
)
LEASE = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"), attempts=inbox.c.attempts + 1)
)

IS_MINE = and_(
    inbox.c.id.in_(bindparam("ids", expanding=True)),
    IS_WAITING,
    inbox.c.lease_owner == bindparam("owner", type_=Text),
    # The number of attempts tells this claim from a later one of the same owner on the same row.
    or_(
        inbox.c.id != bindparam("first", type_=BigInteger),
        inbox.c.attempts == bindparam("tries", type_=Integer),
    ),
)
FINISH = (
    update(inbox)
    .where(IS_MINE)
    .values(handled_at=bindparam("now", type_=Instant), message=null(), lease_owner=None, lease_until=None, reason=None)
)


# Hears the number of a message that was set aside at its claim, and why.
Spoilt = Callable[[int, str], None]


class LeaseLost(Exception):
    """Somebody else has the message by now: throw the turn away, nothing may be saved."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Messages to be handled as one, oldest first. attempts: how often the first was begun, this time included."""

    address: Address
    ids: tuple[int, ...]
    messages: tuple[Message, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that failed too often. noted_at: when it came. The reason holds no text of the person."""

    id: int
    address: Address
    noted_at: datetime
    reason: str


def note(conn: Connection, message: Message, now: datetime) -> bool:
    """Keep the (masked) message; False when this channel gave the same id before."""
    address = message.address
    return insert_new(
        conn,
        inbox,
        {
            "channel": address.channel,
            "message_id": message.id,
            "address_id": address.id,
            "thread": address.thread or 0,
            "joinable": message.kind is Kind.TEXT and message.emergency is None and not message.is_group,
            "message": dump_message(message),
            "noted_at": now,
        },
    )


def claim(
    conn: Connection, owner: str, now: datetime, lease: timedelta, spoilt: Spoilt = lambda _number, _reason: None
) -> Claim | None:
    """The oldest message whose address nobody holds, and the plain texts that directly follow it; None if none.

    Safe with several processes: of two that ask at once each gets another address. spoilt: told of each message that
    was set aside instead, because nobody can handle it.
    """
    found = _first(conn, now, spoilt)
    if found is None:
        return None
    first, message = found
    rows, messages = [first], [message]
    for row in _following(conn, first):
        following = _read(row)
        if following is None:
            break
        rows.append(row)
        messages.append(following)
    ids = tuple(row.id for row in rows)
    conn.execute(LEASE, {"ids": ids, "owner": owner, "until": now + lease})
    return Claim(message.address, ids, tuple(messages), first.attempts + 1)


def finish(conn: Connection, claimed: Claim, owner: str, now: datetime) -> None:
    """Handled: the rows are emptied and only say that these ids were here. Raises LeaseLost."""
    found = conn.execute(FINISH, {**_mine(claimed, owner), "now": now})
    _check(found.rowcount, claimed, owner)


def fail(conn: Connection, claimed: Claim, owner: str, now: datetime, reason: str) -> bool:
    """Handling it failed. True when it was set aside for that; else it is claimed again, texts one at a time.

    reason: for the lead, without the person's text. Raises LeaseLost.
    """
    _change_mine(conn, claimed, owner, {"lease_owner": None, "lease_until": None, "joinable": False, "reason": reason})
    if len(claimed.ids) > 1 or claimed.attempts < TRIES:
        return False
    _set_aside(conn, claimed.ids[0], now, reason)
    return True


def release(conn: Connection, claimed: Claim, owner: str) -> None:
    """Give it back unhandled and without a failure: the program stops. Raises LeaseLost."""
    values = {"lease_owner": None, "lease_until": None, "attempts": inbox.c.attempts - 1}
    _change_mine(conn, claimed, owner, values)


def recover(conn: Connection, owner: str) -> int:
    """At the start of a process with the same name as a dead one: its leases end now. Returns how many."""
    values = {"lease_owner": None, "lease_until": None}
    return conn.execute(update(inbox).where(IS_WAITING, inbox.c.lease_owner == owner).values(values)).rowcount


def empty_set_aside(conn: Connection, now: datetime) -> int:
    """Empty what was set aside 24 hours ago or earlier. Returns how many rows."""
    is_due = and_(inbox.c.set_aside_at <= now - KEPT, inbox.c.message.is_not(None))
    return conn.execute(update(inbox).where(is_due).values(message=None)).rowcount


def untold(conn: Connection) -> tuple[SetAside, ...]:
    """What was set aside and the lead does not know yet."""
    rows = conn.execute(
        select(inbox).where(inbox.c.set_aside_at.is_not(None), inbox.c.told_at.is_(None)).order_by(inbox.c.id)
    )
    return tuple(
        SetAside(row.id, Address(row.channel, row.address_id, row.thread or None), row.noted_at, row.reason or "")
        for row in rows
    )


def mark_told(conn: Connection, ids: Sequence[int], now: datetime) -> None:
    conn.execute(update(inbox).where(inbox.c.id.in_(ids)).values(told_at=now))


def waiting(conn: Connection, now: datetime) -> int:
    """How many messages noted until now are neither handled nor set aside."""
    return conn.scalar(select(func.count()).select_from(inbox).where(IS_WAITING, inbox.c.noted_at <= now)) or 0


def _first(conn: Connection, now: datetime, spoilt: Spoilt) -> tuple[Row[*tuple[object, ...]], Message] | None:
    """The next message that can be handled. What stands before it and cannot is set aside: the rest flows on."""
    while (row := _next(conn, now)) is not None:
        message = _read(row)
        # Begun three times and never ended: whoever handled it died. It must not take the next one down too.
        is_deadly = row.attempts >= TRIES
        if message is not None and not is_deadly:
            return row, message
        reason = "the program stopped while handling it" if is_deadly else "its row cannot be read"
        _set_aside(conn, row.id, now, reason)
        spoilt(row.id, reason)
    return None


def _read(row: Row[*tuple[object, ...]]) -> Message | None:
    """None for a row that this program cannot read: another version's, or a damaged one."""
    try:
        return load_message(row.message)
    except (KeyError, ValueError):
        return None


def _next(conn: Connection, now: datetime) -> Row[*tuple[object, ...]] | None:
    return conn.execute(NEXT, {"now": now}).first()


def _following(conn: Connection, first: Row[*tuple[object, ...]]) -> list[Row[*tuple[object, ...]]]:
    """The plain texts right behind a plain text, up to the first message of another kind."""
    if not first.joinable:
        return []
    place = {"channel": first.channel, "address_id": first.address_id, "thread": first.thread, "after": first.id}
    return list(takewhile(lambda row: bool(row.joinable), conn.execute(FOLLOWING, place)))


def _change_mine(conn: Connection, claimed: Claim, owner: str, values: Mapping[str, object]) -> None:
    found = conn.execute(update(inbox).where(IS_MINE).values(dict(values)), _mine(claimed, owner))
    _check(found.rowcount, claimed, owner)


def _mine(claimed: Claim, owner: str) -> dict[str, object]:
    return {"ids": claimed.ids, "owner": owner, "first": claimed.ids[0], "tries": claimed.attempts}


def _check(changed: int, claimed: Claim, owner: str) -> None:
    if changed != len(claimed.ids):
        raise LeaseLost(f"messages {claimed.ids} are no longer held by {owner}")


def _set_aside(conn: Connection, number: int, now: datetime, reason: str) -> None:
    values = {"set_aside_at": now, "lease_owner": None, "lease_until": None, "reason": reason}
    conn.execute(update(inbox).where(inbox.c.id == number).values(values))
