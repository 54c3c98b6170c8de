"""Named commit points at which a test can kill the process, to show that a kill loses nothing."""

from __future__ import annotations

import os
import signal


class _Armed:
    """The one point that is armed and how many passes are left before it kills."""

    name = ""
    passes = 0


def arm(value: str) -> None:
    """Arm a point: "name" kills at the first pass, "name:3" at the third. "" disarms."""
    name, _, count = value.partition(":")
    _Armed.name, _Armed.passes = name, int(count or 1)


def point(name: str) -> None:
    """Kill this process (SIGKILL, as a power cut would) if the point is armed and its turn has come."""
    if not _Armed.name or name != _Armed.name:
        return
    _Armed.passes -= 1
    if _Armed.passes <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
