from __future__ import annotations

import httpx
import pytest

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.faults import Sent, broken_paces


async def call(tg: FakeTelegram, method: str, **values: object) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as line:
        return await line.post(f"{tg.url}/bot{tg.token}/{method}", json=values)


def evenly(count: int, seconds: float, *chats: int, group: bool = False) -> list[Sent]:
    return [Sent(n * seconds, chats[n % len(chats)], group) for n in range(count)]


def test_a_kept_pace_is_no_violation() -> None:
    assert broken_paces(evenly(300, 1 / 30 + 0.0001, *range(100))) == []
    assert broken_paces(evenly(10, 1.0, 1)) == []
    assert broken_paces(evenly(60, 3.01, -1, group=True)) == []


def test_each_limit_is_found_in_sliding_windows() -> None:
    assert broken_paces(evenly(62, 0.0325, *range(100))) == ["31 messages in one second, the limit is 30"]
    assert broken_paces(evenly(3, 0.9, 1)) == ["2 messages to 1 in one second"]
    assert broken_paces(evenly(60, 2.8, -1, group=True)) == ["22 messages to group -1 in one minute"]
    # Not aligned to full seconds: 0.95 and 1.05 are one second's two.
    assert broken_paces([Sent(0.95, 1, False), Sent(1.05, 1, False)]) != []


async def test_the_pace_of_real_calls_is_measured(tg: FakeTelegram) -> None:
    tg.person(1001)
    for _ in range(2):
        assert (await call(tg, "sendMessage", chat_id=1001, text="a")).status_code == 200
    assert tg.violations() == ["2 messages to 1001 in one second"]


async def test_people_wait_a_bounded_time_and_see_what_there_is(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    await call(tg, "sendMessage", chat_id=1001, text="hello")
    with pytest.raises(AssertionError, match=r"not within 0\.1 s: 'bye' in chat 1001; it has \['hello'\]"):
        await ann.expect("bye", seconds=0.1)
    message = await ann.expect("hell")
    with pytest.raises(AssertionError, match="not within"):
        await ann.expect("hell", seconds=0.05)
    with pytest.raises(AssertionError, match="no button 'Yes'"):
        await ann.press("Yes")
    await ann.silence(0.05)
    await call(tg, "editMessageText", chat_id=1001, message_id=message.id, text="bye")
    assert (await ann.expect_edit(message, "bye")).history == ["hello"]


async def test_silence_notices_a_message(tg: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = tg.person(1001)

    async def meanwhile(_: float) -> None:
        await call(tg, "sendMessage", chat_id=1001, text="psst")

    monkeypatch.setattr("tests.fake_telegram.people.asyncio.sleep", meanwhile)
    with pytest.raises(AssertionError, match="not silent"):
        await ann.silence(0.05)


async def texts(tg: FakeTelegram, offset: int = 0) -> list[str]:
    answer = (await call(tg, "getUpdates", offset=offset)).json()
    return [update["message"]["text"] for update in answer["result"]]


async def test_held_updates_come_when_released_in_the_order_wished(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    tg.hold()
    for text in "abc":
        await ann.send(text)
    assert await texts(tg) == []
    tg.release(backwards=True)
    assert await texts(tg) == ["c", "b", "a"]


async def test_confirmed_updates_can_be_repeated(tg: FakeTelegram) -> None:
    ann = tg.person(1001)
    await ann.send("a")
    last = await ann.send("b")
    assert last is not None
    assert await texts(tg, last + 1) == []
    tg.repeat(2)
    assert await texts(tg, last + 1) == ["a", "b"]
    assert await texts(tg, last + 1) == []


async def test_as_a_plain_member_the_bot_gets_commands_only(tg: FakeTelegram) -> None:
    staff = tg.group(-100123, admin=False).member(9)
    await staff.send("hi")
    await staff.send("/take 5")
    assert await texts(tg) == ["/take 5"]


async def test_a_fault_hits_only_what_it_names(tg: FakeTelegram) -> None:
    tg.person(1001)
    tg.person(1002)
    fault = tg.fault(403, "sendMessage", chat_id=1001, contains="bad", times=1)
    assert (await call(tg, "sendMessage", chat_id=1001, text="good")).status_code == 200
    assert (await call(tg, "sendMessage", chat_id=1002, text="bad")).status_code == 200
    assert (await call(tg, "sendMessage", chat_id=1001, text="bad")).status_code == 403
    assert (await call(tg, "sendMessage", chat_id=1001, text="bad")).status_code == 200
    assert fault.hits == 1
    with pytest.raises(ValueError, match="no such fault: 418"):
        tg.fault(418)


async def test_a_mistake_in_the_fake_itself_does_not_pass_for_telegrams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fake_telegram.server.refuse", lambda *_: 1 / 0)
    tg = FakeTelegram()
    tg.__enter__()
    assert (await call(tg, "getMe")).status_code == 500
    with pytest.raises(AssertionError, match="the fake itself broke"):
        tg.__exit__()
