"""Processes whose supervisor was killed: noted while they run, ended before the next start."""

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from backend.run import processes
from backend.run.child import Child
from backend.run.server import ROOT


def note(file: Path, children: Iterable[Child]) -> None:
    marks = [[child.mark.pid, child.mark.started] for child in children if child.mark]
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(marks))
    fresh.replace(file)


def clear(file: Path) -> int:
    """End them and say how many there were."""
    ended = 0
    with contextlib.suppress(OSError, ValueError):
        for pid, started in json.loads(file.read_text()):
            ended += _end(processes.Mark(pid, started))
    file.unlink(missing_ok=True)
    return ended


def _end(mark: processes.Mark) -> int:
    if processes.start_time(mark.pid) is not None and not mark.alive():
        return 0  # the number is another process's by now
    ours = [pid for pid in processes.session_members(mark.pid) if _works_here(pid)]
    if ours:
        processes.end_session(mark.pid)
    return len(ours)


def _works_here(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/{pid}/cwd") == str(ROOT)
    return False
