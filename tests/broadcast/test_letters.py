from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.broadcast.letters import Letters, letters
from bot.storage import timetables
from bot.storage.database import Database
from bot.timetable.weekly import EVERYTHING, Wanted, week_text
from tests.broadcast.ledger import WEEK, publish
from tests.clock import Clock
from tests.timetable.weeks import NEXT_WEEK, THIS_WEEK


def read(database: Database, week: str = WEEK, standing: Letters | None = None) -> Letters | None:
    return database.read_now(lambda conn: letters(conn, week, standing))


def test_the_message_is_the_week_in_the_subscribers_language(sqlite_database: Database, clock: Clock) -> None:
    publish(sqlite_database, clock())
    made = read(sqlite_database)
    assert made is not None
    reply = made.to("uk", EVERYTHING)
    assert reply.text == week_text(THIS_WEEK, "uk")
    assert [choice.value for choice in reply.choices] == ["subscription:some", "subscription:stop", "menu"]
    assert made.to("pl", EVERYTHING).text != reply.text


def test_it_is_filtered_and_a_chosen_service_without_a_duty_is_named(sqlite_database: Database, clock: Clock) -> None:
    def fn(conn: Connection) -> None:
        timetables.publish(conn, THIS_WEEK, "a lead", clock())
        timetables.publish(conn, NEXT_WEEK, "a lead", clock())

    sqlite_database.write_now(fn)
    made = read(sqlite_database, NEXT_WEEK.iso)
    assert made is not None
    text = made.to("en", Wanted(services=("psych", "legal_stay"))).text
    assert "Psychologist" in text
    assert "General information" not in text
    # Its name is known from the week before.
    assert "Not this week: Lawyer: stay, work, rent." in text


def test_it_is_made_once_for_a_language_and_a_choice(sqlite_database: Database, clock: Clock) -> None:
    publish(sqlite_database, clock())
    made = read(sqlite_database)
    assert made is not None
    choice = Wanted(services=("psych",))
    assert made.to("en", choice) is made.to("en", replace(choice))
    assert read(sqlite_database, standing=made) is made


def test_a_newer_version_replaces_it(sqlite_database: Database, clock: Clock) -> None:
    publish(sqlite_database, clock())
    made = read(sqlite_database)
    newer = replace(THIS_WEEK, duties=THIS_WEEK.duties[1:])
    sqlite_database.write_now(lambda conn: timetables.publish(conn, newer, "a lead", clock.advance(minutes=1)))
    again = read(sqlite_database, standing=made)
    assert made is not None
    assert again is not None
    assert again.to("en", EVERYTHING).text != made.to("en", EVERYTHING).text


def test_a_week_that_is_not_published_has_none(sqlite_database: Database) -> None:
    assert read(sqlite_database) is None
