from __future__ import annotations

import pytest

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.profile import COMMANDS, Profile, publish_profile
from tests.fake_telegram import FakeTelegram


def profile(language: str) -> Profile:
    return Profile({name: f"{name} {language}" for name in COMMANDS}, f"description {language}", f"short {language}")


PROFILES = {language: profile(language) for language in ("uk", "en", "ru", "pl")}


async def test_every_language_and_all_others_get_their_texts(tg: FakeTelegram, channel: Telegram) -> None:
    for _ in range(2):
        assert await publish_profile(channel.bot, PROFILES) == 0
    set_ = tg.world.profile
    for language in ("uk", "en", "ru", "pl"):
        assert set_["commands all_private_chats", language] == PROFILES[language].commands
        assert set_["description", language] == f"description {language}"
        assert set_["short_description", language] == f"short {language}"
    assert set_["description", ""] == "description en"
    assert set_["commands all_private_chats", ""] == PROFILES["en"].commands
    assert set_["menu_button", ""] == "commands"
    assert len(tg.calls()) == 2 * 16


async def test_what_fails_is_counted_and_the_rest_is_set(tg: FakeTelegram, channel: Telegram) -> None:
    tg.fault(500, "setMyDescription", times=2)
    tg.fault("reset_before", "setChatMenuButton")
    assert await publish_profile(channel.bot, PROFILES) == 3
    assert tg.world.profile["short_description", "pl"] == "short pl"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"description": "x" * 513}, "description has 513 characters"),
        ({"short": "x" * 121}, "short description has 121"),
        ({"short": " "}, "needs 1 to 120"),
        ({"commands": {"start": "Start"}}, "commands differ"),
        ({"commands": dict.fromkeys(COMMANDS, "x" * 257)}, "/start has 257"),
    ],
)
def test_a_text_that_telegram_would_refuse_is_a_clear_error(change: dict[str, object], words: str) -> None:
    good: dict[str, object] = {"commands": dict.fromkeys(COMMANDS, "does it"), "description": "long", "short": "short"}
    with pytest.raises(ValueError, match=words):
        Profile(**{**good, **change})  # type: ignore[arg-type] # by name
