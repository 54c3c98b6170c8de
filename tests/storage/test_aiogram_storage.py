"""aiogram's contract for a storage, held on both databases. The same and more: ../shared/telegram/aiogram_suite."""

from __future__ import annotations

import asyncio
import dataclasses
import subprocess
import sys
from typing import Any

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StorageKey
from sqlalchemy import func, select

from bot.storage.aiogram import FlowStorage, KeyLocks
from bot.storage.database import Database
from bot.storage.rows import flow_state
from flows.handoff import Handoff
from tests.clock import Clock

KEY = StorageKey(bot_id=42, chat_id=-42, user_id=42)


class Order(StatesGroup):
    name = State()

    class Pay(StatesGroup):
        card = State()


@pytest.fixture
def storage(database: Database, clock: Clock) -> FlowStorage:
    return FlowStorage(database, clock)


async def rows(database: Database) -> int:
    return await database.read(lambda conn: conn.execute(select(func.count()).select_from(flow_state)).scalar_one())


async def test_it_is_what_a_dispatcher_asks_for(storage: FlowStorage) -> None:
    assert isinstance(storage, BaseStorage)
    assert isinstance(KeyLocks(), BaseEventIsolation)


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (Order.name, "Order:name"),
        (Order.Pay.card, "Order.Pay:card"),
        (State("solo"), "@:solo"),
        ("x:y", "x:y"),
        (Handoff.topic, "Handoff:topic"),
    ],
)
async def test_a_state_is_kept_by_its_name(storage: FlowStorage, state: str | State, name: str) -> None:
    await storage.set_state(KEY, state)
    read = await storage.get_state(KEY)
    assert read == name
    assert type(read) is str


async def test_nothing_kept_is_none_and_an_empty_mapping(storage: FlowStorage) -> None:
    assert await storage.get_state(KEY) is None
    assert await storage.get_data(KEY) == {}
    assert await storage.get_value(KEY, "a", 5) == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bot_id", 43),
        ("chat_id", -43),
        ("user_id", 43),
        ("thread_id", 7),
        ("business_connection_id", "bc"),
        ("destiny", "x"),
    ],
)
async def test_every_field_of_the_key_separates(storage: FlowStorage, field: str, value: Any) -> None:
    other = dataclasses.replace(KEY, **{field: value})
    await storage.set_state(KEY, "A")
    await storage.set_data(KEY, {"k": 1})
    assert (await storage.get_state(other), await storage.get_data(other)) == (None, {})
    await storage.set_state(other, "B")
    assert await storage.get_state(KEY) == "A"


async def test_64_bit_ids_and_any_text_are_kept(storage: FlowStorage) -> None:
    key = StorageKey(bot_id=7_900_000_000, chat_id=-1_003_999_999_999, user_id=2**52 - 1, thread_id=2**31 - 1)
    data = {"имя": "Zoë 😀\x00", "nested": {"a": [1, 2.5, None, True]}, "big": 2**53, "": "empty"}
    await storage.set_data(key, data)
    assert await storage.get_data(key) == data


async def test_state_and_data_do_not_touch_each_other(storage: FlowStorage) -> None:
    await storage.set_data(KEY, {"a": 1})
    assert await storage.get_state(KEY) is None
    await storage.set_state(KEY, "S")
    await storage.set_state(KEY, None)
    assert await storage.get_data(KEY) == {"a": 1}
    await storage.set_state(KEY, "S")
    await storage.set_data(KEY, {})
    assert await storage.get_state(KEY) == "S"


async def test_a_cleared_key_leaves_no_row(storage: FlowStorage, database: Database) -> None:
    context = FSMContext(storage, KEY)
    await context.set_state(Order.name)
    await context.update_data(x=1)
    assert await rows(database) == 1
    await context.clear()
    assert (await context.get_state(), await context.get_data()) == (None, {})
    assert await rows(database) == 0
    await storage.set_state(KEY, None)
    assert await rows(database) == 0


async def test_what_is_given_and_what_is_returned_are_copies(storage: FlowStorage) -> None:
    given: dict[str, Any] = {"a": [1]}
    await storage.set_data(KEY, given)
    given["a"].append(2)
    read = await storage.get_data(KEY)
    read["a"].append(3)
    updated = await storage.update_data(KEY, {"b": 2})
    updated["a"].append(4)
    assert await storage.get_data(KEY) == {"a": [1], "b": 2}


@pytest.mark.parametrize("data", [None, "text", 5, [("a", 1)]])
async def test_data_that_is_no_mapping_is_refused(storage: FlowStorage, data: Any) -> None:
    await storage.set_data(KEY, {"a": 1})
    with pytest.raises(DataNotDictLikeError):
        await storage.set_data(KEY, data)
    with pytest.raises(DataNotDictLikeError):
        await storage.update_data(KEY, data)
    assert await storage.get_data(KEY) == {"a": 1}


async def test_thirty_updates_at_once_lose_nothing(storage: FlowStorage) -> None:
    """Also when the row comes and goes meanwhile: it is made, filled and removed by the three of them."""
    expected = {f"k{number}": number for number in range(30)}
    await asyncio.gather(*(storage.update_data(KEY, {name: value}) for name, value in expected.items()))
    assert await storage.get_data(KEY) == expected
    await asyncio.gather(*(storage.set_state(KEY, None if number % 2 else "S") for number in range(30)))
    await storage.set_data(KEY, {})
    await asyncio.gather(*(storage.set_state(KEY, None if number % 2 else "S") for number in range(60)))


async def test_a_storage_on_a_second_connection_updates_at_once_without_loss(
    storage: FlowStorage, database_url: str, clock: Clock
) -> None:
    second = FlowStorage(Database.open(database_url), clock, owns_database=True)
    both = (storage, second)
    await asyncio.gather(*(both[number % 2].update_data(KEY, {str(number): number}) for number in range(20)))
    assert await second.get_data(KEY) == {str(number): number for number in range(20)}
    await second.close()


async def test_a_database_that_is_shared_stays_open(storage: FlowStorage) -> None:
    await storage.close()
    await storage.set_state(KEY, "S")
    assert await storage.get_state(KEY) == "S"


async def test_the_locks_let_one_key_in_at_a_time_and_others_pass() -> None:
    locks, log = KeyLocks(), []

    async def work(key: StorageKey, turns: int) -> None:
        async with locks.lock(key):
            log.append(("in", key.user_id))
            for _ in range(turns):
                await asyncio.sleep(0)
            log.append(("out", key.user_id))

    await asyncio.gather(work(KEY, 5), work(KEY, 5))
    assert [step for step, _ in log] == ["in", "out", "in", "out"]
    log.clear()
    await asyncio.gather(work(KEY, 5), work(dataclasses.replace(KEY, user_id=43), 5))
    assert [step for step, _ in log] == ["in", "in", "out", "out"]


async def test_a_lock_is_free_again_after_an_error_and_after_a_cancel() -> None:
    locks = KeyLocks()
    with pytest.raises(ZeroDivisionError):
        async with locks.lock(KEY):
            raise ZeroDivisionError
    async with locks.lock(KEY):
        waiting = asyncio.ensure_future(anext(aiter(_entered(locks))))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(5), locks.lock(KEY):
        pass
    assert not locks._locks  # nothing is left behind for keys nobody wants


async def _entered(locks: KeyLocks) -> Any:
    async with locks.lock(KEY):
        yield True


def test_without_aiogram_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['aiogram'] = sys.modules['aiogram.exceptions'] = None; import bot.storage.aiogram"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "ImportError: bot.storage.aiogram needs the extra aiogram: pip install 'pomost[aiogram]'"
    )
