"""Child processes that cannot outlive us, and processes recognised by more than their number.

A process id is reused after a while; a process is therefore remembered as a `Mark` (id and start time), and
only a process that still matches its mark is ever signalled.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Mark:
    pid: int
    started: int  # clock ticks since boot, field 22 of /proc/<pid>/stat

    def alive(self) -> bool:
        return start_time(self.pid) == self.started


def start_time(pid: int) -> int | None:
    """Start time of a live process; None when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def mark(pid: int) -> Mark | None:
    started = start_time(pid)
    return None if started is None else Mark(pid, started)


def holds_back(pid: int, number: int) -> bool:
    """Whether a process blocks a signal: while it handles that signal, for one."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        mask = next(line for line in lines if line.startswith("SigBlk:")).split()[1]
        return bool(int(mask, 16) >> (number - 1) & 1)
    return False


def adopt_orphans() -> None:
    """From now on the descendants that lose their parent become children of this process."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent(death_signal: int) -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)


def _die_with(parent: int, death_signal: int) -> Callable[[], None]:
    def before_exec() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return before_exec


def spawn(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    output: IO[Any] | int,
    death_signal: int = signal.SIGTERM,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own that gets `death_signal` when this process dies, however it dies.

    The kernel ties the child to the *thread* that starts it: use one that lives as long as the child.
    """
    return subprocess.Popen(
        [str(part) for part in argv],
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_die_with(os.getpid(), death_signal),  # noqa: PLW1509 - no thread of ours holds a lock here
        **options,
    )


def processes_in(folder: Path) -> list[int]:
    """Live processes whose working directory is `folder`: PostgreSQL's all work in their data directory."""
    target = os.path.realpath(folder)
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/{entry}/cwd") == target and start_time(int(entry)) is not None:
                found.append(int(entry))
    return found


def session_members(session: int) -> list[int]:
    """Live processes of the session that a child of `spawn` leads, grandchildren included."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        with contextlib.suppress(OSError):
            if os.getsid(int(entry)) == session and start_time(int(entry)) is not None:
                found.append(int(entry))
    return found


def children_of(parent: int) -> list[int]:
    found = []
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError):
            fields = Path(f"/proc/{int(entry)}/stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(entry))
    return found


def end_children() -> None:
    """Let our children end by themselves, then ask them (SIGINT), then kill them."""

    def nobody_left() -> bool:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        return not children_of(os.getpid())

    for number, seconds in ((0, 2), (signal.SIGINT, 5), (signal.SIGKILL, 5)):
        send(children_of(os.getpid()), number)
        if wait_until(nobody_left, seconds, every=0.1):
            return


def end_session(session: int) -> None:
    """Kill what is left of a session, and what it starts meanwhile."""

    def nobody_left() -> bool:
        left = session_members(session)
        send(left, signal.SIGKILL)
        return not left

    wait_until(nobody_left, seconds=5)


def send(pids: Sequence[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def wait_until(condition: Callable[[], bool], seconds: float, every: float = 0.02) -> bool:
    """True as soon as `condition` holds, False when it still does not after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


class Strays:
    """Children that were adopted: their parent, one of ours, died. They get `patience` seconds to end."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._seen: dict[int, float] = {}

    def end(self, known: set[int]) -> None:
        strays = set(children_of(os.getpid())) - known
        now = time.monotonic()
        self._seen = {pid: self._seen.get(pid, now) for pid in strays}
        send([pid for pid, since in self._seen.items() if now - since > self._patience], signal.SIGKILL)
        for pid in strays:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
