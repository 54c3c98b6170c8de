from __future__ import annotations

import asyncio
import logging

import pytest

from bot.acts import Blocked, CloseTopic, Copy, Delete, Edit, OpenTopic, Receipt, Refused, Send
from bot.channels.telegram import channel as module
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.errors import BadToken
from bot.messages import Address, Choice, Reply
from tests.fake_telegram import FakeTelegram
from tests.telegram.test_text import HOSTILE

ANN = Address("telegram", "1001")
STAFF = Address("telegram", "-100123")


async def test_a_reply_arrives_with_title_text_and_one_column_of_buttons(tg: FakeTelegram, channel: Telegram) -> None:
    ann = tg.person(1001)
    reply = Reply("Call +48 17 875 40 00 & ask", "A < B", (Choice("yes", "Yes"), Choice("", "Map", "https://x.org/")))
    result = await channel.perform(Send(ANN, reply))
    message = await ann.expect("A < B\nCall +48 17 875 40 00 & ask")
    assert result == Receipt(str(message.id))
    assert message.message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert [len(row) for row in message.message["reply_markup"]["inline_keyboard"]] == [1, 1]
    assert message.buttons == [
        {"text": "Yes", "callback_data": "yes"},
        {"text": "Map", "url": "https://x.org/"},
    ]
    assert '"is_disabled": true' in tg.calls("sendMessage")[0].params["link_preview_options"]


async def test_a_silent_reply_makes_no_sound(tg: FakeTelegram, channel: Telegram) -> None:
    ann = tg.person(1001)
    await channel.perform(Send(ANN, Reply("loud")))
    await channel.perform(Send(ANN, Reply("quiet", silent=True)))
    assert [message.silent for message in ann.messages()] == [False, True]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_every_part_of_a_hostile_text_is_accepted(tg: FakeTelegram, channel: Telegram, hostile: str) -> None:
    tg.person(1001)
    parts = channel.split(Reply(hostile, title='<b>&"\ud800', choices=(Choice('<b>&"\ud800', '<b>&"\ud800'),)))
    results = await asyncio.gather(*(channel.perform(Send(ANN, part)) for part in parts))
    assert all(isinstance(result, Receipt) for result in results), results
    assert isinstance(await channel.perform(Send(ANN, parts[-1], plain=True)), Receipt)
    assert len(tg.messages(1001)) == len(parts) + 1


async def test_a_plain_reply_is_sent_without_markup(tg: FakeTelegram, channel: Telegram) -> None:
    ann = tg.person(1001)
    await channel.perform(Send(ANN, Reply("a & b", "T"), plain=True))
    assert (await ann.expect("T\na & b")).parse_mode == ""


async def test_a_text_that_was_not_split_is_refused_and_not_half_sent(tg: FakeTelegram, channel: Telegram) -> None:
    tg.person(1001)
    result = await channel.perform(Send(ANN, Reply("word " * 2_000)))
    assert result == Refused("the text needs 3 messages and is one act: it was not split")
    assert tg.calls() == []


async def test_a_bad_button_is_a_refusal_and_not_a_crash(channel: Telegram) -> None:
    result = await channel.perform(Send(ANN, Reply("text", choices=(Choice("", "Yes"),))))
    assert result == Refused("the button 'Yes' has no value")


async def test_an_edit_replaces_text_and_buttons_and_may_be_repeated(tg: FakeTelegram, channel: Telegram) -> None:
    ann = tg.person(1001)
    await channel.perform(Send(ANN, Reply("old", choices=(Choice("a", "A"),))))
    message = await ann.expect("old")
    edit = Edit(ANN, str(message.id), Reply("new"))
    assert await channel.perform(edit) == Receipt(str(message.id))
    assert await channel.perform(edit) == Receipt(str(message.id))
    assert (message.text, message.labels, message.history) == ("new", [], ["old"])


async def test_an_edit_falls_back_to_plain_text_when_its_markup_is_refused(tg: FakeTelegram, channel: Telegram) -> None:
    ann = tg.person(1001)
    await channel.perform(Send(ANN, Reply("old")))
    message = await ann.expect("old")
    tg.fault(400, "editMessageText", description="Bad Request: can't parse entities: no reason at byte offset 1")
    assert await channel.perform(Edit(ANN, str(message.id), Reply("new", "T"))) == Receipt(str(message.id))
    assert message.text == "T\nnew"
    assert [call.params.get("parse_mode") for call in tg.calls("editMessageText")] == ["HTML", None]


async def test_a_message_to_edit_that_is_gone_is_refused(tg: FakeTelegram, channel: Telegram) -> None:
    tg.person(1001)
    assert await channel.perform(Edit(ANN, "77", Reply("new"))) == Refused("Message to edit not found")


async def test_a_copy_shows_no_author(tg: FakeTelegram, channel: Telegram) -> None:
    ann, group = tg.person(1001), tg.group(-100123, forum=True)
    await ann.photo("my letter")
    (photo,) = ann.chat.records.values()
    thread = group.topic("123")
    result = await channel.perform(Copy(Address("telegram", "-100123", thread), ANN, str(photo.id)))
    (copied,) = group.member(9).messages(thread=thread)
    assert result == Receipt(str(copied.id))
    assert copied.text == "my letter"
    assert copied.message["from"]["is_bot"]


async def test_deleting_twice_is_done(tg: FakeTelegram, channel: Telegram) -> None:
    ann = tg.person(1001)
    await channel.perform(Send(ANN, Reply("old")))
    message = await ann.expect("old")
    assert await channel.perform(Delete(ANN, str(message.id))) == Receipt()
    assert await channel.perform(Delete(ANN, str(message.id))) == Receipt()
    assert ann.messages() == []


async def test_a_topic_is_opened_written_to_and_closed_and_closing_twice_is_done(
    tg: FakeTelegram, channel: Telegram
) -> None:
    group = tg.group(-100123, forum=True, members=[9])
    opened = await channel.perform(OpenTopic(STAFF, "Blue Heron\n27 " + "ю" * 200))
    ((name, thread),) = group.topics().items()
    assert opened == Receipt(str(thread))
    assert name == ("Blue Heron 27 " + "ю" * 200)[:128]
    topic = Address("telegram", "-100123", thread)
    await channel.perform(Send(topic, Reply("card")))
    assert (await group.member(9).expect("card", thread=thread)).thread == thread
    assert await channel.perform(CloseTopic(topic)) == Receipt()
    assert await channel.perform(CloseTopic(topic)) == Receipt()
    assert group.is_closed(thread)


@pytest.mark.parametrize("thread", [None, 1])
async def test_the_general_topic_is_not_named(tg: FakeTelegram, channel: Telegram, thread: int | None) -> None:
    tg.group(-100123, forum=True)
    general = Address("telegram", "-100123", thread)
    assert isinstance(await channel.perform(Send(general, Reply("all"))), Receipt)
    assert tg.messages(-100123)[0].thread is None
    assert await channel.perform(CloseTopic(general)) == Refused("General is not a topic that can be closed", "topic")


async def test_a_deleted_topic_is_refused_as_a_topic(tg: FakeTelegram, channel: Telegram) -> None:
    group = tg.group(-100123, forum=True)
    thread = group.topic("1")
    group.delete_topic(thread)
    topic = Address("telegram", "-100123", thread)
    assert await channel.perform(Send(topic, Reply("a"))) == Refused("Message thread not found", "topic")
    assert await channel.perform(CloseTopic(topic)) == Refused("Topic_id_invalid", "topic")


async def test_a_group_without_topics_or_rights_is_refused_as_that(tg: FakeTelegram, channel: Telegram) -> None:
    tg.group(-100123)
    tg.group(-100124, forum=True, admin=False)
    plain, powerless = STAFF, Address("telegram", "-100124")
    assert await channel.perform(OpenTopic(plain, "1")) == Refused("The chat is not a forum", "unable")
    assert await channel.perform(OpenTopic(powerless, "1")) == Refused("Not enough rights to create a topic", "rights")


async def test_a_moved_group_names_its_new_id(tg: FakeTelegram, channel: Telegram) -> None:
    tg.group(-123).move(-100999)
    result = await channel.perform(Send(Address("telegram", "-123"), Reply("a")))
    assert isinstance(result, Refused)
    assert (result.why, result.moved_to) == ("moved", "-100999")


async def test_who_cannot_be_reached_is_blocked(tg: FakeTelegram, channel: Telegram) -> None:
    await tg.person(1001).block()
    await tg.person(1002).leave_telegram()
    tg.person(1003, started=False)
    for id_ in ("1001", "1002", "1003", "1004"):
        result = await channel.perform(Send(Address("telegram", id_), Reply("a")))
        assert isinstance(result, Blocked), (id_, result)


async def test_a_press_is_acknowledged_once_and_an_old_one_is_no_failure(
    tg: FakeTelegram, channel: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    ann = tg.person(1001)
    await channel.perform(Send(ANN, Reply("?", choices=(Choice("yes", "Yes"),))))
    press = await ann.press("Yes")
    assert tg.unanswered() == [press]
    await channel.acknowledge([press])
    assert tg.unanswered() == []
    with caplog.at_level(logging.INFO, module.__name__):
        await channel.acknowledge([press, "unknown"])
    assert len(caplog.records) == 2


async def test_neither_the_token_nor_a_text_reaches_the_log(tg: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        channel = Telegram(tg.token, origin=tg.url)
        ann = tg.person(1001)
        await ann.send("my secret is 12345678901")
        tg.fault("truncate", "getUpdates")
        tg.fault("truncate", "sendMessage")
        tg.fault("502", "sendMessage")
        for _ in range(3):
            await channel.perform(Send(ANN, Reply("very secret")))
        seen: list[object] = []
        for _ in range(2):
            seen += await asyncio.gather(channel.updates(None, 0), return_exceptions=True)
        await channel.close()
    mine = [record for record in caplog.records if not record.name.startswith(("asyncio", "uvicorn"))]
    assert repr(seen[0]) == "TelegramError('Invalid server response')"
    assert isinstance(seen[1], list)
    spoken = "\n".join(record.getMessage() for record in mine)
    assert tg.token not in spoken
    assert "secret" not in spoken


@pytest.mark.parametrize("token", ["", "abc", "123456", "123456:", ":TEST", "123 456:TEST", "123456:TEST\n"])
def test_what_cannot_be_a_token_is_a_clear_error(token: str) -> None:
    with pytest.raises(BadToken, match="TELEGRAM_TOKEN"):
        Telegram(token)


async def test_many_sends_side_by_side_all_arrive(tg: FakeTelegram, channel: Telegram) -> None:
    for id_ in range(1, 101):
        tg.person(id_)
    results = await asyncio.gather(
        *(channel.perform(Send(Address("telegram", str(n)), Reply("a"))) for n in range(1, 101))
    )
    assert all(isinstance(result, Receipt) for result in results)
    assert len(set(results)) == 100
