"""What ../shared/telegram/aiogram_suite asks for: storages on the database that $FSM_URL names, emptied or as it is.

run.py --storage aiogram_factories:make_storage --isolation aiogram_factories:make_isolation
       --reopen aiogram_factories:reopen_storage --path tests/storage --path .
(not tests.storage.…: aiogram's own folder is called `tests` too)
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from sqlalchemy import Connection, delete

from bot.storage import schema
from bot.storage.aiogram import FlowStorage, KeyLocks
from bot.storage.database import Database
from bot.storage.rows import flow_state


def clock() -> datetime:
    return datetime.now(UTC)


def reopen_storage() -> FlowStorage:
    return FlowStorage(Database.open(os.environ["FSM_URL"]), clock, owns_database=True)


def make_storage() -> FlowStorage:
    url = os.environ["FSM_URL"]
    schema.migrate(url)
    database = Database.open(url)
    database.write_now(_empty)
    return FlowStorage(database, clock, owns_database=True)


def make_isolation() -> KeyLocks:
    return KeyLocks()


def _empty(conn: Connection) -> None:
    conn.execute(delete(flow_state))
