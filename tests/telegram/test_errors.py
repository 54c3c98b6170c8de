from __future__ import annotations

import socket

import pytest

from bot.acts import Act, Blocked, Delete, Edit, OpenTopic, Receipt, Refused, Result, Send, TryLater
from bot.channels.telegram.channel import Telegram
from bot.messages import Address, Reply
from tests.fake_telegram import FakeTelegram

ANN = Address("telegram", "1001")
STAFF = Address("telegram", "-100123")

FAULTS: list[tuple[dict[str, str | int | float], Result, int]] = [
    ({"kind": "429", "retry_after": 7}, TryLater("Flood control exceeded. Retry in 0:00:07", after=7.0), 0),
    ({"kind": "401"}, TryLater("Unauthorized"), 0),
    ({"kind": "403"}, Blocked("Forbidden: bot was blocked by the user"), 0),
    ({"kind": "400", "description": "Bad Request: PEER_ID_INVALID"}, Blocked("Peer_id_invalid"), 0),
    (
        {"kind": "400", "description": "Bad Request: can't parse entities: x"},
        Refused("Can't parse entities: x", "markup"),
        0,
    ),
    (
        {"kind": "400", "description": "Bad Request: not enough rights to send text messages to the chat"},
        Refused("Not enough rights to send text messages to the chat", "rights"),
        0,
    ),
    ({"kind": "400", "description": "Bad Request: TOPIC_CLOSED"}, Refused("Topic_closed", "topic"), 0),
    ({"kind": "400", "description": "Bad Request: something new"}, Refused("Something new"), 0),
    ({"kind": "500"}, TryLater("Internal Server Error", in_doubt=True), 0),
    ({"kind": "502"}, TryLater("Bad Gateway (502)", in_doubt=True), 0),
    ({"kind": "reset_before"}, TryLater("no answer from Telegram (RemoteProtocolError)", in_doubt=True), 0),
    ({"kind": "reset_after"}, TryLater("no answer from Telegram (RemoteProtocolError)", in_doubt=True), 1),
    ({"kind": "truncate"}, TryLater("Invalid server response", in_doubt=True), 1),
]


@pytest.mark.parametrize(
    ("fault", "expected", "arrived"), FAULTS, ids=[str(f[0]["kind"]) + str(n) for n, f in enumerate(FAULTS)]
)
async def test_every_fault_is_the_right_result(
    tg: FakeTelegram, channel: Telegram, fault: dict[str, str | int | float], expected: Result, arrived: int
) -> None:
    tg.person(1001)
    kind = str(fault["kind"])
    tg.fault(kind, "sendMessage", **{key: value for key, value in fault.items() if key != "kind"})
    result = await channel.perform(Send(ANN, Reply("hello")))
    if isinstance(expected, TryLater) and "no answer" in expected.reason:
        # A cut connection is a ReadError or a RemoteProtocolError, as the moment will have it.
        assert isinstance(result, TryLater)
        assert result.in_doubt
        assert result.reason.startswith("no answer from Telegram (R")
    else:
        assert result == expected
    assert len(tg.messages(1001)) == arrived
    assert tg.token not in repr(result)
    if kind != "429":
        assert isinstance(await channel.perform(Send(ANN, Reply("again"))), Receipt)


async def test_a_late_answer_leaves_the_act_in_doubt(tg: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.line.READ", 0.3)
    tg.person(1001)
    channel = Telegram(tg.token, origin=tg.url)
    tg.fault("delay_after", "sendMessage", seconds=0.8)
    result = await channel.perform(Send(ANN, Reply("hello")))
    assert result == TryLater("no answer from Telegram (ReadTimeout)", in_doubt=True)
    assert len(tg.messages(1001)) == 1
    await channel.close()


async def test_when_nobody_listens_the_act_surely_did_not_happen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    channel = Telegram("123456:TEST", origin=f"http://127.0.0.1:{port}")
    acts: list[Act] = [Send(ANN, Reply("a")), Edit(ANN, "1", Reply("a")), Delete(ANN, "1"), OpenTopic(STAFF, "a")]
    for act in acts:
        assert await channel.perform(act) == TryLater("no answer from Telegram (ConnectError)")
    await channel.close()


async def test_retry_after_is_honest_about_calls_made_too_early(tg: FakeTelegram, channel: Telegram) -> None:
    tg.person(1001)
    tg.fault(429, "sendMessage", retry_after=5)
    for _ in range(2):
        result = await channel.perform(Send(ANN, Reply("a")))
        assert isinstance(result, TryLater)
        assert result.after
    assert len(tg.violations()) == 1
