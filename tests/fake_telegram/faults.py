"""Faults on order, and the pace: what a test may do to the bot and what it looks at afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

OVERALL = 30  # messages in any second
CHAT = 1  # messages to one chat in any second
GROUP = 20  # messages to one group in any minute

KINDS = frozenset(
    {"400", "401", "403", "409", "429", "500", "502", "reset_before", "reset_after", "truncate"}
    | {"delay", "delay_after", "duplicate", "refuse"}
)


@dataclass
class Fault:
    """One fault. times: how often, -1 for ever. method "*": every call but getUpdates and webhook deliveries.

    The numbers, delay and reset_before: nothing happened (yet).
    reset_after, truncate, delay_after: it happened, and the caller cannot know.
    duplicate: of getUpdates, the same updates once more; refuse: a webhook delivery counts as failed after it was made.
    """

    kind: str
    method: str = "*"
    chat_id: int | None = None
    contains: str = ""
    times: int = 1
    seconds: float = 1.0
    retry_after: int = 1
    description: str = ""
    hits: int = 0

    def fits(self, method: str, chat_id: int | None, text: str) -> bool:
        if self.method == "*":
            if method in {"getupdates", "webhook"}:
                return False
        elif self.method.lower() != method:
            return False
        return self.times != 0 and self.chat_id in {None, chat_id} and self.contains in text


@dataclass
class Sent:
    """One message made by the bot, for the pace."""

    at: float
    chat_id: int
    is_group: bool


def broken_paces(sends: Iterable[Sent]) -> list[str]:
    """Every limit that was broken in some sliding window, in words; empty when the pace was kept."""
    sends = list(sends)
    found = [f"{worst} messages in one second, the limit is {OVERALL}" for worst in _over(sends, 1.0, OVERALL)]
    chats: dict[int, list[Sent]] = defaultdict(list)
    for sent in sends:
        chats[sent.chat_id].append(sent)
    for chat_id, here in chats.items():
        found += [f"{worst} messages to {chat_id} in one second" for worst in _over(here, 1.0, CHAT)]
        if here[0].is_group:
            found += [f"{worst} messages to group {chat_id} in one minute" for worst in _over(here, 60.0, GROUP)]
    return found


def _over(sends: list[Sent], width: float, limit: int) -> list[int]:
    """The worst count of any window of `width` seconds, if it is over `limit`."""
    worst, first = 0, 0
    for last, sent in enumerate(sends):
        while sends[first].at <= sent.at - width:
            first += 1
        worst = max(worst, last - first + 1)
    return [worst] if worst > limit else []
