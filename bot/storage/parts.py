"""A reply longer than a channel takes becomes several, each a row of its own with a slot of its own."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import Reply

# Telegram takes 4096 characters after its markup is read; some of its programs count UTF-16 units, so we do too,
# and leave room for the title and a blank line.
LIMITS = {"telegram": 4000}


def parts(reply: Reply, channel: str) -> tuple[Reply, ...]:
    """The reply in pieces the channel takes: title on the first, buttons under the last, cut where it reads best."""
    limit = LIMITS.get(channel)
    if limit is None or _size(reply.title) + _size(reply.text) <= limit:
        return (reply,)
    pieces = _cut(reply.text, limit - _size(reply.title))
    first, *others = (replace(reply, text=piece, choices=()) for piece in pieces)
    rest = [replace(part, title="", silent=True) for part in others]
    whole = [first, *rest]
    whole[-1] = replace(whole[-1], choices=reply.choices)
    return tuple(whole)


def _size(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, limit: int) -> list[str]:
    pieces: list[str] = []
    while _size(text) > limit:
        end = _end(text, limit)
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
    if text:
        pieces.append(text)
    return [piece for piece in pieces if piece] or [""]


def _end(text: str, limit: int) -> int:
    """Where to cut: behind a paragraph, a line, a sentence or a word of the last half, else at the limit."""
    most = limit
    while _size(text[:most]) > limit:
        most -= (_size(text[:most]) - limit + 1) // 2
    for mark in ("\n\n", "\n", ". ", " "):
        found = text.rfind(mark, most // 2, most)
        if found >= 0:
            return found + len(mark)
    return most
