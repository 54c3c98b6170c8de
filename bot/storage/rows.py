"""Every table. One noun a table; instants in UTC, our own keys and Telegram's ids BIGINT, Address.id text.

A lease is the pair lease_owner, lease_until: it is live while lease_until lies after now. Keys count up for ever
(sqlite_autoincrement): the number of a deleted ticket or act must never be given again.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.columns import at, big, count, document, flag, key, may, metadata, must, prose
from bot.storage.transit import inbox, lease, outbox, pace, pause, setting, slot

OPEN_DELIVERY = text("state IN ('pending', 'sending')")
OPEN_TASK = text("done_at IS NULL")

__all__ = [
    "broadcast",
    "contact",
    "conversation",
    "delivery",
    "flow_state",
    "inbox",
    "invitation",
    "lease",
    "metadata",
    "outbox",
    "pace",
    "pause",
    "question",
    "rating",
    "setting",
    "slot",
    "staff",
    "staff_task",
    "subscription",
    "ticket",
    "ticket_event",
    "timetable_version",
]

contact = Table("contact", metadata, key(), at("created_at", required=True), at("erased_at"), sqlite_autoincrement=True)

conversation = Table(
    "conversation",
    metadata,
    key(),
    must("channel"),
    must("address_id"),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    may("language"),
    may("spoken"),
    count("misses"),
    big("question_id"),
    prose("asked"),
    at("asked_at"),
    at("receipt_at"),
    flag("consented"),
    at("blocked_at"),
    prose("blocked_reason"),
    at("created_at"),
    at("seen_at"),
    big("version", default=0),
    UniqueConstraint("channel", "address_id"),
    sqlite_autoincrement=True,
)

# aiogram's StorageKey, all six fields; 0 and "" stand for its None, because a key holds no NULL.
flow_state = Table(
    "flow_state",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", BigInteger, primary_key=True, autoincrement=False, default=0, server_default="0"),
    Column("business_connection_id", Text, primary_key=True, default="", server_default=""),
    Column("destiny", Text, primary_key=True, default="default", server_default="default"),
    may("state"),
    document("data"),
    at("changed_at"),
)

question = Table(
    "question",
    metadata,
    key(),
    Column("contact_id", BigInteger, nullable=False, index=True),
    must("channel"),
    must("address_id"),
    at("asked_at", required=True),
    may("language"),
    prose("text"),
    may("outcome"),
    may("article"),
    Column("confidence", Float, nullable=True),
    at("ended_at"),
    at("reminded_at"),
    sqlite_autoincrement=True,
)
Index("ix_question_asked_at", question.c.asked_at)

ticket = Table(
    "ticket",
    metadata,
    key("number"),
    Column("contact_id", BigInteger, nullable=False, index=True),
    must("channel"),
    must("address_id"),
    must("pseudonym", default=""),
    may("language"),
    may("topic"),
    must("urgency", default="normal"),
    flag("sensitive"),
    must("state", default="new"),
    may("outcome"),
    big("holder"),
    at("taken_at"),
    at("lease_until"),
    at("due_at"),
    at("created_at", required=True),
    at("answered_at"),
    at("closed_at"),
    at("changed_at"),
    at("reminded_at"),
    may("group_channel"),
    may("group_id"),
    big("topic_id"),
    may("card_id"),
    prose("bot_answer"),
    big("question_id"),
    at("reopen_until"),
    big("version", default=0),
    sqlite_autoincrement=True,
)
Index("ix_ticket_state", ticket.c.state, ticket.c.due_at)
Index("ix_ticket_topic", ticket.c.group_channel, ticket.c.group_id, ticket.c.topic_id)

ticket_event = Table(
    "ticket_event",
    metadata,
    key(),
    Column("ticket", ForeignKey("ticket.number"), nullable=False, index=True),
    at("at", required=True),
    must("kind"),
    big("staff_id"),
    document("data"),
    sqlite_autoincrement=True,
)

staff = Table(
    "staff",
    metadata,
    key(),
    may("channel"),
    may("address_id"),
    must("name"),
    must("role", default="operator"),
    document("languages"),
    document("topics"),
    at("registered_at"),
    at("removed_at"),
    UniqueConstraint("channel", "address_id"),
    sqlite_autoincrement=True,
)
invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", Text, primary_key=True),
    must("name"),
    must("role", default="operator"),
    at("created_at", required=True),
    at("expires_at"),
    at("used_at"),
    big("staff_id"),
)

subscription = Table(
    "subscription",
    metadata,
    key(),
    Column("contact_id", BigInteger, nullable=False, unique=True),
    must("channel"),
    must("address_id"),
    may("language"),
    document("services"),
    document("organisations"),
    document("languages"),
    at("since", required=True),
    at("ended_at"),
    may("end_reason"),
    sqlite_autoincrement=True,
)

timetable_version = Table(
    "timetable_version",
    metadata,
    key(),
    must("week"),
    Column("number", Integer, nullable=False),
    at("imported_at"),
    may("imported_by"),
    at("published_at"),
    may("published_by"),
    flag("is_sample"),
    document("duties"),
    prose("note"),
    UniqueConstraint("week", "number"),
    sqlite_autoincrement=True,
)

broadcast = Table(
    "broadcast",
    metadata,
    key(),
    Column("name", Text, nullable=False, unique=True),
    must("kind", default="weekly"),
    may("week"),
    big("version_id"),
    at("planned_at"),
    at("starts_at"),
    at("not_after"),
    at("started_at"),
    at("finished_at"),
    at("stopped_at"),
    document("report"),
    sqlite_autoincrement=True,
)
delivery = Table(
    "delivery",
    metadata,
    key(),
    Column("broadcast_id", ForeignKey("broadcast.id"), nullable=False),
    Column("contact_id", BigInteger, nullable=False, index=True),
    must("channel"),
    must("address_id"),
    may("language"),
    must("state", default="pending"),
    prose("reason"),
    Column("lane", Integer, nullable=True),
    may("lease_owner"),
    at("lease_until"),
    count("attempts"),
    count("doubts"),
    at("claimed_at"),
    at("done_at"),
    may("message_id"),
    CheckConstraint("state IN ('pending', 'sending', 'sent', 'failed', 'skipped', 'unknown')", name="state"),
    UniqueConstraint("broadcast_id", "contact_id"),
    sqlite_autoincrement=True,
)
Index(
    "ix_delivery_claim",
    delivery.c.broadcast_id,
    delivery.c.id,
    sqlite_where=OPEN_DELIVERY,
    postgresql_where=OPEN_DELIVERY,
)

rating = Table(
    "rating",
    metadata,
    key(),
    must("article"),
    flag("helpful"),
    may("language"),
    at("at", required=True),
    sqlite_autoincrement=True,
)
staff_task = Table(
    "staff_task",
    metadata,
    key(),
    must("kind"),
    must("article", default=""),
    prose("reason"),
    at("opened_at", required=True),
    at("done_at"),
    sqlite_autoincrement=True,
)
Index(
    "uq_staff_task_open",
    staff_task.c.kind,
    staff_task.c.article,
    unique=True,
    sqlite_where=OPEN_TASK,
    postgresql_where=OPEN_TASK,
)
