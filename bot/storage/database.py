"""One database, two ways to use it: `write` a transaction, `read` a snapshot. SQLite or PostgreSQL by the URL.

A transaction is one plain synchronous function of a Connection. On SQLite one thread writes: functions that wait
share a transaction, each in its own savepoint, and one commit. On PostgreSQL four threads write, and a transaction
that met a deadlock, a serialization failure or a connection that was gone before the commit runs again. So a
function may run more than once: it must do nothing but speak to its connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.storage import engines
from bot.storage.engines import Unopenable
from bot.storage.writer import Writer

__all__ = ["Connection", "Database", "Unopenable"]

T = TypeVar("T")

THREADS = 4  # tried: 750-790 messages/s with four threads on PostgreSQL (house.md section 4)
TRIES = 5  # a transaction that lost four races in a row says so
# SQLSTATE of serialization_failure and deadlock_detected
RACES = frozenset({"40001", "40P01"})


class Database:
    """Open it with `Database.open(url)`, end it with `close()`."""

    def __init__(self, url: str, writing: Engine, reading: Engine) -> None:
        self.url = url
        self._writing = writing
        self._reading = reading
        self._readers = ThreadPoolExecutor(THREADS, thread_name_prefix="pomost-read")
        self._writer: Writer | None = None
        self._writers: ThreadPoolExecutor | None = None
        if self.dialect == "sqlite":
            self._writer = Writer(writing)
        else:
            self._writers = ThreadPoolExecutor(THREADS, thread_name_prefix="pomost-write")

    @classmethod
    def open(cls, url: str) -> Database:
        """`sqlite:///folder/file.sqlite` or `postgresql://…`. Raises Unopenable, whose message is one clear line."""
        writing, reading = engines.pair(url, THREADS)
        return cls(url, writing, reading)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writing.dialect.name

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run fn in a transaction and commit; what it returns or raises. Raised: nothing of it was written."""
        return await asyncio.wrap_future(self._submit(fn))

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run fn on a connection of its own. It sees what was committed before it began; it cannot write."""
        return await asyncio.wrap_future(self._readers.submit(self._snapshot, fn))

    def write_now(self, fn: Callable[[Connection], T]) -> T:
        """`write` for a caller without a loop. Never from within a transaction: it would wait for itself."""
        return self._submit(fn).result()

    def read_now(self, fn: Callable[[Connection], T]) -> T:
        """`read` for a caller without a loop."""
        return self._snapshot(fn)

    def wal_truncate(self) -> bool:
        """Bring SQLite's write-ahead log into the file and cut it to nothing, so that erased text is gone.

        False when a reader stood in the way; PostgreSQL has nothing to cut (True).
        """
        if self.dialect != "sqlite":
            return True
        # Outside of any transaction, which only the driver's own connection can give.
        connection = self._reading.raw_connection()
        try:
            busy, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        return int(busy) == 0

    async def close(self) -> None:
        """Finish what was begun, then let go of threads and connections."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._writers is not None:
            self._writers.shutdown()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()

    def _submit(self, fn: Callable[[Connection], T]) -> Future[T]:
        if self._writer is not None:
            return self._writer.submit(fn)
        assert self._writers is not None
        return self._writers.submit(self._transaction, fn)

    def _transaction(self, fn: Callable[[Connection], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                with self._writing.begin() as conn:
                    return fn(conn)
            except OperationalError as error:
                if not _may_run_again(error):
                    raise
        with self._writing.begin() as conn:
            return fn(conn)

    def _snapshot(self, fn: Callable[[Connection], T]) -> T:
        try:
            with self._reading.connect() as conn:
                return fn(conn)
        except OperationalError as error:
            if not _may_run_again(error):
                raise
        with self._reading.connect() as conn:
            return fn(conn)


def _may_run_again(error: DBAPIError) -> bool:
    """It lost a race, or its connection was gone before the commit was asked for (the server restarted).

    A connection that is tried before each use would cost a third of the transactions a second.
    """
    is_gone = error.connection_invalidated and error.statement is not None
    return is_gone or getattr(error.orig, "sqlstate", None) in RACES
