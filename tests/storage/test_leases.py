from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.storage import leases
from bot.storage.database import Database
from tests.clock import Clock

MINUTE = timedelta(minutes=1)


def test_one_owner_at_a_time_until_the_lease_ends_or_is_given_up(database: Database, clock: Clock) -> None:
    def acquire(owner: str) -> bool:
        return database.write_now(lambda conn: leases.acquire(conn, "polling", owner, clock(), MINUTE))

    assert [acquire("one"), acquire("two"), acquire("one")] == [True, False, True]
    clock.advance(seconds=60)
    assert [acquire("two"), acquire("one")] == [True, False]
    database.write_now(lambda conn: leases.release(conn, "polling", "one"))
    assert not acquire("one")
    database.write_now(lambda conn: leases.release(conn, "polling", "two"))
    assert acquire("one")


async def test_of_many_that_ask_at_once_one_gets_it(database: Database, clock: Clock) -> None:
    async def acquire(number: int) -> bool:
        return await database.write(lambda conn: leases.acquire(conn, "sweep", str(number), clock(), MINUTE))

    assert sum(await asyncio.gather(*(acquire(number) for number in range(20)))) == 1
