from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from bot import crash


@pytest.mark.parametrize(("value", "passed"), [("here", 1), ("here:3", 3), ("elsewhere", 5), ("", 5)])
def test_the_armed_point_kills_at_its_passing(value: str, passed: int) -> None:
    program = f"""
from bot import crash
crash.arm({value!r})
for number in range(1, 6):
    print(number, flush=True)
    crash.point("here")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.split() == [str(number) for number in range(1, passed + 1)]
    assert done.returncode == (-signal.SIGKILL if value.startswith("here") else 0)


@pytest.mark.parametrize("value", ["here:", "here:0", "here:x"])
def test_a_wrong_setting_is_named(value: str) -> None:
    with pytest.raises(ValueError, match="POMOST_CRASH_AT"):
        crash.arm(value)
