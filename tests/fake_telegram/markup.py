"""HTML as Telegram reads it (only the tags b, i, a and code), inline keyboards, entities it finds by itself."""

from __future__ import annotations

import re

from tests.fake_telegram.words import ApiError, Json, Params, bad

TAGS = {"b": "bold", "i": "italic", "a": "text_link", "code": "code"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ENTITY = re.compile(r"&(?:#(?P<code>\d{1,7})|(?P<name>lt|gt|amp|quot));")
START = re.compile(r"<(?P<tag>[^\s>/][^\s>]*)(?:\s+href=[\"'](?P<href>[^\"'<>]*)[\"'])?\s*>")
END = re.compile(r"</(?P<tag>[^\s>]*)\s*>")
COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")
URL = re.compile(r"(?i)(?:https?|tg)://[^\s/?#]+\S*")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def cannot(words: str) -> ApiError:
    return bad(f"can't parse entities: {words}")


def read_html(source: str) -> tuple[str, list[Json]]:
    """The text and its entities; raises in Telegram's words for markup that does not close."""
    text, entities, at = "", list[Json](), 0
    open_tags: list[tuple[str, str, int]] = []
    while at < len(source):
        sign = source[at]
        entity = ENTITY.match(source, at) if sign == "&" else None
        if entity:
            text += NAMED[entity["name"]] if entity["name"] else chr(int(entity["code"]))
            at = entity.end()
        elif sign != "<":
            text += sign
            at += 1
        elif source.startswith("</", at):
            at = _close(source, at, text, open_tags, entities)
        else:
            at = _open(source, at, text, open_tags)
    if open_tags:
        raise cannot(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return text, entities


def _open(source: str, at: int, text: str, open_tags: list[tuple[str, str, int]]) -> int:
    byte = len(source[:at].encode())
    start = START.match(source, at)
    name = start["tag"].lower() if start else re.split(r"[\s>]", source[at + 1 :], maxsplit=1)[0].lower()
    if name not in TAGS and (start or re.search(r"[\s>]", source[at + 1 :])):
        raise cannot(f'Unsupported start tag "{name}" at byte offset {byte}')
    if start is None:
        raise cannot(f"Unclosed start tag at byte offset {byte}")
    open_tags.append((name, start["href"] or "", units(text)))
    return start.end()


def _close(source: str, at: int, text: str, open_tags: list[tuple[str, str, int]], entities: list[Json]) -> int:
    byte = len(source[:at].encode())
    if not open_tags:
        raise cannot(f"Unexpected end tag at byte offset {byte}")
    end = END.match(source, at)
    if end is None:
        raise cannot(f"Unclosed end tag at byte offset {byte}")
    name, href, offset = open_tags.pop()
    if end["tag"].lower() not in {"", name}:
        raise cannot(f'Unmatched end tag at byte offset {byte}, expected "</{name}>", found "</{end["tag"].lower()}>"')
    if units(text) > offset and (name != "a" or href):
        link = {"url": href} if name == "a" else {}
        entities.append({"type": TAGS[name], "offset": offset, "length": units(text) - offset, **link})
    return end.end()


def commands(text: str) -> list[Json]:
    return [
        {"type": "bot_command", "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in COMMAND.finditer(text)
    ]


def read_text(params: Params) -> tuple[str, list[Json]]:
    """The text of a message as it will stand there; refuses empty and broken ones, not yet too long ones."""
    raw = params.text("text")
    if not raw:
        raise bad("message text is empty")
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    mode = params.text("parse_mode").lower()
    if mode not in {"", "html"}:
        raise bad("unsupported parse_mode")
    text, entities = read_html(raw) if mode else (raw, [])
    lead = units(text) - units(text.lstrip())
    text = text.strip()
    if not text:
        raise bad("text must be non-empty")
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(units(text), entity["offset"] + entity["length"] - lead)
        entity.update(offset=start, length=end - start)
    return text, [entity for entity in entities if entity["length"] > 0] + commands(text)


def read_keyboard(params: Params) -> Json | None:
    """The inline keyboard of a call, None without one."""
    markup = params.json("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        raise bad("object expected as reply markup")
    rows = [[_button(button) for button in row] for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > 100:
        raise bad("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _button(button: Json) -> Json:
    if not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    data, url = button.get("callback_data"), button.get("url")
    if not data and not url:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if data and len(data.encode()) > 64:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if url and not URL.fullmatch(url):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return {key: value for key, value in button.items() if value is not None}
