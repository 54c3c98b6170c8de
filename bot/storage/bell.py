"""PostgreSQL tells other processes that something was put; SQLite has one process, and a sweep finds the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
from sqlalchemy import Connection, make_url, text

NAME = "pomost_outbox"
RING = text("SELECT pg_notify(:name, '')")
# How soon the listener notices that it shall stop, and how long it rests when the server is away.
PATIENCE = 0.5


def ring(conn: Connection) -> None:
    """Wake all that listen, once the transaction is committed. Nothing on SQLite."""
    if conn.dialect.name == "postgresql":
        conn.execute(RING, {"name": NAME})


class Bell:
    """Calls `heard` from a thread of its own for each ring. A lost connection is made again; nothing is promised."""

    def __init__(self, url: str, heard: Callable[[], None]) -> None:
        place = make_url(url)
        self._url = place.set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard = heard
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_listening = threading.Event()
        if place.get_backend_name().startswith("postgres"):
            self._thread = threading.Thread(target=self._listen, name="pomost-bell", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Takes up to half a second."""
        self._is_over.set()
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, application_name="pomost-bell") as connection:
                    connection.execute(f"LISTEN {NAME}".encode())
                    self.is_listening.set()
                    self._wait(connection)
            except psycopg.Error:
                self._is_over.wait(PATIENCE)

    def _wait(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        while not self._is_over.is_set():
            for _ in connection.notifies(timeout=PATIENCE, stop_after=1):
                self._heard()
