"""aiogram's storage over Pomost's own table of flow states, so that a Dispatcher and Pomost see the same state.

Needs the extra `aiogram`. `Dispatcher(storage=FlowStorage(database, clock), events_isolation=KeyLocks())`
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from bot.storage.database import Database
from bot.storage.rows import flow_state
from bot.storage.statements import insert_new

try:
    from aiogram.exceptions import DataNotDictLikeError
    from aiogram.fsm.state import State
    from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StorageKey
except ModuleNotFoundError as missing:
    raise ImportError("bot.storage.aiogram needs the extra aiogram: pip install 'pomost[aiogram]'") from missing

Data = dict[str, Any]
Place = tuple[str | None, Data]  # a state's full name and the data kept with it
TRIES: Final = 10  # a row can be removed by another process between making and locking it; ten times in a row it is not


class FlowStorage(BaseStorage):
    """Keeps state and data in `flow_state` under all six fields of the key.

    A key without state and data has no row. thread_id 0 and business_connection_id "" are the same as None, because a
    primary key holds no NULL; Telegram gives neither. The data must be what JSON can write. Every method is one
    transaction; update_data loses nothing when many run at once, in this process or another.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime], *, owns_database: bool = False) -> None:
        """clock gives aware instants. owns_database: `close` closes the database too."""
        self._database = database
        self._clock = clock
        self._owns_database = owns_database

    async def set_state(self, key: StorageKey, state: str | State | None = None) -> None:
        """Our own State is a str, so it is taken like aiogram's."""
        name = state.state if isinstance(state, State) else state
        await self._change(key, lambda place: (str(name) if name else None, place[1]))

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._place(key))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Raises DataNotDictLikeError for anything but a mapping."""
        kept = _copied(data)
        await self._change(key, lambda place: (place[0], kept))

    async def get_data(self, key: StorageKey) -> Data:
        return (await self._place(key))[1]

    async def update_data(self, key: StorageKey, data: Mapping[str, Any]) -> Data:
        """Like dict.update, in one transaction; the whole new data. Raises DataNotDictLikeError."""
        added = _copied(data)
        _, whole = await self._change(key, lambda place: (place[0], {**place[1], **added}))
        return deepcopy(whole)

    async def close(self) -> None:
        if self._owns_database:
            await self._database.close()

    async def _place(self, key: StorageKey) -> Place:
        return await self._database.read(lambda conn: _read(conn, key) or (None, {}))

    async def _change(self, key: StorageKey, change: Callable[[Place], Place]) -> Place:
        now = self._clock()
        return await self._database.write(lambda conn: _write(conn, key, change, now))


class KeyLocks(BaseEventIsolation):
    """One update of a key at a time, first come first served; keys do not wait for each other.

    The locks are in this process's memory: two processes on one database can still work on one key at once. Then
    each single method of FlowStorage is whole, but what a Dispatcher does between two of them is not; Pomost itself
    notices such a change and decides again (bot.storage.conversations.Stale). So run one Dispatcher process per bot.
    """

    def __init__(self) -> None:
        self._locks: dict[StorageKey, asyncio.Lock] = {}
        self._interested: Counter[StorageKey] = Counter()  # holders and waiters; a lock nobody wants is dropped

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        self._interested[key] += 1
        try:
            async with self._locks.setdefault(key, asyncio.Lock()):
                yield
        finally:
            self._interested[key] -= 1
            if not self._interested[key]:
                del self._interested[key], self._locks[key]

    async def close(self) -> None:
        self._locks.clear()


def _copied(data: Mapping[str, Any]) -> Data:
    if not isinstance(data, Mapping):
        raise DataNotDictLikeError(f"data must be a mapping, not {type(data).__name__}")
    return deepcopy(dict(data))


def _read(conn: Connection, key: StorageKey, *, to_write: bool = False) -> Place | None:
    chosen = select(flow_state.c.state, flow_state.c.data).where(_is(key))
    row = conn.execute(chosen.with_for_update() if to_write else chosen).one_or_none()
    if row is None:
        return None
    return row.state or None, row.data if isinstance(row.data, dict) else {}


def _write(conn: Connection, key: StorageKey, change: Callable[[Place], Place], now: datetime) -> Place:
    """Make the row if there is none, lock it, then change it: a lock needs a row to hold on to."""
    columns = _columns(key)
    for _ in range(TRIES):
        insert_new(conn, flow_state, {**columns, "state": None, "data": {}, "changed_at": now})
        place = _read(conn, key, to_write=True)
        if place is not None:
            break
    else:
        raise RuntimeError(f"the flow state of {key} was removed {TRIES} times while it was being written")
    state, data = change(place)
    if state is None and not data:
        conn.execute(delete(flow_state).where(_is(key)))
    else:
        conn.execute(update(flow_state).where(_is(key)).values(state=state, data=data, changed_at=now))
    return state, data


def _columns(key: StorageKey) -> dict[str, int | str]:
    return {
        "bot_id": key.bot_id,
        "chat_id": key.chat_id,
        "user_id": key.user_id,
        "thread_id": key.thread_id or 0,
        "business_connection_id": key.business_connection_id or "",
        "destiny": key.destiny,
    }


def _is(key: StorageKey) -> ColumnElement[bool]:
    return and_(*(flow_state.c[name] == value for name, value in _columns(key).items()))
