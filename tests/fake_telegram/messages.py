"""The Bot API's methods for messages and topics."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.fake_telegram.faults import Sent
from tests.fake_telegram.markup import read_keyboard, read_text
from tests.fake_telegram.words import ApiError, Json, Params, bad
from tests.fake_telegram.world import Chat, Record, Topic, World

LONGEST = 4096
CONTENT = ("text", "entities", "caption", "photo", "document", "voice", "sticker", "location", "contact", "dice")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


def send_message(world: World, params: Params) -> Json:
    text, entities = read_text(params)
    return _send(world, params, {"text": text, "entities": entities}).message


def copy_message(world: World, params: Params) -> Json:
    origin = _record(world, params, "copy", chat="from_chat_id")
    if origin.service:
        raise bad("message can't be copied")
    content = {key: origin.message[key] for key in CONTENT if key in origin.message}
    return {"message_id": _send(world, params, content).id}


def _send(world: World, params: Params, content: Json) -> Record:
    keyboard = read_keyboard(params)
    chat = world.chat(params.text("chat_id"))
    thread = _thread(chat, params.number("message_thread_id"))
    if len(content.get("text", "")) > LONGEST:
        raise bad("message is too long")
    world.sends.append(Sent(world.now(), chat.id, chat.is_group))
    content = {**content, "message_thread_id": thread, "reply_markup": keyboard}
    silent = params.flag("disable_notification")
    return world.add(chat, world.bot, content, parse_mode=params.text("parse_mode"), silent=silent)


def _thread(chat: Chat, thread: int) -> int | None:
    if not thread or (chat.is_group and not chat.forum):
        return None
    topic = chat.topics.get(thread)
    if topic is None or topic.deleted:
        raise bad("message thread not found")
    if topic.closed and not chat.can_manage_topics:
        raise ApiError(400, "Bad Request: TOPIC_CLOSED")
    return thread


def _record(world: World, params: Params, what: str, *, chat: str = "chat_id") -> Record:
    place = world.chat(params.text(chat), to_write=chat == "chat_id")
    if not params.number("message_id"):
        raise bad("message identifier is not specified")
    record = place.records.get(params.number("message_id"))
    if record is None or record.deleted:
        raise bad(f"message to {what} not found")
    return record


def edit_text(world: World, params: Params) -> Json:
    text, entities = read_text(params)
    if len(text) > LONGEST:
        raise bad("message is too long")
    return _edit(world, params, {"text": text, "entities": entities})


def edit_markup(world: World, params: Params) -> Json:
    return _edit(world, params, {})


def _edit(world: World, params: Params, change: Json) -> Json:
    keyboard = read_keyboard(params)
    record = _record(world, params, "edit")
    if not record.by_bot or record.service:
        raise bad("message can't be edited")
    if change and "text" not in record.message:
        raise bad("there is no text in the message to edit")
    fixed = {key: value for key, value in record.message.items() if key not in {"reply_markup", "edit_date"}}
    new = {**fixed, **change, **({"reply_markup": keyboard} if keyboard else {})}
    new = {key: value for key, value in new.items() if value not in (None, [], "")}
    if new == {key: value for key, value in record.message.items() if key != "edit_date"}:
        raise bad(NOT_MODIFIED)
    record.history.append(record.text)
    record.message = {**new, "edit_date": int(time.time())}
    return record.message


def delete_message(world: World, params: Params) -> bool:
    record = _record(world, params, "delete")
    if record.service:
        raise bad("message can't be deleted")
    record.deleted = True
    return True


def answer_press(world: World, params: Params) -> bool:
    press = world.presses.get(params.text("callback_query_id"))
    if press is None or press.answered:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    press.answered = True
    return True


def _forum(world: World, params: Params) -> Chat:
    chat = world.chat(params.text("chat_id"))
    if not chat.forum:
        raise bad("the chat is not a forum")
    if chat.standing != "administrator" or not chat.can_manage_topics:
        raise bad("not enough rights to create a topic")
    return chat


def open_topic(world: World, params: Params) -> Json:
    chat, name = _forum(world, params), params.text("name").strip()
    if not name:
        raise bad("name must be non-empty")
    return make_topic(world, chat, name[:128])


def make_topic(world: World, chat: Chat, name: str) -> Json:
    created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    record = world.add(chat, world.bot, created, service=True)
    record.message.update(message_thread_id=record.id, is_topic_message=True)
    chat.topics[record.id] = Topic(record.id, name)
    return {"message_thread_id": record.id, "name": name, "icon_color": 7322096}


def close_topic(world: World, params: Params) -> bool:
    chat = _forum(world, params)
    topic = chat.topics.get(params.number("message_thread_id"))
    if topic is None or topic.deleted:
        raise ApiError(400, "Bad Request: TOPIC_ID_INVALID")
    if topic.closed:
        raise ApiError(400, "Bad Request: TOPIC_NOT_MODIFIED")
    topic.closed = True
    content = {"forum_topic_closed": {"closed": True}, "message_thread_id": topic.id}
    world.push("message", world.add(chat, world.bot, content, service=True).message)
    return True


METHODS: dict[str, Callable[[World, Params], object]] = {
    "sendmessage": send_message,
    "copymessage": copy_message,
    "editmessagetext": edit_text,
    "editmessagereplymarkup": edit_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_press,
    "createforumtopic": open_topic,
    "closeforumtopic": close_topic,
}
