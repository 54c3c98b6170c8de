"""The first tables. Nothing of ours is imported: a migration must mean the same for ever."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="weekly", nullable=False),
        sa.Column("week", sa.Text(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("name", name=op.f("uq_broadcast_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contact",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "flow_state",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("thread_id", sa.BigInteger(), server_default="0", autoincrement=False, nullable=False),
        sa.Column("business_connection_id", sa.Text(), server_default="", nullable=False),
        sa.Column("destiny", sa.Text(), server_default="default", nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint(
            "bot_id", "chat_id", "user_id", "thread_id", "business_connection_id", "destiny", name=op.f("pk_flow_state")
        ),
    )
    op.create_table(
        "inbox",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("thread", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("joinable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("message", sa.JSON(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "message_id", name=op.f("uq_inbox_channel_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["channel", "address_id", "thread", "id"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL AND set_aside_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL AND set_aside_at IS NULL"),
    )

    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="operator", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("thread", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("act", sa.JSON(), nullable=True),
        sa.Column("bulk", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), server_default="ready", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ref", sa.Text(), server_default="", nullable=False),
        sa.Column("answers", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('ready', 'sending', 'sent', 'failed', 'skipped', 'unknown')", name=op.f("ck_outbox_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_answers", "outbox", ["answers"], unique=False)
    op.create_index(
        "ix_outbox_next",
        "outbox",
        ["bulk", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('ready', 'sending')"),
        postgresql_where=sa.text("state IN ('ready', 'sending')"),
    )
    op.create_index("ix_outbox_ref", "outbox", ["ref"], unique=False)
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["channel", "address_id", "thread", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('ready', 'sending')"),
        postgresql_where=sa.text("state IN ('ready', 'sending')"),
    )

    op.create_table(
        "pace",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address_id", name=op.f("pk_pace")),
    )
    op.create_table(
        "pause",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_pause")),
    )
    op.create_table(
        "question",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("article", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_asked_at", "question", ["asked_at"], unique=False)
    op.create_index(op.f("ix_question_contact_id"), "question", ["contact_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("helpful", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "slot",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("free_at", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("channel", "scope", "number", name=op.f("uq_slot_channel_scope_number")),
    )
    op.create_table(
        "staff",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("address_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="operator", nullable=False),
        sa.Column("languages", sa.JSON(), nullable=True),
        sa.Column("topics", sa.JSON(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("channel", "address_id", name=op.f("uq_staff_channel_address_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "staff_task",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_staff_task_open",
        "staff_task",
        ["kind", "article"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.create_table(
        "subscription",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("services", sa.JSON(), nullable=True),
        sa.Column("organisations", sa.JSON(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_subscription_contact_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ticket",
        sa.Column("number", KEY, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("pseudonym", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), server_default="normal", nullable=False),
        sa.Column("sensitive", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("holder", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("group_channel", sa.Text(), nullable=True),
        sa.Column("group_id", sa.Text(), nullable=True),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("card_id", sa.Text(), nullable=True),
        sa.Column("bot_answer", sa.Text(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("reopen_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ticket")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ticket_contact_id"), "ticket", ["contact_id"], unique=False)
    op.create_index("ix_ticket_state", "ticket", ["state", "due_at"], unique=False)
    op.create_index("ix_ticket_topic", "ticket", ["group_channel", "group_id", "topic_id"], unique=False)

    op.create_table(
        "timetable_version",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("imported_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_version")),
        sa.UniqueConstraint("week", "number", name=op.f("uq_timetable_version_week_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "conversation",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("spoken", sa.Text(), nullable=True),
        sa.Column("misses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_conversation_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("channel", "address_id", name=op.f("uq_conversation_channel_address_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_conversation_contact_id"), "conversation", ["contact_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("broadcast_id", KEY, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("lane", sa.Integer(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'failed', 'skipped', 'unknown')", name=op.f("ck_delivery_state")
        ),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name=op.f("fk_delivery_broadcast_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("broadcast_id", "contact_id", name=op.f("uq_delivery_broadcast_id_contact_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_delivery_claim",
        "delivery",
        ["broadcast_id", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_index(op.f("ix_delivery_contact_id"), "delivery", ["contact_id"], unique=False)

    op.create_table(
        "ticket_event",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("ticket", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_ticket_event_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ticket_event_ticket"), "ticket_event", ["ticket"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_ticket_event_ticket"), "ticket_event")

    op.drop_table("ticket_event")
    op.drop_index(op.f("ix_delivery_contact_id"), "delivery")
    op.drop_index(
        "ix_delivery_claim",
        "delivery",
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )

    op.drop_table("delivery")
    op.drop_index(op.f("ix_conversation_contact_id"), "conversation")

    op.drop_table("conversation")
    op.drop_table("timetable_version")
    op.drop_index("ix_ticket_topic", "ticket")
    op.drop_index("ix_ticket_state", "ticket")
    op.drop_index(op.f("ix_ticket_contact_id"), "ticket")

    op.drop_table("ticket")
    op.drop_table("subscription")
    op.drop_index(
        "uq_staff_task_open",
        "staff_task",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.drop_table("staff_task")
    op.drop_table("staff")
    op.drop_table("slot")
    op.drop_table("setting")
    op.drop_table("rating")
    op.drop_index(op.f("ix_question_contact_id"), "question")
    op.drop_index("ix_question_asked_at", "question")

    op.drop_table("question")
    op.drop_table("pause")
    op.drop_table("pace")
    op.drop_index(
        "ix_outbox_unsent",
        "outbox",
        sqlite_where=sa.text("state IN ('ready', 'sending')"),
        postgresql_where=sa.text("state IN ('ready', 'sending')"),
    )
    op.drop_index("ix_outbox_ref", "outbox")
    op.drop_index(
        "ix_outbox_next",
        "outbox",
        sqlite_where=sa.text("state IN ('ready', 'sending')"),
        postgresql_where=sa.text("state IN ('ready', 'sending')"),
    )
    op.drop_index("ix_outbox_answers", "outbox")

    op.drop_table("outbox")
    op.drop_table("lease")
    op.drop_table("invitation")
    op.drop_index(
        "ix_inbox_waiting",
        "inbox",
        sqlite_where=sa.text("handled_at IS NULL AND set_aside_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL AND set_aside_at IS NULL"),
    )

    op.drop_table("inbox")
    op.drop_table("flow_state")
    op.drop_table("contact")
    op.drop_table("broadcast")
