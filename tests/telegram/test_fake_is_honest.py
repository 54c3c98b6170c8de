"""Our fake is worth as much as it is right: the same calls have the same outcomes on it and on the shared one.

The shared server was compared with Telegram's own code; where it is not there, the cases hold ours to the same words.
They are as python-telegram-bot shows them: it rewrites upper and lower case.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from tests.fake_telegram import TOKEN
from tests.telegram.stages import FORUM, NAMES, Stage, stage

ANN, BOB, STRANGER = 1001, 1002, 4004


@pytest.fixture(params=NAMES)
async def play(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with stage(request.param) as play:
        await play.say(ANN, "hi")
        await play.say(BOB, "hi")
        yield play


@pytest.fixture
async def bot(play: Stage) -> AsyncIterator[Bot]:
    bot = a_bot(play)
    yield bot
    await shut(bot)


def a_bot(play: Stage, token: str = TOKEN) -> Bot:
    requests = (HTTPXRequest(read_timeout=10), HTTPXRequest(read_timeout=10))
    return Bot(token, base_url=f"{play.url}/bot", request=requests[0], get_updates_request=requests[1])


async def shut(bot: Bot) -> None:
    await bot.request.shutdown()
    await bot._request[0].shutdown()  # the one for getUpdates; no public way without a getMe first


async def outcome(call: Awaitable[object]) -> str:
    try:
        await call
    except TelegramError as error:
        return f"{type(error).__name__}: {error.message}"
    return "done"


def keyboard(label: str = "Yes", data: str | None = "yes", url: str | None = None) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data, url=url)]])


TEXTS = [
    ("fine", None, "done"),
    ("я" * 4096, None, "done"),
    ("я" * 4097, None, "BadRequest: Message is too long"),
    ("<b>" + "я" * 4096 + "</b>", ParseMode.HTML, "done"),
    ("<b>a</b> &lt;&amp;&gt; &quot; &#39; <i>b</i> <code>c</code>", ParseMode.HTML, "done"),
    ('<a href="https://example.org/">a</a>', ParseMode.HTML, "done"),
    ("a & b &unknown; > c", ParseMode.HTML, "done"),
    ("", None, "BadRequest: Message text is empty"),
    (" \n ", None, "BadRequest: Text must be non-empty"),
    ("<b> </b>", ParseMode.HTML, "BadRequest: Text must be non-empty"),
    (
        "ф<b>a",
        ParseMode.HTML,
        "BadRequest: Can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        "ф<b>a</i>",
        ParseMode.HTML,
        'BadRequest: Can\'t parse entities: Unmatched end tag at byte offset 6, expected "</b>", found "</i>"',
    ),
    ("ф</b>", ParseMode.HTML, "BadRequest: Can't parse entities: Unexpected end tag at byte offset 2"),
    ("a <3 b", ParseMode.HTML, 'BadRequest: Can\'t parse entities: Unsupported start tag "3" at byte offset 2'),
    ("a <h1>b</h1>", ParseMode.HTML, 'BadRequest: Can\'t parse entities: Unsupported start tag "h1" at byte offset 2'),
    ("a <b", ParseMode.HTML, "BadRequest: Can't parse entities: Unclosed start tag at byte offset 2"),
    ("<b>a</b", ParseMode.HTML, "BadRequest: Can't parse entities: Unclosed end tag at byte offset 4"),
]


async def test_texts(play: Stage, bot: Bot) -> None:
    for text, mode, expected in TEXTS:
        found = await outcome(bot.send_message(ANN, text, parse_mode=mode))
        assert (text[:30], found.lower()) == (text[:30], expected.lower())


async def test_entities_and_what_is_left_of_the_text(play: Stage, bot: Bot) -> None:
    sent = await bot.send_message(ANN, " <b>Жa😀</b> &lt;b&gt; <code>x</code> /menu ", parse_mode=ParseMode.HTML)
    assert sent.text == "Жa😀 <b> x /menu"
    found = [(str(entity.type), entity.offset, entity.length) for entity in sent.entities]
    assert found == [("bold", 0, 4), ("code", 9, 1), ("bot_command", 11, 5)]


BUTTONS = [
    (keyboard(), "done"),
    (keyboard(data="ж" * 32), "done"),
    (keyboard(data="ж" * 32 + "a"), "BadRequest: Button_data_invalid"),
    (keyboard(" "), "BadRequest: Inline keyboard button text must be non-empty"),
    (
        keyboard(data=None),
        "BadRequest: Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (keyboard(data=None, url="https://example.org/a?b=c"), "done"),
    (InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]] * 100), "done"),
    (
        InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]] * 101),
        "BadRequest: Reply markup is too long",
    ),
]


async def test_buttons(play: Stage, bot: Bot) -> None:
    for number, (markup, expected) in enumerate(BUTTONS):
        found = await outcome(bot.send_message(ANN, "a", reply_markup=markup))
        assert (number, found.lower()) == (number, expected.lower())


async def test_chats_that_cannot_be_written_to(play: Stage, bot: Bot) -> None:
    await play.block(ANN)
    await play.gone(BOB)
    await play.group(-123, forum=False)
    await play.move(-123, -100999)
    assert await outcome(bot.send_message(ANN, "a")) == "Forbidden: Forbidden: bot was blocked by the user"
    assert await outcome(bot.send_message(BOB, "a")) == "Forbidden: Forbidden: user is deactivated"
    assert await outcome(bot.send_message(STRANGER, "a")) == "BadRequest: Chat not found"
    moved = "ChatMigrated: Group migrated to supergroup. New chat id: -100999"
    assert await outcome(bot.send_message(-123, "a")) == moved


NOT_MODIFIED = (
    "BadRequest: Message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


async def test_editing_deleting_copying(play: Stage, bot: Bot) -> None:
    sent = await bot.send_message(ANN, "a", reply_markup=keyboard())
    id_ = sent.message_id
    assert await outcome(bot.edit_message_text("a", ANN, id_, reply_markup=keyboard())) == NOT_MODIFIED
    edited = await bot.edit_message_text("b", ANN, id_)
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("b", None)
    assert await outcome(bot.edit_message_reply_markup(ANN, id_, reply_markup=keyboard())) == "done"
    assert await outcome(bot.edit_message_text("", ANN, id_)) == "BadRequest: Message text is empty"
    assert await outcome(bot.edit_message_text("b", ANN, 9999)) == "BadRequest: Message to edit not found"
    assert await outcome(bot.copy_message(BOB, ANN, id_)) == "done"
    assert await play.texts(BOB) == ["b"]
    assert await outcome(bot.delete_message(ANN, id_)) == "done"
    assert await outcome(bot.delete_message(ANN, id_)) == "BadRequest: Message to delete not found"
    assert await outcome(bot.edit_message_text("c", ANN, id_)) == "BadRequest: Message to edit not found"
    assert await outcome(bot.copy_message(BOB, ANN, id_)) == "BadRequest: Message to copy not found"
    assert await play.texts(ANN) == []


async def test_a_persons_message_cannot_be_edited(play: Stage, bot: Bot) -> None:
    assert await outcome(bot.edit_message_text("b", ANN, 1)) == "BadRequest: Message can't be edited"


async def test_topics(play: Stage, bot: Bot) -> None:
    await play.group(FORUM, forum=True)
    topic = await bot.create_forum_topic(FORUM, "ю" * 200)
    thread = topic.message_thread_id
    assert topic.name == "ю" * 128
    assert (await bot.send_message(FORUM, "a", message_thread_id=thread)).message_thread_id == thread
    assert (await bot.send_message(FORUM, "a")).message_thread_id is None
    assert await outcome(bot.send_message(FORUM, "a", message_thread_id=1)) == "BadRequest: Message thread not found"
    assert await outcome(bot.copy_message(FORUM, ANN, 1, message_thread_id=thread)) == "done"
    assert await outcome(bot.close_forum_topic(FORUM, thread)) == "done"
    assert await outcome(bot.close_forum_topic(FORUM, thread)) == "BadRequest: Topic_not_modified"
    assert await outcome(bot.send_message(FORUM, "a", message_thread_id=thread)) == "done"
    await play.delete_topic(FORUM, thread)
    gone = "BadRequest: Message thread not found"
    assert await outcome(bot.send_message(FORUM, "a", message_thread_id=thread)) == gone
    assert await outcome(bot.close_forum_topic(FORUM, thread)) == "BadRequest: Topic_id_invalid"
    assert await outcome(bot.create_forum_topic(FORUM, " ")) == "BadRequest: Name must be non-empty"


async def test_groups_without_topics_or_rights(play: Stage, bot: Bot) -> None:
    await play.group(-100200, forum=False)
    await play.group(-100300, forum=True, rights=False)
    assert await outcome(bot.create_forum_topic(-100200, "a")) == "BadRequest: The chat is not a forum"
    assert await outcome(bot.create_forum_topic(-100300, "a")) == "BadRequest: Not enough rights to create a topic"
    assert await outcome(bot.send_message(-100200, "a", message_thread_id=77)) == "done"


async def test_updates_are_kept_until_they_are_confirmed(play: Stage, bot: Bot) -> None:
    first = await bot.get_updates(allowed_updates=["message", "callback_query", "my_chat_member"])
    assert [update.message.text for update in first if update.message] == ["hi", "hi"]
    assert [update.update_id for update in await bot.get_updates()] == [update.update_id for update in first]
    assert await bot.get_updates(offset=first[-1].update_id + 1) == ()
    await bot.send_message(ANN, "?", reply_markup=keyboard())
    await play.press(ANN, "Yes")
    await play.say(ANN, "/start sub_weekly")
    await play.block(ANN)
    pressed, said, blocked = await bot.get_updates()
    assert pressed.update_id < said.update_id < blocked.update_id
    assert kinds(pressed, said, blocked) == ["callback_query", "message", "my_chat_member"]
    assert said.message is not None
    assert list(said.message.parse_entities().values()) == ["/start"]
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    query = pressed.callback_query
    assert query is not None
    assert (query.data, isinstance(query.message, Message)) == ("yes", True)
    assert await outcome(bot.answer_callback_query(query.id)) == "done"
    old = "BadRequest: Query is too old and response timeout expired or query id is invalid"
    assert (await outcome(bot.answer_callback_query(query.id))).lower() == old.lower()


def kinds(*updates: Update) -> list[str]:
    return [next(key for key in update.to_dict() if key != "update_id") for update in updates]


async def test_a_long_poll_ends_when_something_comes(play: Stage, bot: Bot) -> None:
    first = await bot.get_updates()
    waiting = asyncio.create_task(bot.get_updates(offset=first[-1].update_id + 1, timeout=20))
    await asyncio.sleep(0.1)
    await play.say(ANN, "now")
    (update,) = await asyncio.wait_for(waiting, 10)
    assert update.message is not None
    assert update.message.text == "now"


TWO = "terminated by other getUpdates request; make sure that only one bot instance is running"


async def test_two_pollers_and_a_webhook_conflict(play: Stage, bot: Bot) -> None:
    first = await bot.get_updates()
    waiting = asyncio.create_task(outcome(bot.get_updates(offset=first[-1].update_id + 1, timeout=20)))
    await asyncio.sleep(0.2)
    second = a_bot(play)
    assert await outcome(second.get_updates(timeout=0)) == "done"
    assert await asyncio.wait_for(waiting, 10) == f"Conflict: Conflict: {TWO}"
    assert await outcome(bot.set_webhook("http://127.0.0.1:9/hook", secret_token="a-_1")) == "done"  # no real secret
    assert (await outcome(second.get_updates())).startswith("Conflict: Conflict: can't use getUpdates method while")
    assert (await bot.get_webhook_info()).url == "http://127.0.0.1:9/hook"
    assert await outcome(bot.delete_webhook()) == "done"
    assert len(await second.get_updates()) == 0
    await shut(second)


async def test_webhook_settings_are_checked(play: Stage, bot: Bot) -> None:
    bad = "BadRequest: Secret token contains unallowed characters"
    assert await outcome(bot.set_webhook("http://127.0.0.1:9/", secret_token="a b")) == bad
    assert await outcome(bot.set_webhook("gopher://x")) == "BadRequest: Invalid webhook url specified"


async def test_the_token_and_the_method_are_checked(play: Stage, bot: Bot) -> None:
    wrong = a_bot(play, "123456:WRONG")
    assert await outcome(wrong.send_message(ANN, "a")) == "InvalidToken: Unauthorized"
    await shut(wrong)
    unknown = "InvalidToken: Either the bot token was rejected by Telegram or the endpoint 'makeCoffee' does not exist."
    assert await outcome(bot.do_api_request("makeCoffee")) == unknown
    assert (await bot.get_me()).is_bot


async def test_the_profile_is_checked(play: Stage, bot: Bot) -> None:
    assert await outcome(bot.set_my_commands([("start", "Start")], language_code="uk")) == "done"
    assert await outcome(bot.set_my_commands([("Start", "Start")])) == "BadRequest: Bot_command_invalid"
    wrong = "BadRequest: Invalid language code specified"
    assert await outcome(bot.set_my_commands([("start", "Start")], language_code="pt-br")) == wrong
    assert await outcome(bot.set_my_description("x" * 512, language_code="pl")) == "done"
    assert (await outcome(bot.set_my_description("x" * 513))).startswith("BadRequest")
    assert await outcome(bot.set_my_short_description("x" * 120)) == "done"
    assert (await outcome(bot.set_my_short_description("x" * 121))).startswith("BadRequest")
    assert await outcome(bot.set_chat_menu_button()) == "done"


FAULTS = [
    ("429", {"retry_after": 3}, "RetryAfter: Flood control exceeded. Retry in 0:00:03", 0),
    ("403", {}, "Forbidden: Forbidden: bot was blocked by the user", 0),
    ("500", {}, "NetworkError: Internal Server Error", 0),
    ("502", {}, "NetworkError: Bad Gateway (502). Parsing", 0),
    ("reset_before", {}, "NetworkError: httpx.", 0),
    ("reset_after", {}, "NetworkError: httpx.", 1),
    ("truncate", {}, "TelegramError: Invalid server response", 1),
    ("delay_after", {"seconds": 2}, "TimedOut: Timed out", 1),
]


@pytest.mark.parametrize(("kind", "settings", "expected", "arrived"), FAULTS, ids=[fault[0] for fault in FAULTS])
async def test_faults(play: Stage, bot: Bot, kind: str, settings: dict[str, int], expected: str, arrived: int) -> None:
    await play.fault(kind, "sendMessage", **settings)
    patience = 0.7 if kind == "delay_after" else 10
    assert (await outcome(bot.send_message(ANN, "a", read_timeout=patience))).startswith(expected)
    assert len(await play.texts(ANN)) == arrived
    # Only a 429 sticks: until its time is over the next call is refused too.
    again = (await outcome(bot.send_message(ANN, "b"))).partition(":")[0]
    assert again == ("RetryAfter" if kind == "429" else "done")
    assert await outcome(bot.send_message(BOB, "b")) == "done"
