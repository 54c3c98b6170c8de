from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.acts import Act, CloseTopic, Copy, Delete, Edit, OpenTopic, Send
from bot.messages import Address, Choice, Kind, Message, Reply
from bot.storage.acts import dump_act, dump_message, load_act, load_message

ANN = Address("telegram", "1001")
TOPIC = Address("telegram", "-100200", 7)
REPLY = Reply("text <b>&", "title", (Choice("a", "A"), Choice("b", "B", "https://example.org")), silent=True)


@pytest.mark.parametrize(
    "act",
    [
        Send(ANN, REPLY),
        Send(TOPIC, Reply("lone \ud800 \0"), plain=True),
        Edit(TOPIC, "9", REPLY),
        Copy(TOPIC, ANN, "9"),
        Delete(ANN, "9"),
        OpenTopic(TOPIC, "No. 1"),
        CloseTopic(TOPIC),
    ],
)
def test_every_act_comes_back_from_json(act: Act) -> None:
    assert load_act(json.loads(json.dumps(dump_act(act)))) == act


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_message_comes_back_from_json(kind: Kind) -> None:
    at = datetime(2026, 11, 24, 9, 0, 0, 5, tzinfo=UTC)
    message = Message(TOPIC, "1", kind, at, "text", "55", "77", "pt-br", is_group=True, emergency="life")
    assert load_message(json.loads(json.dumps(dump_message(message)))) == message


def test_a_row_of_an_older_program_takes_the_defaults() -> None:
    document = {"act": "Send", "address": {"channel": "telegram", "id": "1001"}, "reply": {"text": "hello"}}
    assert load_act(document) == Send(ANN, Reply("hello"))


@pytest.mark.parametrize("document", [None, [], {"act": "Dance", "address": {"channel": "a", "id": "b"}}])
def test_what_is_no_act_is_refused(document: object) -> None:
    with pytest.raises(ValueError, match=r"not a document|no such act"):
        load_act(document)
