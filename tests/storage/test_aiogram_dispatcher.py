"""One flow, run alternately by Pomost and by an aiogram Dispatcher on the same database; no step shares memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from aiogram import Bot, Dispatcher, F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update, User

from bot.messages import Address
from bot.storage import conversations
from bot.storage.aiogram import FlowStorage, KeyLocks
from bot.storage.database import Database
from flows.handoff import HANDOFF, Handoff
from flows.move import Move, Pressed, Said, Word
from tests.clock import Clock

BOT, PERSON = 42, 77
SEED = {"pseudonym": "Blue Heron 27", "language": "en"}
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def in_pomost(url: str, word: Word | None, clock: Clock) -> Move:
    """One word through Pomost: loaded, taken, saved in one transaction, on a connection of its own."""
    database = Database.open(url)
    address = Address("telegram", str(PERSON))
    try:
        before = database.write_now(lambda conn: conversations.load(conn, address, clock(), BOT))
        move = HANDOFF.start(SEED) if word is None else HANDOFF.take(before.state, before.data, word)
        assert move is not None, (before.state, word)
        after = replace(before, state=move.state, data=move.data)
        database.write_now(lambda conn: conversations.save(conn, before, after, clock(), BOT))
        return move
    finally:
        database.close_now()


async def in_aiogram(url: str, word: Word | str, clock: Clock, seen: list[str]) -> None:
    """One update through a new Dispatcher whose storage is ours."""
    storage = FlowStorage(Database.open(url), clock, owns_database=True)
    dispatcher = Dispatcher(storage=storage, events_isolation=KeyLocks())
    dispatcher.include_router(router(seen))
    bot = Bot(f"{BOT}:TEST")
    try:
        await dispatcher.feed_update(bot, update(word))
    finally:
        await storage.close()
        await bot.session.close()


def router(seen: list[str]) -> Router:
    made = Router()

    async def step(word: Word, state: FSMContext) -> None:
        move = HANDOFF.take(await state.get_state(), await state.get_data(), word)
        assert move is not None
        await state.set_state(move.state)
        await state.set_data(move.data)
        seen.append(str(move.state))

    @made.message(Command("where"), StateFilter(Handoff.date))
    async def where(_: TelegramObject) -> None:
        seen.append("our state inside aiogram's filter")

    @made.message(StateFilter(Handoff.question, Handoff.date), F.text)
    async def text(message: Message, state: FSMContext) -> None:
        await step(Said(message.text or ""), state)

    @made.callback_query(StateFilter(*Handoff))
    async def button(query: CallbackQuery, state: FSMContext) -> None:
        await step(Pressed(query.data or ""), state)

    @made.message()
    async def idle(_: TelegramObject) -> None:
        seen.append("nothing to do")

    return made


def update(word: Word | str) -> Update:
    person = User(id=PERSON, is_bot=False, first_name="U")
    chat = Chat(id=PERSON, type="private")
    message = Message(message_id=1, date=AT, chat=chat, from_user=person)
    if isinstance(word, Pressed):
        query = CallbackQuery(id="1", from_user=person, chat_instance="1", data=word.value, message=message)
        return Update(update_id=1, callback_query=query)
    text = word if isinstance(word, str) else word.text if isinstance(word, Said) else ""
    return Update(update_id=1, message=message.model_copy(update={"text": text}))


async def test_a_flow_runs_alternately_in_pomost_and_under_a_dispatcher(database_url: str, clock: Clock) -> None:
    seen: list[str] = []
    assert in_pomost(database_url, None, clock).state == Handoff.consent
    await in_aiogram(database_url, Pressed("handoff:yes"), clock, seen)
    assert in_pomost(database_url, Pressed("handoff:topic:school"), clock).state == Handoff.question
    await in_aiogram(database_url, Said("Is there a place?"), clock, seen)
    await in_aiogram(database_url, "/where", clock, seen)
    assert in_pomost(database_url, Said("For my son"), clock).state == Handoff.date
    await in_aiogram(database_url, Pressed("handoff:date:dated"), clock, seen)
    end = in_pomost(database_url, Pressed("handoff:send"), clock)
    assert end.outcomes[0].data["text"] == "Is there a place?\nFor my son"
    assert end.outcomes[0].data["urgency"] == "dated"
    await in_aiogram(database_url, "hm", clock, seen)
    assert seen == [
        "Handoff:topic", "Handoff:date", "our state inside aiogram's filter", "Handoff:summary", "nothing to do"
    ]  # fmt: skip


async def test_pomost_notices_that_a_dispatcher_was_faster(database_url: str, clock: Clock) -> None:
    in_pomost(database_url, None, clock)
    database = Database.open(database_url)
    address = Address("telegram", str(PERSON))
    before = await database.write(lambda conn: conversations.load(conn, address, clock(), BOT))
    await in_aiogram(database_url, Pressed("handoff:yes"), clock, [])
    after = replace(before, state=str(Handoff.summary))
    try:
        await database.write(lambda conn: conversations.save(conn, before, after, clock(), BOT))
    except conversations.Stale:
        return
    finally:
        await database.close()
    raise AssertionError("a stale conversation was saved")
