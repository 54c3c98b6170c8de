"""Telegram as a channel: every act becomes one call of the Bot API, every failure a result."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Sequence
from typing import Any, assert_never
from urllib.parse import urlencode

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.acts import Act, CloseTopic, Copy, Delete, Edit, OpenTopic, Receipt, Refused, Result, Send
from bot.channels.telegram import text
from bot.channels.telegram.errors import BadToken, result_of, words
from bot.channels.telegram.line import READ, Line, keep_quiet
from bot.channels.telegram.updates import ALLOWED, Me
from bot.messages import Address, Choice, Reply

log = logging.getLogger(__name__)

GENERAL = 1  # the topic of a forum that a send must not name: "message thread not found"
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
ACKNOWLEDGED = 5.0  # seconds: an acknowledgement that takes longer is given up, the button's circle is gone by then

# Telegram's words for "it is already so", by act: the act was done before, perhaps by us and the answer got lost.
_DONE: dict[type, str] = {
    Edit: "message is not modified",
    Delete: "message to delete not found",
    CloseTopic: "topic_not_modified",
}


class Telegram:
    """The channel "telegram" over one `telegram.Bot`.

    origin: scheme and host of the Bot API ("https://api.telegram.org", or a server of one's own).
    Raises BadToken for a token that cannot be one.
    """

    name = "telegram"

    def __init__(self, token: str, *, origin: str = "https://api.telegram.org") -> None:
        if not re.fullmatch(r"\d{1,18}:[\w-]+", token, re.ASCII):
            raise BadToken
        keep_quiet()
        host = origin.rstrip("/")
        self._updates = Line()
        self.bot = Bot(
            token,
            base_url=f"{host}/bot",
            base_file_url=f"{host}/file/bot",
            request=Line(),
            get_updates_request=self._updates,
        )
        self.me = Me(int(token.partition(":")[0]))

    async def perform(self, act: Act) -> Result:
        """Do one act. A Send longer than one message is refused: `split` it first, one act a part."""
        try:
            return await self._perform(act)
        except text.Unsendable as error:
            return Refused(str(error))
        except TelegramError as error:
            if isinstance(error, BadRequest) and _DONE.get(type(act), "\0") in error.message.lower():
                return Receipt(act.message_id if isinstance(act, Edit) else None)
            return result_of(error)

    def split(self, reply: Reply) -> tuple[Reply, ...]:
        """`reply` as messages that each fit, one act each. Raises Unsendable, a ValueError, for bad buttons."""
        return text.split(reply)

    async def introduce(self) -> Me:
        """Ask who the bot is: its name is needed to tell our commands from another bot's. Raises TelegramError."""
        bot = await self.bot.get_me()
        self.me = Me(bot.id, bot.username or "")
        return self.me

    async def acknowledge(self, presses: Sequence[str]) -> None:
        """Stop the circle on pressed buttons (ids of callback queries). Best effort: an old one is no failure."""
        answers = [self.bot.answer_callback_query(press, read_timeout=ACKNOWLEDGED) for press in presses]
        for outcome in await asyncio.gather(*answers, return_exceptions=True):
            if isinstance(outcome, TelegramError):
                log.info("a pressed button was not acknowledged: %s", words(outcome))
            elif isinstance(outcome, BaseException):
                raise outcome

    async def updates(self, offset: int | None, wait: int) -> list[Any]:
        """Raw updates from `offset` on, which confirms all before it; waits up to `wait` seconds for one.

        Raises TelegramError. Not `Bot.get_updates`: one update that it cannot parse stops the whole batch for ever,
        and it logs the batch, residents' texts and all.
        """
        query: dict[str, object] = {"timeout": wait, "limit": 100, "allowed_updates": json.dumps(ALLOWED)}
        if offset is not None:
            query["offset"] = offset
        url = f"{self.bot.base_url}/getUpdates?{urlencode(query)}"
        batch = await self._updates.post(url, read_timeout=READ + wait)
        if not isinstance(batch, list):
            raise TelegramError("Invalid server response")
        return batch

    async def close(self) -> None:
        await self._updates.shutdown()
        await self.bot.request.shutdown()

    async def _perform(self, act: Act) -> Result:
        match act:
            case Send():
                return await self._send(act)
            case Edit():
                return await self._edit(act)
            case Copy():
                return await self._copy(act)
            case Delete():
                await self.bot.delete_message(act.address.id, int(act.message_id))
                return Receipt()
            case OpenTopic():
                topic = await self.bot.create_forum_topic(act.address.id, text.one_line(act.title, text.TOPIC))
                return Receipt(str(topic.message_thread_id))
            case CloseTopic():
                return await self._close_topic(act)
            case _:
                assert_never(act)

    async def _send(self, act: Send) -> Result:
        parts = text.split(act.reply)
        if len(parts) > 1:
            return Refused(f"the text needs {len(parts)} messages and is one act: it was not split")
        reply = parts[0]
        message = await self.bot.send_message(
            act.address.id,
            text.plain(reply) if act.plain else text.markup(reply),
            parse_mode=None if act.plain else ParseMode.HTML,
            message_thread_id=_thread(act.address),
            disable_notification=reply.silent,
            link_preview_options=NO_PREVIEW,
            reply_markup=_keyboard(reply.choices),
        )
        return Receipt(str(message.message_id))

    async def _edit(self, act: Edit) -> Result:
        text.check_choices(act.reply.choices)
        reply = text.cut(act.reply)
        try:
            await self._replace(act, text.markup(reply), ParseMode.HTML)
        except BadRequest as error:
            outcome = result_of(error)
            if not (isinstance(outcome, Refused) and outcome.why == "markup"):
                raise
            # An Edit has no `plain` to be sent again with, and may safely be repeated: so it falls back here.
            await self._replace(act, text.plain(reply), None)
        return Receipt(act.message_id)

    async def _replace(self, act: Edit, words_of_it: str, mode: ParseMode | None) -> None:
        await self.bot.edit_message_text(
            words_of_it,
            chat_id=act.address.id,
            message_id=int(act.message_id),
            parse_mode=mode,
            link_preview_options=NO_PREVIEW,
            reply_markup=_keyboard(act.reply.choices),
        )

    async def _copy(self, act: Copy) -> Result:
        copied = await self.bot.copy_message(
            act.address.id,
            act.origin.id,
            int(act.message_id),
            caption=act.caption,
            message_thread_id=_thread(act.address),
        )
        return Receipt(str(copied.message_id))

    async def _close_topic(self, act: CloseTopic) -> Result:
        thread = _thread(act.address)
        if thread is None:
            return Refused("General is not a topic that can be closed", "topic")
        await self.bot.close_forum_topic(act.address.id, thread)
        return Receipt()


def _thread(address: Address) -> int | None:
    return None if address.thread == GENERAL else address.thread


def _keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """One column: a long label stays readable on a narrow phone and for a screen reader."""
    return InlineKeyboardMarkup([[_button(choice)] for choice in choices]) if choices else None


def _button(choice: Choice) -> InlineKeyboardButton:
    label = " ".join(text.clean(choice.label).split())
    if choice.url is not None:
        return InlineKeyboardButton(label, url=choice.url)
    return InlineKeyboardButton(label, callback_data=text.clean(choice.value))
