"""Named points at which a test may have the program killed, as a power cut would: see `arm`."""

from __future__ import annotations

import os
import signal


class _Armed:
    """Which point kills, and how many times it is passed before."""

    def __init__(self) -> None:
        self.name = ""
        self.left = 0


_armed = _Armed()


def arm(value: str) -> None:
    """Kill this process with SIGKILL at the point `name`, or at its n-th passing with `name:n`. "" disarms.

    The value of the setting POMOST_CRASH_AT. Raises ValueError for anything else.
    """
    name, colon, times = value.partition(":")
    if colon and not (times.isdecimal() and int(times) > 0):
        raise ValueError(f"POMOST_CRASH_AT={value}: write name or name:n with n from 1")
    _armed.name = name
    _armed.left = int(times) if colon else 1


def point(name: str) -> None:
    """The program passes here. Nothing happens unless this point is armed."""
    if name != _armed.name or not name:
        return
    _armed.left -= 1
    if _armed.left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
