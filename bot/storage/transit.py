"""The tables of things on their way: messages in, acts out, the pacer, leases, and what a channel must remember.

A `thread` column holds 0 where an address has none, so that equal addresses compare equal.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Index, Integer, Table, Text, UniqueConstraint, text

from bot.storage.columns import at, big, count, document, flag, key, may, metadata, must, prose

WAITING = text("handled_at IS NULL AND set_aside_at IS NULL")
UNSENT = text("state IN ('ready', 'sending')")

inbox = Table(
    "inbox",
    metadata,
    key(),
    must("channel"),
    must("message_id"),
    must("address_id"),
    big("thread", default=0),
    flag("joinable"),  # a plain text that may be handled together with its neighbours
    document("message"),  # NULL once handled, or a day after it was set aside
    at("noted_at", required=True),
    may("lease_owner"),
    at("lease_until"),
    count("attempts"),
    at("handled_at"),
    at("set_aside_at"),
    at("told_at"),  # when the lead was told that it was set aside
    prose("reason"),
    UniqueConstraint("channel", "message_id"),
    sqlite_autoincrement=True,
)
Index(
    "ix_inbox_waiting",
    inbox.c.channel,
    inbox.c.address_id,
    inbox.c.thread,
    inbox.c.id,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)

outbox = Table(
    "outbox",
    metadata,
    key(),
    must("channel"),
    must("address_id"),
    big("thread", default=0),
    document("act"),  # NULL once its retention ends
    flag("bulk"),
    must("state", default="ready"),
    at("created_at", required=True),
    at("due_at", required=True),
    may("lease_owner"),
    at("lease_until"),
    count("attempts"),
    count("doubts"),
    may("message_id"),
    prose("reason"),
    at("done_at"),
    must("ref", default=""),
    must("answers", default=""),
    CheckConstraint("state IN ('ready', 'sending', 'sent', 'failed', 'skipped', 'unknown')", name="state"),
    sqlite_autoincrement=True,
)
Index(
    "ix_outbox_unsent",
    outbox.c.channel,
    outbox.c.address_id,
    outbox.c.thread,
    outbox.c.id,
    sqlite_where=UNSENT,
    postgresql_where=UNSENT,
)
Index("ix_outbox_next", outbox.c.bulk, outbox.c.id, sqlite_where=UNSENT, postgresql_where=UNSENT)
Index("ix_outbox_ref", outbox.c.ref)
Index("ix_outbox_answers", outbox.c.answers)

# The pacer's moments are seconds of the database's own clock (see pacer.py), not instants of app.clock().
slot = Table(
    "slot",
    metadata,
    key(),
    must("channel"),
    must("scope", default=""),  # "" for the whole channel, else the id of a group
    Column("number", Integer, nullable=False),
    may("owner"),
    Column("free_at", Float, nullable=False, default=0.0, server_default="0"),
    UniqueConstraint("channel", "scope", "number"),
)
pace = Table(
    "pace",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address_id", Text, primary_key=True),
    may("owner"),
    Column("next_at", Float, nullable=False),
)
pause = Table(
    "pause",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("until", Float, nullable=False),
    prose("reason"),
)

lease = Table(
    "lease", metadata, Column("name", Text, primary_key=True), must("owner"), at("until", required=True), big("fence")
)
# Small things that must survive a restart, such as how far Telegram's updates were read.
setting = Table("setting", metadata, Column("key", Text, primary_key=True), document("value"))
