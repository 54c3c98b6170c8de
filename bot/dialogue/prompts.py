"""A flow's prompt as a reply in a language."""

from __future__ import annotations

from bot.i18n import translate
from bot.messages import Choice, Reply
from flows.move import Option, Prompt


def said(prompt: Prompt, language: str) -> Reply:
    choices = tuple(Choice(option.value, label(option, language)) for option in prompt.options)
    return Reply(translate(language, prompt.text, **prompt.values), translate(language, prompt.title), choices)


def label(option: Option, language: str) -> str:
    """What stands on a button."""
    return (option.label if option.literal else translate(language, option.label)) + option.suffix
