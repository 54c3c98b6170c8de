"""A scan: numbers and emergencies sent in every way there is are found nowhere, residents' words in no log."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg
from sqlalchemy import func, select

from bot.storage import rows
from bot.storage.database import Database
from tests.acceptance.conftest import STAFF
from tests.fake_telegram import FakeTelegram, Person
from tests.program import PATIENCE, Program

PESEL, PHONE, EMAIL = "44051401359", "+48 512 345 678", "ann.kowal@example.org"
NUMBERS = f"{PESEL}, {PHONE}, {EMAIL}"
EMERGENCY = "my husband beats me"
ORDINARY = "gooseberry"  # in a question that goes to staff: this is kept, so the scan would find it

Say = Callable[[Person, str], Awaitable[object]]


async def edited(person: Person, text: str) -> None:
    await person.send("/help")
    await person.edit(text)


# Each way has a word of its own, so that what was found says which way leaked.
WAYS: dict[str, Say] = {
    "wayoftext": lambda person, text: person.send(text),
    "wayofcaption": lambda person, text: person.photo(text),
    "wayoffile": lambda person, text: person.file(text),
    "wayofcommand": lambda person, text: person.send(f"/ask {text}"),
    "wayofstart": lambda person, text: person.send(f"/start {text}"),
    "wayofnonsense": lambda person, text: person.send(f"/nosuchcommand {text}"),
    "wayofedit": edited,
}


async def test_numbers_and_emergencies_are_found_nowhere_and_no_words_in_a_log(
    tg: FakeTelegram, program: Program, tmp_path: Path
) -> None:
    group = tg.group(STAFF, forum=True)
    process = program.start("web" if "WEBHOOK_URL" in program.settings else "run")
    await tg.wait_bot()
    for number, (word, say) in enumerate(WAYS.items(), 1):
        await say(tg.person(1000 + number, language="en"), f"my number {word} {NUMBERS}")
        await say(tg.person(2000 + number, language="en"), f"{EMERGENCY} {word}red {NUMBERS}")
    await hands_over(tg.person(3000, language="en"), group.member(501))
    await all_done(tg, program)
    process.kill()  # so that what is still in SQLite's log is scanned as well
    kept = everything_kept(program, tmp_path)
    assert ORDINARY in kept
    forbidden = [PESEL, PHONE, PHONE.replace(" ", ""), "345 678", EMAIL, EMERGENCY, *(f"{word}red" for word in WAYS)]
    assert [text for text in forbidden if text in kept] == []
    seen_by_staff = "\n".join(record.text for record in group.member(501).messages())
    assert [text for text in forbidden if text in seen_by_staff] == []
    assert [text for text in (*forbidden, *WAYS, ORDINARY) if text in program.logs()] == []


async def hands_over(ann: Person, anna: Person) -> None:
    """A question for a person with a number in each of its messages, one of them in another form."""
    await ann.send("/start")
    await ann.expect("Choose your language", seconds=PATIENCE)
    await ann.press("English")
    await ann.expect("Menu")
    await ann.press("Ask a person")
    await ann.expect("Do you agree?")
    await ann.press("Yes, I agree")
    await ann.expect("What is your question about?")
    await ann.press("School")
    await ann.expect("Write your question.")
    await ann.send(f"No school takes my {ORDINARY} son, {NUMBERS}")
    await ann.expect("Is there a date?")
    await ann.photo(f"his number is {PESEL[:6]} {PESEL[6:]}")
    await ann.expect("Cover numbers")
    await ann.press("Send the picture")
    await ann.expect("Is there a date?")
    await ann.press("This week")
    await ann.expect("Check before you send")
    await ann.press("Send to the staff")
    await ann.expect("Its number is 1.")
    card = await anna.expect(ORDINARY, seconds=PATIENCE)
    assert "[PESEL], [phone], [e-mail]" in card.text


async def all_done(tg: FakeTelegram, program: Program) -> None:
    """Until no message and no act waits."""
    database = Database.open(program.database_url)
    waiting = select(func.count()).select_from(rows.inbox).where(rows.inbox.c.handled_at.is_(None))
    unsent = select(func.count()).select_from(rows.outbox).where(rows.outbox.c.done_at.is_(None))

    def idle() -> bool | None:
        counts = database.read_now(lambda conn: [conn.scalar(waiting), conn.scalar(unsent)])
        return (tg.pending(), *counts) == (0, 0, 0) or None

    try:
        await tg.wait(idle, "all is handled", seconds=PATIENCE)
    finally:
        database.close_now()


def everything_kept(program: Program, folder: Path) -> str:
    """All that is on disk, and on PostgreSQL every row of every table, as text; JSON's escapes undone."""
    kept = [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if is_kept(path)]
    if program.database_url.startswith("postgres"):
        kept += dump(program.database_url)
    return "\n".join(kept)


def is_kept(path: Path) -> bool:
    return path.is_file() and not path.name.startswith("log-")


def dump(url: str) -> list[str]:
    tables = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema !~ '^pg_|^information'"
    with psycopg.connect(url) as connection:
        names = connection.execute(tables).fetchall()
        queries = [f'SELECT t::text FROM "{schema}"."{name}" t' for schema, name in names]
        return [str(row[0]) for query in queries for row in connection.execute(query.encode())]


def test_the_scan_itself_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pomost.sqlite-wal").write_bytes(b"\x00\xff" + json.dumps({"text": PESEL}).encode() + b"\xff")
    assert PESEL in everything_kept(Program(tmp_path / "b", tmp_path), tmp_path)
