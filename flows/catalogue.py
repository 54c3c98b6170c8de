"""All flows by their name, which is also what the values of their buttons begin with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flows.feedback import FEEDBACK
from flows.flow import Flow
from flows.handoff import HANDOFF
from flows.subscription import SUBSCRIPTION
from flows.welcome import WELCOME

FLOWS: Final[Mapping[str, Flow]] = MappingProxyType(
    {flow.name: flow for flow in (WELCOME, HANDOFF, SUBSCRIPTION, FEEDBACK)}
)


def flow_in(state: str | None) -> Flow | None:
    """The flow that a stored state belongs to; None for idle and for a state that no flow knows (any more)."""
    return next((flow for flow in FLOWS.values() if state in flow.states), None)


def flow_for(value: str) -> Flow | None:
    """The flow whose button was pressed."""
    return FLOWS.get(value.partition(":")[0])
