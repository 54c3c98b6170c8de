"""SQLite's one writer: a thread that runs waiting functions in one transaction with one commit."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")

# A commit costs one flush of the disk (0.2-10 ms) whatever it holds; more than this many functions in one
# transaction would only make the first of them wait longer for its answer.
TOGETHER = 64


class Job(Protocol):
    """One function that waits for its turn."""

    def is_wanted(self) -> bool: ...

    def run(self, conn: Connection) -> None: ...

    def keep(self) -> None: ...

    def fail(self, error: Exception) -> None: ...


class Work(Generic[T]):
    """A function and the promise of its result; the promise is kept only after the commit."""

    def __init__(self, fn: Callable[[Connection], T]) -> None:
        self.future: Future[T] = Future()
        self._fn = fn
        self._keep: Callable[[], None] | None = None

    def is_wanted(self) -> bool:
        """False when the caller gave up before the turn came."""
        return self.future.set_running_or_notify_cancel()

    def run(self, conn: Connection) -> None:
        """In a savepoint: a failure undoes this function alone. Raises only when the whole transaction is lost."""
        inner = conn.begin_nested()
        try:
            result = self._fn(conn)
        except Exception as error:  # noqa: BLE001 - it belongs to the caller, whatever it is
            inner.rollback()
            failure = error
            self._keep = lambda: self.future.set_exception(failure)
            return
        inner.commit()
        self._keep = lambda: self.future.set_result(result)

    def keep(self) -> None:
        assert self._keep is not None
        self._keep()

    def fail(self, error: Exception) -> None:
        self.future.set_exception(error)


class Writer:
    """Owns the thread. `submit` from any thread; `close` finishes what was submitted before it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._is_closed = False
        self._closing = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="pomost-write", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[[Connection], T]) -> Future[T]:
        """Raises RuntimeError after close."""
        work = Work(fn)
        with self._closing:
            if self._is_closed:
                raise RuntimeError("the database is closed")
            self._jobs.put(work)
        return work.future

    def close(self) -> None:
        with self._closing:
            if not self._is_closed:
                self._is_closed = True
                self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        is_last = False
        while not is_last:
            batch, is_last = self._waiting()
            wanted = [job for job in batch if job.is_wanted()]
            if wanted:
                self._commit(wanted)

    def _waiting(self) -> tuple[list[Job], bool]:
        """Waits for one job and takes all that wait with it; True with the last."""
        batch: list[Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == TOGETHER or self._jobs.empty():
                return batch, False
            job = self._jobs.get()
        return batch, True

    def _commit(self, batch: list[Job]) -> None:
        try:
            with self._engine.begin() as conn:
                for job in batch:
                    job.run(conn)
        except Exception as error:  # noqa: BLE001 - nothing was written, and each caller must know
            for job in batch:
                job.fail(error)
            return
        for job in batch:
            job.keep()
