"""What people see of the bot before they write: commands, descriptions, the menu button, in each language."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, MenuButtonCommands
from telegram.error import TelegramError

from bot.channels.telegram.errors import words

log = logging.getLogger(__name__)

# In the order of the menu. The descriptions are texts and come in from outside.
COMMANDS = (
    "start",
    "menu",
    "timetable",
    "subscribe",
    "stop",
    "ask",
    "status",
    "language",
    "privacy",
    "mydata",
    "deleteme",
    "help",
    "cancel",
)
DESCRIPTION = 512  # characters, shown in the empty chat
SHORT = 120  # characters, shown in the profile and when the bot is shared
COMMAND = 256  # characters of a command's description
DEFAULT = ""  # Telegram's code for "every other language"


@dataclass(frozen=True, slots=True)
class Profile:
    """The texts of one language. commands: command -> what it does, for every one of COMMANDS.

    Raises ValueError for a text that Telegram would refuse.
    """

    commands: Mapping[str, str]
    description: str
    short: str

    def __post_init__(self) -> None:
        if set(self.commands) != set(COMMANDS):
            raise ValueError(f"commands differ: {sorted(set(self.commands) ^ set(COMMANDS))}")
        for name, said in self.commands.items():
            _check(f"/{name}", said, COMMAND)
        _check("description", self.description, DESCRIPTION)
        _check("short description", self.short, SHORT)


def _check(what: str, said: str, limit: int) -> None:
    if not said.strip() or len(said) > limit:
        raise ValueError(f"the text of {what} has {len(said)} characters; it needs 1 to {limit}")


async def publish_profile(bot: Bot, profiles: Mapping[str, Profile], *, default: str = "en") -> int:
    """Set commands, descriptions and menu button for each language, and those of `default` for all other languages.

    profiles: by two-letter code. Safe to repeat. Best effort: what fails is logged and left; the number of
    failed calls is returned.
    """
    failed = 0
    for language, profile in {DEFAULT: profiles[default], **profiles}.items():
        for call in _calls(bot, language, profile):
            failed += not await _done(call, language)
    failed += not await _done(bot.set_chat_menu_button(menu_button=MenuButtonCommands()), DEFAULT)
    return failed


def _calls(bot: Bot, language: str, profile: Profile) -> list[Awaitable[bool]]:
    commands = [BotCommand(name, profile.commands[name]) for name in COMMANDS]
    scope = BotCommandScopeAllPrivateChats()
    return [
        bot.set_my_commands(commands, scope=scope, language_code=language),
        bot.set_my_description(profile.description, language_code=language),
        bot.set_my_short_description(profile.short, language_code=language),
    ]


async def _done(call: Awaitable[bool], language: str) -> bool:
    try:
        return await call
    except TelegramError as error:
        log.warning("a part of the bot's profile (%s) was not set: %s", language or "default", words(error))
        return False
