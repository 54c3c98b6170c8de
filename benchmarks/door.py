"""The two looks at the door: masking and the emergency lane, on hostile texts. Ratios of one run: ten times the
length should cost about ten times as much, never a hundred times."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from bot.masking import masked
from knowledge.triage import emergency

PIECES = ("1", "1 ", "+48 ", "A1", "a@", "WSC-", "600 123 456 ", "\0", "😀", "не ", "допоможіть ")
SHORT, LONG = 2_000, 20_000  # characters; the door looks at 20,000 at most


def seconds(look: Callable[[str], object], piece: str, length: int) -> float:
    """The best of three."""
    text = (piece * length)[:length]
    spent = []
    for _ in range(3):
        began = time.process_time()
        look(text)
        spent.append(time.process_time() - began)
    return max(min(spent), 1e-6)


def table() -> Iterator[str]:
    yield f"| text of | masking {LONG:,} ms | x the cost of {SHORT:,} | emergency {LONG:,} ms | x |"
    yield "|---|---|---|---|---|"
    for piece in PIECES:
        cells = []
        for look in (masked, emergency):
            short, long = seconds(look, piece, SHORT), seconds(look, piece, LONG)
            cells += [f"{long * 1000:.0f}", f"{long / short:.0f}"]
        yield f"| {piece!r} | {' | '.join(cells)} |"
