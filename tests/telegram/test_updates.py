from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram.updates import Incoming, Me, message_of, read
from bot.messages import Address, Kind, Message

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
THEN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ME = Me(123456, "pomost_bot")
ANN = {"id": 1001, "is_bot": False, "first_name": "Ann", "language_code": "uk"}
BOT = {"id": 5, "is_bot": True, "first_name": "Other"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Ann"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Staff", "is_forum": True}
FILE = {"file_id": "f", "file_unique_id": "u"}


def said(content: dict[str, Any], chat: dict[str, Any] = PRIVATE, author: dict[str, Any] = ANN) -> dict[str, Any]:
    return {"message_id": 7, "date": int(THEN.timestamp()), "chat": chat, "from": author, **content}


def message(content: dict[str, Any], kind: str = "message", me: Me = ME) -> Message | None:
    return message_of(Update.de_json({"update_id": 55, kind: content}, None), me, NOW)


def known(found: Message | None) -> Message:
    assert found is not None
    return found


def test_a_text_is_read_with_everything_the_rules_need() -> None:
    assert message(said({"text": "як отримати песель"})) == Message(
        address=Address("telegram", "1001"),
        id="55",
        kind=Kind.TEXT,
        at=THEN,
        text="як отримати песель",
        author="1001",
        source="7",
        language_code="uk",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", "start"),
        ("/start sub_weekly", "start sub_weekly"),
        ("/START  sub_weekly ", "start sub_weekly"),
        ("/timetable@pomost_bot tomorrow", "timetable tomorrow"),
        ("/ask@Pomost_Bot\nwhere is\nthe office", "ask where is\nthe office"),
    ],
)
def test_a_command_is_read_without_slash_and_name(text: str, expected: str) -> None:
    found = known(message(said({"text": text})))
    assert (found.kind, found.text) == (Kind.COMMAND, expected)


@pytest.mark.parametrize("text", ["/", "/12.05", "/зараз", " /start", "5/6", "/start!", "/me/you"])
def test_what_only_looks_like_a_command_is_a_text(text: str) -> None:
    assert known(message(said({"text": text}))).kind is Kind.TEXT


def test_a_command_of_another_bot_is_not_for_us() -> None:
    assert message(said({"text": "/start@other_bot"}, GROUP)) is None
    assert known(message(said({"text": "/start@other_bot"}, GROUP), me=Me(1))).text == "start"


MEDIA: list[tuple[dict[str, Any], Kind, str]] = [
    ({"photo": [{**FILE, "width": 9, "height": 9}], "caption": "my letter"}, Kind.PHOTO, "my letter"),
    ({"voice": {**FILE, "duration": 2}}, Kind.VOICE, ""),
    ({"document": FILE, "caption": "pdf"}, Kind.FILE, "pdf"),
    ({"video": {**FILE, "width": 9, "height": 9, "duration": 2}}, Kind.FILE, ""),
    ({"audio": {**FILE, "duration": 2}}, Kind.FILE, ""),
    ({"location": {"latitude": 50.0, "longitude": 22.0}}, Kind.LOCATION, ""),
    ({"contact": {"phone_number": "+48123", "first_name": "A"}}, Kind.CONTACT, ""),
    ({"dice": {"emoji": "🎲", "value": 3}}, Kind.OTHER, ""),
    ({"animation": {**FILE, "width": 9, "height": 9, "duration": 2}, "document": FILE}, Kind.OTHER, ""),
    ({"video_note": {**FILE, "length": 9, "duration": 2}}, Kind.OTHER, ""),
    ({"story": {"chat": PRIVATE, "id": 3}}, Kind.OTHER, ""),
    ({"hologram_of_2031": {"depth": 3}}, Kind.OTHER, ""),
    ({"effect_id": "5", "photo": [{**FILE, "width": 9, "height": 9}]}, Kind.PHOTO, ""),
]


@pytest.mark.parametrize(("content", "kind", "text"), MEDIA, ids=[next(iter(content)) for content, _, _ in MEDIA])
def test_what_is_not_text_has_its_kind_and_its_caption(content: dict[str, Any], kind: Kind, text: str) -> None:
    found = known(message(said(content)))
    assert (found.kind, found.text, found.source) == (kind, text, "7")


@pytest.mark.parametrize(
    "content",
    [
        {"forum_topic_created": {"name": "1", "icon_color": 7322096}, "message_thread_id": 7, "is_topic_message": True},
        {"forum_topic_closed": {}, "message_thread_id": 7, "is_topic_message": True},
        {"new_chat_members": [ANN]},
        {"left_chat_member": ANN},
        {"pinned_message": said({"text": "a"}, GROUP)},
        {"new_chat_title": "New"},
        {"migrate_to_chat_id": -100999},
        {"hologram_of_2031": {"depth": 3}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_a_service_message_in_the_group_is_nobody_speaking(content: dict[str, Any]) -> None:
    assert message(said(content, GROUP)) is None


def test_a_message_in_a_topic_carries_its_thread() -> None:
    root = said({"forum_topic_created": {"name": "1", "icon_color": 7322096}}, GROUP, BOT)
    content = {"text": "answer", "message_thread_id": 42, "is_topic_message": True, "reply_to_message": root}
    found = known(message(said(content, GROUP)))
    assert found.address == Address("telegram", "-100123", 42)
    assert (found.kind, found.author, found.is_group) == (Kind.TEXT, "1001", True)


@pytest.mark.parametrize(
    "content",
    [{}, {"message_thread_id": 1, "is_topic_message": True}, {"message_thread_id": 42}],
    ids=["general", "general by number", "replies in a plain group"],
)
def test_general_and_plain_replies_have_no_thread(content: dict[str, Any]) -> None:
    assert known(message(said({"text": "hi", **content}, GROUP))).address.thread is None


def test_bots_and_automatic_posts_are_ignored_and_an_anonymous_administrator_is_not() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    assert message(said({"text": "hi"}, GROUP, BOT)) is None
    assert message(said({"text": "hi", "is_automatic_forward": True}, GROUP)) is None
    found = known(message(said({"text": "hi", "sender_chat": GROUP}, GROUP, anonymous)))
    assert found.author == "1087968824"


def test_an_edit_carries_the_new_text_and_the_edited_message() -> None:
    edited = said({"text": "/corrected", "edit_date": int(NOW.timestamp())})
    found = known(message(edited, "edited_message"))
    assert (found.kind, found.text, found.source, found.at) == (Kind.EDIT, "/corrected", "7", NOW)


def test_a_moving_live_location_is_not_an_edit() -> None:
    moved = said({"location": {"latitude": 50.0, "longitude": 22.0}, "edit_date": int(NOW.timestamp())})
    assert message(moved, "edited_message") is None


@pytest.mark.parametrize(
    "pressed",
    [
        said({"text": "?", "message_thread_id": 42, "is_topic_message": True}, GROUP, BOT),
        {"message_id": 7, "chat": GROUP, "date": 0},
    ],
    ids=["there", "inaccessible"],
)
def test_a_pressed_button_is_a_choice_at_the_given_time(pressed: dict[str, Any]) -> None:
    query = {"id": "99", "from": ANN, "message": pressed, "chat_instance": "1", "data": "take:5"}
    found = read({"update_id": 55, "callback_query": query}, ME, NOW)
    assert found.press == "99"
    choice = known(found.message)
    assert (choice.kind, choice.text, choice.source, choice.author) == (Kind.CHOICE, "take:5", "7", "1001")
    assert (choice.at, choice.is_group, choice.address.id) == (NOW, True, "-100123")
    assert choice.address.thread == (42 if pressed["date"] else None)


def test_a_press_without_a_value_is_only_acknowledged() -> None:
    query = {"id": "99", "from": ANN, "message": said({"text": "?"}), "chat_instance": "1"}
    assert read({"update_id": 55, "callback_query": query}, ME, NOW) == Incoming(55, None, "99")


def standing(chat: dict[str, Any], was: str, now: str) -> Message | None:
    me = {"id": 123456, "is_bot": True, "first_name": "Pomost"}
    rights = dict.fromkeys(["is_member", *RESTRICTED], True) if now == "restricted" else {}
    change = {
        "chat": chat,
        "from": ANN,
        "date": int(THEN.timestamp()),
        "old_chat_member": {"user": me, "status": was, "until_date": 0},
        "new_chat_member": {"user": me, "status": now, "until_date": 0, **rights},
    }
    return message(change, "my_chat_member")


RESTRICTED = (
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_send_messages",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_manage_topics",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_edit_tag",
    "can_react_to_messages",
)


def test_blocking_unblocking_and_being_added_are_told() -> None:
    assert known(standing(PRIVATE, "member", "kicked")).kind is Kind.BLOCKED
    assert known(standing(PRIVATE, "kicked", "member")).kind is Kind.UNBLOCKED
    added = known(standing(GROUP, "left", "member"))
    assert (added.kind, added.is_group, added.author, added.at) == (Kind.ADDED, True, "1001", THEN)
    assert known(standing(GROUP, "kicked", "restricted")).kind is Kind.ADDED


def test_other_changes_of_standing_are_nothing() -> None:
    assert standing(PRIVATE, "left", "member") is None
    assert standing(GROUP, "member", "left") is None
    assert standing(GROUP, "member", "member") is None
    assert standing({"id": -100, "type": "channel", "title": "News"}, "left", "member") is None


def test_broken_surrogates_and_nuls_do_not_come_in() -> None:
    assert known(message(said({"text": "a\ud800b\x00c"}))).text == "a\ufffdbc"


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 55, "message": "secret"},
        {"update_id": 55, "message": {"text": "secret"}},
        {"update_id": 55, "message": {**said({"text": "secret"}), "date": 10**20}},
        {"update_id": 55, "callback_query": {"secret": 1}},
        {"update_id": 55, "message": {**said({}), "chat": {"type": "secret"}}},
    ],
    ids=range(5),
)
def test_what_cannot_be_read_is_logged_by_its_id_alone(raw: object, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert read(raw, ME, NOW) == Incoming(55)
    assert "55" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("raw", [None, [], "secret", {"update_id": "x"}, {}])
def test_what_is_no_update_is_nothing(raw: object) -> None:
    assert read(raw, ME, NOW) == Incoming(0)
