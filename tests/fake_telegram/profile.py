"""The Bot API's methods for the bot itself: who it is, its commands and descriptions, its webhook."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.fake_telegram.words import ApiError, Json, Params, bad
from tests.fake_telegram.world import DEFAULT_KINDS, World


def get_me(world: World, params: Params) -> Json:
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def set_commands(world: World, params: Params) -> bool:
    language, commands = _language(params), params.json("commands") or []
    for command in commands:
        name, description = command.get("command", ""), command.get("description", "").strip()
        if not re.fullmatch("[a-z0-9_]{1,32}", name):
            raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        if not description:
            raise bad("command description must be non-empty")
        if len(description) > 256:
            raise bad("command description length must not exceed 256")
    scope = params.json("scope") or {"type": "default"}
    world.profile[f"commands {scope['type']}", language] = {each["command"]: each["description"] for each in commands}
    return True


def _setter(field: str, limit: int) -> Callable[[World, Params], object]:
    def set_text(world: World, params: Params) -> bool:
        text = params.text(field)
        if len(text) > limit:
            raise bad(f"{field.replace('_', ' ')} is too long")
        world.profile[field, _language(params)] = text
        return True

    return set_text


def set_menu_button(world: World, params: Params) -> bool:
    world.profile["menu_button", ""] = (params.json("menu_button") or {}).get("type", "default")
    return True


def allow(world: World, params: Params) -> None:
    """Remember which kinds of updates the bot wants; a call without the parameter changes nothing."""
    kinds = params.json("allowed_updates")
    if kinds is not None:
        world.allowed = frozenset(kinds) or DEFAULT_KINDS


def set_webhook(world: World, params: Params) -> bool:
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return delete_webhook(world, params)
    if not re.match(r"https?://[^\s/]+", url):
        raise bad("invalid webhook URL specified")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
    allow(world, params)
    _drop(world, params)
    world.webhook = {"url": url, "secret": secret}
    world.poller += 1
    world.wake()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    _drop(world, params)
    world.webhook = {}
    world.wake()
    return True


def _drop(world: World, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        world.queue, world.again = [], []


def webhook_info(world: World, params: Params) -> Json:
    return {
        "url": world.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue),
        "allowed_updates": json.loads(json.dumps(sorted(world.allowed))),
    }


METHODS: dict[str, Callable[[World, Params], object]] = {
    "getme": get_me,
    "setmycommands": set_commands,
    "setmydescription": _setter("description", 512),
    "setmyshortdescription": _setter("short_description", 120),
    "setchatmenubutton": set_menu_button,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": webhook_info,
}
