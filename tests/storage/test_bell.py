from __future__ import annotations

import threading

from bot.messages import Address
from bot.storage import outbox
from bot.storage.bell import Bell
from bot.storage.database import Database
from tests.clock import Clock
from tests.post import say


def test_what_one_process_puts_wakes_another_on_postgresql(postgres_url: str, clock: Clock) -> None:
    heard = threading.Event()
    bell = Bell(postgres_url, heard.set)
    assert bell.is_listening.wait(20)
    database = Database.open(postgres_url)
    database.write_now(lambda conn: outbox.put(conn, say("hello", Address("console", "me")), clock()))
    assert heard.wait(20)
    bell.close()
    database.close_now()


def test_on_sqlite_there_is_nothing_to_hear(sqlite_url: str) -> None:
    bell = Bell(sqlite_url, lambda: None)
    assert not bell.is_listening.is_set()
    bell.close()
