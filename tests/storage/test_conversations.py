from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from bot.conversation import Conversation
from bot.messages import Address
from bot.storage import conversations
from bot.storage import rows as tables
from bot.storage.conversations import Stale
from bot.storage.database import Database
from tests.clock import Clock

ANN = Address("telegram", "5000000001")
CONSOLE = Address("console", "me")
BOT = 123456


class Memory:
    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock

    def load(self, address: Address = ANN) -> Conversation:
        return self.database.write_now(lambda conn: conversations.load(conn, address, self.clock(), BOT))

    def save(self, before: Conversation, after: Conversation) -> Conversation:
        return self.database.write_now(lambda conn: conversations.save(conn, before, after, self.clock(), BOT))

    def flows(self) -> list[Mapping[str, object]]:
        return self.database.read_now(
            lambda conn: [dict(row) for row in conn.execute(select(tables.flow_state)).mappings()]
        )

    def ticket(self, **values: object) -> None:
        given = {
            "contact_id": self.load().contact,
            "channel": "telegram",
            "address_id": ANN.id,
            "created_at": self.clock(),
        }
        self.database.write_now(lambda conn: conn.execute(insert(tables.ticket).values({**given, **values})))


@pytest.fixture
def memory(database: Database, clock: Clock) -> Memory:
    return Memory(database, clock)


def test_a_new_address_becomes_a_contact_once(memory: Memory) -> None:
    first, again = memory.load(), memory.load()
    assert first == again == Conversation(ANN, contact=first.contact)
    assert memory.load(CONSOLE).contact != first.contact


def test_all_that_is_remembered_comes_back(memory: Memory) -> None:
    before = memory.load()
    after = replace(
        before,
        language="uk",
        spoken="pl",
        state="Handoff:details",
        data={"topic": "stay", "texts": ["a", "b"], "step": 2},
        misses=2,
        question=77,
        asked="як?",
        asked_at=memory.clock(),
        receipt_at=memory.clock() - timedelta(minutes=3),
        consented=True,
    )
    saved = memory.save(before, after)
    assert saved == replace(after, version=before.version + 1)
    assert memory.load() == saved


def test_of_two_turns_on_one_conversation_the_second_is_stale(memory: Memory) -> None:
    before = memory.load()
    memory.save(before, replace(before, language="uk"))
    with pytest.raises(Stale):
        memory.save(before, replace(before, language="ru"))
    assert memory.load().language == "uk"


def test_a_flow_moved_by_another_program_makes_the_turn_stale_and_saves_nothing(memory: Memory) -> None:
    before = memory.load()
    began = memory.save(before, replace(before, state="Welcome:language"))
    memory.database.write_now(lambda conn: conn.execute(update(tables.flow_state).values(state="Welcome:privacy")))
    with pytest.raises(Stale):
        memory.save(began, replace(began, state=None, language="uk"))
    loaded = memory.load()
    assert (loaded.language, loaded.state) == (None, "Welcome:privacy")


def test_the_flow_lies_under_aiograms_key(memory: Memory) -> None:
    before = memory.load()
    memory.save(before, replace(before, state="Welcome:language", data={"a": 1}))
    (row,) = memory.flows()
    number = int(ANN.id)
    assert [row[name] for name in conversations.KEY] == [BOT, number, number, 0, "", "default"]
    assert (row["state"], row["data"]) == ("Welcome:language", {"a": 1})


def test_on_other_channels_the_contact_stands_for_the_chat(memory: Memory) -> None:
    before = memory.load(CONSOLE)
    memory.save(before, replace(before, state="Welcome:language"))
    (row,) = memory.flows()
    assert [row[name] for name in conversations.KEY] == [0, before.contact, before.contact, 0, "", "console"]


@pytest.mark.parametrize(("state", "data"), [(None, {}), ("A:b", {}), (None, {"a": 1})])
def test_a_flow_without_state_and_data_leaves_no_row(
    memory: Memory, state: str | None, data: Mapping[str, object]
) -> None:
    before = memory.load()
    began = memory.save(before, replace(before, state="Welcome:language", data={"x": "y"}))
    memory.save(began, replace(began, state=state, data=data))
    assert len(memory.flows()) == (0 if state is None and not data else 1)


@pytest.mark.parametrize(
    ("state", "holder", "minutes_left", "is_open", "held"),
    [
        ("new", None, None, True, False),
        ("taken", 1, None, True, True),
        ("taken", 1, 5, True, True),
        ("taken", 1, -5, True, False),
        ("answered", 1, 5, True, True),
        ("answered", 1, -5, True, False),
        ("reopened", None, None, True, False),
        ("closed", 1, None, False, False),
        ("expired", 1, None, False, False),
    ],
)
def test_a_ticket_is_open_and_held_as_its_row_says(
    memory: Memory, state: str, holder: int | None, minutes_left: int | None, is_open: bool, held: bool
) -> None:
    until = None if minutes_left is None else memory.clock() + timedelta(minutes=minutes_left)
    memory.ticket(state=state, holder=holder, lease_until=until)
    loaded = memory.load()
    assert (loaded.ticket is not None, loaded.held) == (is_open, held)


def test_a_subscription_shows_until_it_ends(memory: Memory) -> None:
    given = {"contact_id": memory.load().contact, "channel": "telegram", "address_id": ANN.id, "since": memory.clock()}
    memory.database.write_now(lambda conn: conn.execute(insert(tables.subscription).values(given)))
    assert memory.load().subscribed
    ended = update(tables.subscription).values(ended_at=memory.clock())
    memory.database.write_now(lambda conn: conn.execute(ended))
    assert not memory.load().subscribed


def test_blocked_is_news_once_and_so_is_unblocked(memory: Memory) -> None:
    memory.load()
    now = memory.clock()

    def blocked() -> bool:
        return memory.database.write_now(lambda conn: conversations.mark_blocked(conn, ANN, "gone", now))

    def unblocked() -> bool:
        return memory.database.write_now(lambda conn: conversations.mark_unblocked(conn, ANN, now))

    assert [unblocked(), blocked(), blocked(), unblocked(), unblocked()] == [False, True, False, True, False]


def test_blocking_by_somebody_unknown_makes_no_contact(memory: Memory) -> None:
    assert not memory.database.write_now(lambda conn: conversations.mark_blocked(conn, ANN, "gone", memory.clock()))
    count = select(func.count()).select_from(tables.contact)
    assert memory.database.read_now(lambda conn: conn.scalar(count)) == 0


def test_hostile_text_can_be_remembered(memory: Memory) -> None:
    before = memory.load()
    hostile = "a\0b\ud800c<b>&\"'; DROP TABLE contact;--" + "ж" * 100_000
    memory.save(before, replace(before, asked=hostile, data={"text": hostile}))
    loaded = memory.load()
    assert loaded.asked.startswith("a\ufffdb\ufffdc<b>")
    assert loaded.data == {"text": hostile}
