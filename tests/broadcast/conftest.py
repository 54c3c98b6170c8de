from __future__ import annotations

import pytest

from bot.storage.database import Database
from tests.broadcast.ledger import Office
from tests.clock import Clock


@pytest.fixture
def office(database: Database, clock: Clock) -> Office:
    """On both databases; its channel has no limits."""
    return Office(database, clock)


@pytest.fixture
def one_office(sqlite_database: Database, clock: Clock) -> Office:
    """Where the kind of database plays no part."""
    return Office(sqlite_database, clock)
