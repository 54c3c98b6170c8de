"""What product.md promises a resident, tried on the whole program in one process."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.conversation import Conversation
from bot.desk import work
from bot.dialogue.scene import World
from bot.messages import Address, Kind, Message, Reply
from bot.storage import contacts, conversations, outbox, purge, questions, rows, staff, tasks, tickets
from bot.storage.database import Database
from bot.tickets import Role, Staff
from knowledge.answer import Sure
from tests.clock import Clock
from tests.talk import Talk

ANN = Address("paper", "ann")


@pytest.fixture
def talk(sqlite_database: Database, world: World, tmp_path: Path, clock: Clock) -> Talk:
    return Talk(sqlite_database, world, tmp_path, clock)


def said(replies: list[Reply]) -> str:
    return "\n".join(f"{reply.title}\n{reply.text}" for reply in replies)


def values(replies: list[Reply]) -> list[str]:
    return [choice.value for reply in replies for choice in reply.choices]


async def says(talk: Talk, *lines: str) -> list[Reply]:
    """Several messages with time between them; the replies to the last."""
    replies: list[Reply] = []
    for line in lines:
        replies = await talk.says(line)
        talk.clock.advance(seconds=10)
    return replies


async def photo(talk: Talk, caption: str = "", kind: Kind = Kind.PHOTO, source: str = "55") -> list[Reply]:
    replies = await talk.says(caption, kind=kind, source=source)
    talk.clock.advance(seconds=10)
    return replies


async def asks_a_person(talk: Talk, question: str = "my landlord keeps my deposit and shouts") -> None:
    await says(talk, "/ask", "[Yes, I agree]", "[Housing]", question, "[No date]", "[Send to the staff]")


def take(talk: Talk, number: int) -> Staff:
    def taken(conn: Connection) -> Staff:
        now = talk.clock()
        staff.invite(conn, "Anna", Role.LEAD, "a token", now)
        staff.register(conn, "a token", Address("paper", "anna"), now)
        anna = staff.named(conn, "Anna")
        assert anna is not None
        work.take(conn, talk.app.desk.room, number, anna, now)
        return anna

    return talk.database.write_now(taken)


def log(talk: Talk, number: int) -> str:
    return "\n".join(event.text for event in talk.database.read_now(lambda conn: tickets.log(conn, number)))


def media(talk: Talk, number: int) -> tuple[str, ...]:
    return talk.database.read_now(lambda conn: tickets.media(conn, number))


def standing(talk: Talk) -> Conversation:
    return talk.database.write_now(lambda conn: conversations.load(conn, ANN, talk.clock()))


async def test_all_that_came_before_the_choice_is_answered_after_it(talk: Talk) -> None:
    await says(talk, "e-recepta")
    await photo(talk)
    await says(talk, "/start", "/cancel", "/menu")
    replies = await says(talk, "[Polski]")
    assert "E-recepta" in said(replies)
    assert "pass:photo:55" in values(replies)


async def test_a_language_that_is_typed_as_a_command_is_a_choice_too(talk: Talk) -> None:
    await says(talk, "e-recepta")
    assert "E-recepta" in said(await says(talk, "/language pl"))


async def test_a_deep_link_leads_to_the_subscription_once_the_language_is_known(talk: Talk) -> None:
    await says(talk, "/start sub_weekly")
    assert "subscription:whole" in values(await says(talk, "[English]"))


async def test_the_words_beneath_a_picture_go_along_to_a_person(talk: Talk) -> None:
    await says(talk, "/language en", "how to get a PESEL number")
    await photo(talk, "what does this letter from the court want")
    replies = await says(talk, "[Send it to a person]")
    assert "what does this letter from the court want" in said(replies)
    assert "PESEL number" not in said(replies)


@pytest.mark.parametrize("word", ["hello", "thank you", "/menu"])
async def test_a_greeting_is_no_question_to_a_person(talk: Talk, word: str) -> None:
    await says(talk, "/language en", "how to get a PESEL number", word, "[Ask a person]", "[Yes, I agree]")
    assert "Write your question" in said(await says(talk, "[School]"))


async def test_the_wish_for_a_person_takes_the_open_question_along(talk: Talk) -> None:
    await says(talk, "/language en", "my balcony neighbour keeps bees and drones")
    replies = await says(talk, "I want to talk to a human")
    assert "keeps bees" in said(replies)
    await says(talk, "[Yes, I agree]", "[Housing]", "[No date]", "[Send to the staff]")
    assert talk.database.read_now(questions.outcomes) == {"ticket": 1}


async def test_a_question_from_a_sensitive_article_is_sensitive_whatever_its_topic(talk: Talk) -> None:
    await says(talk, "/language en")
    await talk.hears(Message(ANN, "press", Kind.CHOICE, talk.clock(), "person:domestic-violence", source="1"))
    await says(talk, "[Yes, I agree]", "[Something else]", "where can I sleep", "[No date]", "[Send to the staff]")
    assert talk.database.read_now(lambda conn: tickets.load(conn, 1)).sensitive


async def test_a_language_changed_on_the_way_to_a_person_is_the_ticket_s(talk: Talk) -> None:
    await says(talk, "/language en", "/ask", "[Yes, I agree]", "[Housing]", "no heating for two weeks")
    replies = await says(talk, "/language pl")
    assert "handoff:date:today" in values(replies)
    assert replies[-1].text.startswith("Czy")
    await talk.hears(Message(ANN, "d", Kind.CHOICE, talk.clock(), "handoff:date:normal", source="1"))
    replies = await talk.hears(Message(ANN, "s", Kind.CHOICE, talk.clock(), "handoff:send", source="1"))
    assert talk.database.read_now(lambda conn: tickets.load(conn, 1)).language == "pl"
    await says(talk, "/language uk")
    assert talk.database.read_now(lambda conn: tickets.load(conn, 1)).language == "uk"


async def test_what_was_written_on_the_way_to_a_person_survives_the_menu(talk: Talk) -> None:
    await says(talk, "/language en", "my balcony neighbour keeps bees", "[Ask a person]", "and drones", "/menu")
    assert "drones" in said(await says(talk, "[Ask a person]"))


async def test_an_open_question_is_not_asked_twice(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)
    replies = await says(talk, "/ask")
    assert "no. 1 waits" in said(replies)
    assert standing(talk).state is None


async def test_while_it_waits_every_answer_offers_to_add_the_text(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)
    for text in (
        "how to get a PESEL number",
        "my balcony neighbour keeps bees and drones",
        "I want to talk to a human",
    ):
        assert "add" in values(await says(talk, text)), text
    await says(talk, "[Add this to my question]")
    assert "talk to a human" in log(talk, 1)


async def test_of_two_questions_the_words_go_to_the_one_that_is_held(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)
    await says(talk, "my balcony neighbour keeps bees and drones")
    await says(talk, "[Ask a person]", "[Housing]", "[No date]", "[Send to the staff]")
    take(talk, 1)
    assert standing(talk).held
    replies = await says(talk, "the landlord wrote again")
    assert "no. 1" in said(replies)
    assert "wrote again" in log(talk, 1)
    assert "wrote again" not in log(talk, 2)


async def test_while_a_person_has_it_the_wish_for_a_person_begins_nothing(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)
    take(talk, 1)
    assert "working on it" in said(await says(talk, "/ask"))
    assert "Added" in said(await says(talk, "/ask and the heating is off"))
    assert "the heating is off" in log(talk, 1)
    assert standing(talk).state is None


async def test_a_contact_never_reaches_staff_but_a_picture_with_a_cry_does(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)
    take(talk, 1)
    assert "cannot pass this on" in said(await photo(talk, kind=Kind.CONTACT, source="66"))
    assert "112" in said(await photo(talk, "he is beating me, help", source="77"))
    assert media(talk, 1) == ("77",)


async def test_the_receipt_says_by_when(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)
    take(talk, 1)
    assert "Expected answer" in said(await says(talk, "and one more thing"))


async def test_a_lengthened_question_takes_back_its_own_unsent_reply_and_no_red_card(talk: Talk) -> None:
    await says(talk, "/language en")

    async def unsent(text: str) -> None:
        name, at = f"n{text}", talk.clock()
        await talk.app.inbound.note([Message(ANN, name, Kind.TEXT, at, text, author="ann", source=name)])
        await talk.app.inbound.drain()

    await unsent("my husband is not breathing")
    talk.clock.advance(seconds=5)
    await unsent("my balcony neighbour keeps bees")
    talk.clock.advance(seconds=1)
    await unsent("and drones")
    before = len(talk.paper.sent)
    await talk.deliver()
    replies = [reply for _, reply in talk.paper.sent[before:]]
    assert [reply.title for reply in replies] == ["112", ""]


async def test_belarusian_is_never_remembered_as_russian(talk: Talk) -> None:
    replies = await says(talk, "Дзень добры, як мне атрымаць пасведчанне ў Кракаве, я з Мінска")
    assert "welcome:ru" in values(replies)
    assert standing(talk).spoken is None


def surely(world: World, article: str, language: str) -> str:
    """A phrase of an article, clear in its language, that the knowledge base answers with that article."""
    for phrase in world.knowledge.articles[article].texts[language].phrases:
        found = world.base.ask(phrase, language)
        if isinstance(found, Sure) and found.article == article and world.base.identify(phrase).clear:
            return phrase
    raise AssertionError(f"no phrase of {article} is answered surely in {language}")


async def test_beneath_a_card_in_another_language_all_goes_on_in_it(talk: Talk, world: World) -> None:
    await says(talk, "/language uk")
    replies = await says(talk, surely(world, "family-doctor", "pl"))
    assert "language:pl" in values(replies)
    more = next(value for value in values(replies) if value.startswith("more:"))
    replies = await talk.hears(Message(ANN, "more", Kind.CHOICE, talk.clock(), more, source="1"))
    assert "Źródła:" in said(replies)


async def test_the_switch_stands_beneath_every_answer_in_another_language(talk: Talk) -> None:
    await says(talk, "/language uk")
    for text in ("kiedy jest prawnik w punkcie", "sąsiad hoduje pszczoły i drony na balkonie"):
        assert "language:pl" in values(await says(talk, text)), text


async def test_points_for_some_people_are_not_lost_from_the_rest_of_a_card(talk: Talk) -> None:
    await says(talk, "/language en")
    press = Message(ANN, "m", Kind.CHOICE, talk.clock(), "more:right-to-nfz:en", source="1")
    assert "If you study:" in said(await talk.hears(press))


async def test_after_deleteme_nothing_of_it_is_left_and_the_next_word_is_answered(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk, "secretword about my landlord")
    await says(talk, "/deleteme")
    press = Message(ANN, "del", Kind.CHOICE, talk.clock(), "delete:yes", source="1")
    after = Message(ANN, "next", Kind.TEXT, talk.clock(), "e-recepta", source="2", author="ann")
    replies = await talk.hears(press, after)
    assert "deleted" in said(replies)
    assert "welcome:pl" in values(replies)

    def left(conn: Connection) -> list[str]:
        kept = (select(rows.inbox.c.message), select(rows.outbox.c.act), select(rows.ticket_event.c.data))
        return [str(row) for each in kept for row in conn.execute(each) if "secretword" in str(row)]

    assert talk.database.read_now(left) == []


async def test_what_waits_for_the_staff_group_is_not_sent_after_an_erasure(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)

    def erased(conn: Connection) -> int:
        now = talk.clock()
        ticket = tickets.load(conn, 1)
        work.take(conn, talk.app.desk.room, 1, Staff(9, "Anna", Role.LEAD), now)
        talk.app.desk.erased(conn, ticket.contact, now)
        contacts.erase(conn, ticket.contact, now)
        return outbox.unsent(conn, ["paper"], now)

    assert talk.database.write_now(erased) == 0


async def test_my_data_shows_what_was_said_in_a_flow(talk: Talk) -> None:
    await says(talk, "/language en", "/ask", "[Yes, I agree]", "[Housing]", "no heating for two weeks")
    assert "no heating" in said(await says(talk, "/mydata"))


async def test_an_unfinished_flow_is_forgotten_after_a_week(talk: Talk) -> None:
    await says(talk, "/language en", "/ask", "[Yes, I agree]", "[Housing]", "no heating for two weeks")
    forgotten = []
    for _ in range(2):
        counts = talk.database.write_now(lambda conn: purge.purge(conn, talk.clock()))
        forgotten.append(counts["flows that nobody finished"])
        talk.clock.advance(days=8)
    assert forgotten == [0, 1]
    assert standing(talk).state is None


async def test_the_first_picture_for_staff_is_asked_about_and_its_words_go_at_once(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)
    take(talk, 1)
    replies = await photo(talk, "the letter of my landlord", source="71")
    assert "Cover numbers" in said(replies)
    assert media(talk, 1) == ()
    assert "the letter of my landlord" in log(talk, 1)
    await says(talk, "[Send the picture]")
    await photo(talk, source="72")
    assert media(talk, 1) == ("71", "72")


async def test_a_ticket_that_was_taken_and_left_alone_is_free_again_and_the_bot_speaks(talk: Talk) -> None:
    await says(talk, "/language en")
    await asks_a_person(talk)
    take(talk, 1)

    async def swept(**later: float) -> bool:
        talk.clock.advance(**later)
        talk.database.write_now(lambda conn: talk.app.desk.expire(conn, talk.clock()))
        await talk.deliver()
        return standing(talk).held

    assert await swept(hours=3)
    assert not await swept(hours=2)
    assert "no. 1 waits" in talk.paper.sent[-1][1].text
    assert "add" in values(await says(talk, "how to get a PESEL number"))


async def test_two_people_say_why_the_same_text_did_not_help_and_both_are_heard(talk: Talk) -> None:
    for who in ("ann", "bob"):
        for text in (
            "/language en",
            "how to get a PESEL number",
            "[Not helpful]",
            "[Write it]",
            f"{who} misses the fee",
        ):
            await talk.says(text, who)
            talk.clock.advance(seconds=10)
    [(_, kind, _, reason)] = talk.database.read_now(tasks.open_tasks)
    assert kind == "feedback"
    assert "ann misses" in reason
    assert "bob misses" in reason


@pytest.mark.parametrize("number", ["44051401359", "512 345 678"])
async def test_a_covered_number_is_not_what_is_asked(talk: Talk, number: str) -> None:
    """The label that stands for it, "[PESEL]", once made the bot sure of the article about PESEL."""
    await says(talk, "/language pl")
    assert "Jeszcze tego nie wiem" in said(await says(talk, f"balkon i pszczoły sąsiada, {number}"))


async def test_a_label_says_nothing_of_the_language(talk: Talk) -> None:
    replies = await talk.says("512 345 678, 44051401359, FE123456", "bob")
    assert "welcome:uk" in values(replies)


async def test_who_comes_back_is_told_of_the_question_and_asked_about_the_week(talk: Talk) -> None:
    await says(talk, "/language en", "/subscribe", "[The whole week]", "[Subscribe]")
    await asks_a_person(talk)
    await talk.hears(Message(ANN, "gone", Kind.BLOCKED, talk.clock()))
    assert standing(talk).ticket is None
    replies = await talk.hears(Message(ANN, "back", Kind.UNBLOCKED, talk.clock()))
    assert "no. 1 waits" in said(replies)
    assert values(replies) == ["subscribe"]
    assert not standing(talk).subscribed
    assert "waits" not in said(await says(talk, "/help"))


async def test_a_thumb_down_in_the_middle_of_a_hand_off_shows_where_one_is(talk: Talk) -> None:
    await says(talk, "/language en", "/ask", "[Yes, I agree]")
    press = Message(ANN, "thumb", Kind.CHOICE, talk.clock(), "feedback:no:info-point", source="1")
    assert "handoff:topic:school" in values(await talk.hears(press))


async def test_today_at_night_also_names_the_phones_that_answer_now(talk: Talk) -> None:
    await says(talk, "/language en")
    by_day = await says(
        talk, "/ask", "[Yes, I agree]", "[Housing]", "no place to sleep", "[Today]", "[Send to the staff]"
    )
    assert "112" not in said(by_day)
    talk.clock.set(datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    at_night = await says(talk, "/ask no place to sleep again", "[Housing]", "[Today]", "[Send to the staff]")
    assert "112" in said(at_night)
    assert "+48 12 421 92 82" in said(at_night)


async def test_a_cry_on_the_way_to_a_person_shows_the_red_card_and_the_way_goes_on(talk: Talk) -> None:
    await says(talk, "/language en", "/ask", "[Yes, I agree]", "[I am not safe]")
    replies = await says(talk, "my husband is beating me right now")
    assert replies[0].title == "112"
    assert "Is there a date?" in said(replies)
    await says(talk, "[Today]")
    shown = await says(talk, "[Send to the staff]")
    assert "number is 1" in said(shown)
    text = talk.database.read_now(lambda conn: tickets.load(conn, 1).text)
    assert "beating" not in text
    assert "danger" in text


async def test_the_words_of_a_button_are_the_button(talk: Talk) -> None:
    await says(talk, "/language uk")
    assert "вигадане ім’я" in said(await says(talk, "запитати людину"))
