"""A small strict fake of the Telegram Bot API, for tests. It refuses in Telegram's words and breaks on order.

async with FakeTelegram() as tg:              # tg.url and tg.token for the bot, in this process or another
    ann = tg.person(1001, language="uk")
    await ann.send("/start")
    message = await ann.expect("Вітаю")       # the bot's next message that contains this
    await ann.press("Українська")
    staff = tg.group(-100123, forum=True, members=[9]).member(9)
    tg.fault(429, "sendMessage", chat_id=1001, retry_after=2)
    assert tg.violations() == []

test_fake_is_honest.py compares it with another, larger fake where that is there.
"""

from __future__ import annotations

from tests.fake_telegram.fake import TOKEN, FakeTelegram, Group
from tests.fake_telegram.people import Person
from tests.fake_telegram.world import Call, Record

__all__ = ["TOKEN", "Call", "FakeTelegram", "Group", "Person", "Record"]
