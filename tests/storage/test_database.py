from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from bot.messages import Address, Kind, Message
from bot.storage import inbox
from bot.storage.database import Database, Unopenable
from bot.storage.rows import contact, rating, setting

NOW = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC)


def add(conn: Connection) -> int:
    return int(conn.execute(insert(contact).values(created_at=NOW).returning(contact.c.id)).scalar_one())


def count(conn: Connection) -> int:
    return conn.scalar(select(func.count()).select_from(contact)) or 0


async def test_what_a_write_returned_is_there_for_the_next_read(database: Database) -> None:
    number = await database.write(add)
    assert await database.read(lambda conn: conn.scalar(select(contact.c.id))) == number


async def test_of_many_writes_at_once_the_failing_ones_undo_only_themselves(database: Database) -> None:
    async def one(number: int) -> int:
        def fn(conn: Connection) -> int:
            add(conn)
            if number % 3 == 0:
                raise LookupError(number)
            return number

        return await database.write(fn)

    results = await asyncio.gather(*(one(number) for number in range(60)), return_exceptions=True)
    failed = [result.args[0] for result in results if isinstance(result, LookupError)]
    assert failed == list(range(0, 60, 3))
    assert [result for result in results if isinstance(result, int)] == [n for n in range(60) if n % 3]
    assert await database.read(count) == 40


async def test_a_statement_that_fails_does_not_spoil_the_next(database: Database) -> None:
    def twice(conn: Connection) -> None:
        conn.execute(insert(setting).values(key="a", value=1))
        conn.execute(insert(setting).values(key="a", value=2))

    with pytest.raises(DBAPIError):
        await database.write(twice)
    await database.write(add)
    assert await database.read(lambda conn: conn.scalar(select(setting.c.value))) is None


async def test_an_error_does_not_show_what_was_written(database: Database) -> None:
    def twice(conn: Connection) -> None:
        for _ in range(2):
            conn.execute(insert(setting).values(key="a", value="44051401359"))

    with pytest.raises(DBAPIError) as caught:
        await database.write(twice)
    assert "44051401359" not in str(caught.value)


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.read(add)
    assert await database.read(count) == 0


async def test_a_read_sees_one_snapshot_while_others_write(database: Database) -> None:
    def twice(conn: Connection) -> tuple[int, int]:
        before = count(conn)
        database.write_now(add)
        return before, count(conn)

    assert await database.read(twice) == (0, 0)
    assert await database.read(count) == 1


def test_the_command_line_needs_no_loop(database: Database) -> None:
    database.write_now(add)
    assert database.read_now(count) == 1


def test_instants_come_back_in_utc_and_in_order(database: Database) -> None:
    moments = [
        NOW,
        NOW.astimezone(timezone(timedelta(hours=-5))) + timedelta(microseconds=1),
        NOW.replace(microsecond=0),
    ]
    statement = insert(contact).values([{"created_at": moment} for moment in moments])
    database.write_now(lambda conn: conn.execute(statement))
    found = database.read_now(
        lambda conn: list(conn.scalars(select(contact.c.created_at).order_by(contact.c.created_at)))
    )
    assert found == sorted(moments)
    assert all(moment.tzinfo is UTC for moment in found)
    later = select(func.count()).select_from(contact).where(contact.c.created_at > NOW)
    assert database.read_now(lambda conn: conn.scalar(later)) == 1


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="zone"):
        database.write_now(lambda conn: conn.execute(insert(contact).values(created_at=datetime(2026, 11, 24))))  # noqa: DTZ001


def test_numbers_beyond_32_bits_and_yes_and_no_are_kept(database: Database) -> None:
    values = {"article": "pesel", "helpful": True, "at": NOW, "id": 2**52 - 1}
    database.write_now(lambda conn: conn.execute(insert(rating).values(values)))
    row = database.read_now(lambda conn: conn.execute(select(rating)).one())
    assert (row.id, row.helpful) == (2**52 - 1, True)


async def test_closing_finishes_what_was_begun(database: Database) -> None:
    writes = [asyncio.ensure_future(database.write(add)) for _ in range(20)]
    await asyncio.sleep(0)
    await database.close()
    assert len(await asyncio.gather(*writes)) == 20
    with pytest.raises(RuntimeError):
        await database.write(add)


def test_a_deadlock_on_postgresql_is_run_again(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    first, second = database.write_now(add), database.write_now(add)
    both = threading.Barrier(2)
    runs: list[int] = []

    def cross(numbers: tuple[int, int]) -> None:
        waits = [True]

        def fn(conn: Connection) -> None:
            runs.append(numbers[0])
            for number in numbers:
                conn.execute(update(contact).where(contact.c.id == number).values(erased_at=NOW))
                if waits:
                    waits.pop()
                    both.wait(10)

        database.write_now(fn)

    threads = [threading.Thread(target=cross, args=(pair,)) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    erased = select(func.count()).select_from(contact).where(contact.c.erased_at.is_not(None))
    assert database.read_now(lambda conn: conn.scalar(erased)) == 2
    assert len(runs) == 3
    database.close_now()


def test_after_postgresql_was_away_the_next_transaction_works(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    database.write_now(add)
    database.read_now(count)
    everybody_else = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid()"
    )
    cutter = Database.open(postgres_url)
    cutter.write_now(lambda conn: conn.execute(everybody_else).all())
    assert database.read_now(count) == 1
    database.write_now(add)
    assert database.read_now(count) == 2
    cutter.close_now()
    database.close_now()


def test_nothing_of_an_emptied_message_stays_in_the_files_of_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    database = Database.open(sqlite_url)
    seed = "seeded-text-0f3a"
    message = Message(Address("console", "me"), "1", Kind.TEXT, NOW, seed)

    def stored() -> bool:
        return any(seed.encode() in path.read_bytes() for path in tmp_path.iterdir())

    database.write_now(lambda conn: inbox.note(conn, message, NOW))
    was_there = stored()
    claimed = database.write_now(lambda conn: inbox.claim(conn, "one", NOW, timedelta(seconds=60)))
    assert claimed is not None
    database.write_now(lambda conn: inbox.finish(conn, claimed, "one", NOW))
    assert database.wal_truncate()
    assert was_there
    assert not stored()
    database.close_now()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "is not a URL"),
        ("mysql://me:secret@127.0.0.1/x", "is not one Pomost can use"),
        ("sqlite://", "is not one Pomost can use"),
        ("sqlite:////nowhere/at/all.sqlite", "folder exists"),
        ("postgres://me:secret@127.0.0.1:1/x", "server runs"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_clear_line(url: str, words: str) -> None:
    with pytest.raises(Unopenable) as caught:
        Database.open(url)
    line = str(caught.value)
    assert words in line
    assert "DATABASE_URL" in line
    assert "\n" not in line
    assert "secret" not in line


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all " * 100)
    with pytest.raises(Unopenable, match="not a database"):
        Database.open(f"sqlite:///{path}")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_name_of_postgresql_means_psycopg_3(postgres_url: str, scheme: str) -> None:
    database = Database.open(postgres_url.replace("postgresql", scheme, 1))
    assert database.dialect == "postgresql"
    database.close_now()
