"""The ledger of a broadcast in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, case, func, select

from bot.storage.rows import delivery

STATES: Final = ("pending", "sending", "sent", "failed", "skipped", "unknown")
_D: Final = delivery.c


@dataclass(frozen=True, slots=True)
class Counts:
    """states: every state, also with 0. reasons: state -> reason -> how many.
    doubts: deliveries that were in doubt at least once, so that their person may have got the message twice."""

    states: Mapping[str, int]
    reasons: Mapping[str, Mapping[str, int]]
    doubts: int

    @property
    def open(self) -> int:
        return self.states["pending"] + self.states["sending"]

    @property
    def total(self) -> int:
        return sum(self.states.values())

    def document(self) -> dict[str, object]:
        reasons = {state: dict(found) for state, found in self.reasons.items()}
        return {**self.states, "reasons": reasons, "doubts": self.doubts}


def counts(conn: Connection, number: int) -> Counts:
    is_final = _D.state.in_(("failed", "skipped", "unknown"))
    reason = case((is_final, func.coalesce(_D.reason, "")), else_="").label("reason")
    in_doubt = func.sum(case((_D.doubts > 0, 1), else_=0)).label("doubts")
    # By position: PostgreSQL does not see that two CASEs with their own parameters are the same.
    grouped = select(_D.state, reason, func.count().label("number"), in_doubt).where(_D.broadcast_id == number)
    states, reasons, doubts = dict.fromkeys(STATES, 0), dict[str, dict[str, int]](), 0
    for row in conn.execute(grouped.group_by(_D.state, reason)):
        states[row.state] += row.number
        doubts += int(row.doubts)
        if row.reason:
            reasons.setdefault(row.state, {})[row.reason] = row.number
    return Counts(states, reasons, doubts)
