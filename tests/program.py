"""The real program in processes of its own, seen from outside: `python -m bot …` with settings made for one test."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.app import world_of
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sys.executable).parent  # where `pomost` and `honcho` stand
PATIENCE = 30.0  # seconds that a process may take to start, to end, or to answer a command


def fitted(base: Path) -> Path:
    """A cache folder with the knowledge base fitted, so that the programs of all tests begin at once.

    base: the session's folder for temporary files; under xdist the workers share what stands beside theirs, and
    one of them fits while the other waits.
    """
    folder = base.parent / "fitted"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        world_of(Settings(_env_file=None, pomost_data=folder))  # type: ignore[call-arg]  # as in settings.read
    return folder / "cache"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environment(data: Path, **settings: str) -> dict[str, str]:
    """What a process sees: these settings and nothing of ours from the machine around."""
    return {
        "PATH": os.pathsep.join((str(SCRIPTS), os.environ.get("PATH", os.defpath))),
        "HOME": str(data),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "POMOST_DATA": str(data),
        **settings,
    }


@dataclass
class Process:
    """One process of the program; what it writes is in `log`. supervises: it has processes that end with it only
    when it is told to end.
    """

    running: subprocess.Popen[bytes]
    log: Path
    supervises: bool = False

    @property
    def is_alive(self) -> bool:
        return self.running.poll() is None

    def ended(self) -> int:
        """Wait for its end; the status, or minus the number of the signal that killed it."""
        try:
            return self.running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it did not end; it wrote:\n{self.words()}") from None

    def stop(self) -> int:
        """As every deploy does: SIGTERM, and what was begun is finished."""
        self.running.terminate()
        return self.ended()

    def kill(self) -> None:
        """As a power cut does, to it and to what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.ended()

    def words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@dataclass
class Program:
    """Pomost in a folder of its own. cache: a folder in which the knowledge base is fitted already.

    settings: variables of the environment. `close` ends whatever still runs.
    """

    folder: Path
    cache: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        if not (self.data / "cache").exists():
            (self.data / "cache").symlink_to(self.cache)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def database_url(self) -> str:
        return self.settings.get("DATABASE_URL") or f"sqlite:///{self.data / 'pomost.sqlite'}"

    def environment(self, **more: str) -> dict[str, str]:
        return environment(self.data, **{**self.settings, **more})

    def start(self, *words: str, crash_at: str = "") -> Process:
        """`pomost <words>` in the background. crash_at: the commit point at which it kills itself."""
        return self.launch([sys.executable, "-m", "bot", *words], POMOST_CRASH_AT=crash_at)

    def launch(self, command: Sequence[str], *, supervises: bool = False, **more: str) -> Process:
        """Any command, in the background."""
        log = self.folder / f"log-{len(self.processes) + 1}.txt"
        with log.open("wb") as file:
            running = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment(**more),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = Process(running, log, supervises)
        self.processes.append(process)
        return process

    def pomost(self, *words: str, say: str | None = None) -> subprocess.CompletedProcess[str]:
        """`pomost <words>` to its end. say: what it can read; without it standard input is empty."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environment(),
            input=say or "",
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )

    def logs(self) -> str:
        """What all processes wrote so far."""
        return "\n".join(process.words() for process in self.processes)

    def close(self) -> None:
        for process in self.processes:
            if process.supervises and process.is_alive:
                process.stop()
            process.kill()
