"""What Telegram takes as a text: clean, not empty, at most 4,096 long, split where a reader would pause. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Choice, Reply

# "message is too long" counts the characters left after the markup is read. Counted here in UTF-16 units, of which
# an emoji is two, so that the limit holds whichever of the two a server counts.
LIMIT = 4096
TITLE = 256  # characters; a longer "title" is a text and is sent as one
TOPIC = 128  # characters of a forum topic's name
VALUE = 64  # bytes of a button's callback_data
BUTTONS = 100  # buttons under one message
EMPTY = "…"  # stands for a text of which nothing can be seen: Telegram refuses an empty one

# Looks like nothing although Unicode calls it a letter or a symbol: Hangul fillers, the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Mn", "Me", "Zs", "Zl", "Zp"})
_PAUSES = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…;])\s"), re.compile(r"\s"))
_TIED = 64  # characters: how far back a cut looks for the start of an emoji or an accented letter


class Unsendable(ValueError):
    """A programmer's error in a reply's buttons; the message names the button and the rule."""


def clean(text: str) -> str:
    """`text` without what a channel or a database refuses: lone surrogates become U+FFFD, control characters go.

    Line feeds stay, tabs become spaces, the lines' ends become one kind. Never longer than `text`.
    """
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = joined.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen."""
    return all(sign in _BLANK or unicodedata.category(sign) in _UNSEEN for sign in text)


def one_line(text: str, limit: int) -> str:
    """`text` as a name: one line, not blank, at most `limit` characters."""
    line = " ".join(clean(text).split())[:limit].rstrip()
    return EMPTY if is_blank(line) else line


def size(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) + sum(1 for sign in text if ord(sign) > 0xFFFF)


def check_choices(choices: Sequence[Choice]) -> None:
    """Raises Unsendable for buttons that Telegram would refuse."""
    if len(choices) > BUTTONS:
        raise Unsendable(f"{len(choices)} buttons under one message; Telegram takes {BUTTONS}")
    for choice in choices:
        if is_blank(clean(choice.label)):
            raise Unsendable(f"the button with the value {choice.value!r} has no label")
        if choice.url is not None:
            continue
        length = len(clean(choice.value).encode())
        if not choice.value:
            raise Unsendable(f"the button {choice.label!r} has no value")
        if length > VALUE:
            raise Unsendable(f"the value of the button {choice.label!r} has {length} bytes; Telegram takes {VALUE}")


def tidy(reply: Reply) -> Reply:
    """`reply` as it can be sent: clean, not blank, a title that is one short line. May still be too long."""
    text, title = clean(reply.text).strip(), " ".join(clean(reply.title).split())
    if is_blank(title):
        title = ""
    if len(title) > TITLE:
        text, title = f"{title}\n{text}", ""
    if is_blank(text):
        text = "" if title else EMPTY
    return replace(reply, text=text, title=title)


def split(reply: Reply) -> tuple[Reply, ...]:
    """`reply` as messages that each fit: the title stands on the first, the buttons under the last.

    One act an outbox row: store a row for each part, so that a failure in the middle repeats no earlier part.
    Cuts fall between paragraphs, lines, sentences, words, in this order, and never inside an emoji or a letter with
    its accents (unless more than 64 signs are tied together). Raises Unsendable for buttons Telegram would refuse.
    """
    check_choices(reply.choices)
    whole = tidy(reply)
    parts = _parts(whole.text, LIMIT - size(whole.title) - 1 if whole.title else LIMIT)
    last = len(parts) - 1
    return tuple(
        Reply(part, whole.title if n == 0 else "", whole.choices if n == last else (), whole.silent)
        for n, part in enumerate(parts)
    )


def cut(reply: Reply) -> Reply:
    """`reply` as one message: for an edit, which cannot become two. What does not fit is replaced by "…"."""
    whole = tidy(reply)
    room = LIMIT - size(whole.title) - 1
    if size(whole.text) <= room:
        return whole
    return replace(whole, text=_parts(whole.text, room - 1)[0] + EMPTY)


def markup(reply: Reply) -> str:
    """`reply` as Telegram's HTML: a bold title over the text. For tidied replies."""
    text = html.escape(reply.text, quote=False)
    if not reply.title:
        return text
    return f"<b>{html.escape(reply.title, quote=False)}</b>\n{text}".rstrip()


def plain(reply: Reply) -> str:
    """`reply` without markup. For tidied replies."""
    return f"{reply.title}\n{reply.text}".strip()


def _parts(text: str, first: int) -> list[str]:
    """`text` in pieces: the first of at most `first` UTF-16 units, the others of at most LIMIT."""
    parts: list[str] = []
    start, room = 0, first
    while True:
        end = _reach(text, start, room)
        if end == len(text):
            break
        end = _cut(text, start, end)
        piece = text[start:end].strip()
        if not is_blank(piece):
            parts.append(piece)
            room = LIMIT
        start = end
    rest = text[start:].strip()
    if not parts or not is_blank(rest):
        parts.append(rest)
    return parts


def _reach(text: str, start: int, room: int) -> int:
    """The index up to which `text` from `start` on has at most `room` UTF-16 units."""
    end = min(len(text), start + room)
    while size(text[start:end]) > room:
        end -= (size(text[start:end]) - room + 1) // 2
    return end


def _cut(text: str, start: int, end: int) -> int:
    """Where to cut `text` between `start` and `end`: the best pause in the second half, else between two signs."""
    half = start + (end - start) // 2
    for pause in _PAUSES:
        ends = [match.end() for match in pause.finditer(text, half, end)]
        if ends:
            return ends[-1]
    return next((at for at in range(end, max(half, end - _TIED), -1) if not _is_tied(text, at)), end)


def _is_tied(text: str, at: int) -> bool:
    """Whether the signs on both sides of `at` make one visible sign: an accent, a skin tone, a family, a flag."""
    before, after = text[at - 1], text[at]
    if before == "\u200d" or after == "\u200d" or unicodedata.category(after) in {"Mn", "Me", "Mc"}:
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    return _is_flag(before) and _is_flag(after) and _flags_before(text, at) % 2 == 1


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    """How many letters of flags stand in a row right before `at` (looks back at most 4,096: one message)."""
    count = 0
    while count < min(at, LIMIT) and _is_flag(text[at - 1 - count]):
        count += 1
    return count
