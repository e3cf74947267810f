"""A child process: started again when it dies, stopped with everything it started."""

import itertools
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from backend.run import child as child_module
from backend.run import leftovers
from backend.run.child import Child
from backend.run.processes import Mark, session_members, start_time, wait_until

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", deaf])
time.sleep(600)
"""


def python(code: str, tmp_path: Path, grace: float = 0.2) -> Child:
    return Child("child", [sys.executable, "-c", code], os.environ, tmp_path / "child.log", grace=grace)


def start_stubborn(tmp_path: Path) -> Child:
    child = python(STUBBORN, tmp_path)
    child.start()
    assert wait_until(lambda: "ready" in child.log.read_text(), 10)
    return child


def test_stopping_ends_the_grandchildren_that_refuse(tmp_path: Path) -> None:
    child = start_stubborn(tmp_path)
    assert child.mark is not None
    assert len(session_members(child.mark.pid)) == 2
    child.stop()
    assert session_members(child.mark.pid) == []


def test_a_dead_child_comes_back_after_a_growing_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count()
    monkeypatch.setattr(child_module, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    child = python("raise SystemExit(1)", tmp_path)
    child.start()
    rounds = []
    for _ in range(4):
        child.wait()
        count = 1
        while not child.tend():
            count += 1
        rounds.append(count)
    child.wait()
    assert rounds == sorted(rounds)
    assert rounds[-1] > rounds[0]


def test_a_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "LOG_BYTES", 10)
    child = python("print('x' * 100)", tmp_path)
    child.start()
    child.wait()
    child.tend()
    assert child.log.read_text() == ""
    assert len((tmp_path / "child.log.1").read_text()) > 100


def test_leftovers_of_a_killed_supervisor_are_ended(tmp_path: Path) -> None:
    child = start_stubborn(tmp_path)
    leftovers.note(tmp_path / "children.json", [child])
    assert leftovers.clear(tmp_path / "children.json") == 2
    assert child.wait() == -signal.SIGKILL


def test_a_number_that_another_process_has_by_now_is_left_alone(tmp_path: Path) -> None:
    child = start_stubborn(tmp_path)
    assert child.mark is not None
    child_started = child.mark.started
    child.mark = Mark(child.mark.pid, child_started - 1)
    leftovers.note(tmp_path / "children.json", [child])
    assert leftovers.clear(tmp_path / "children.json") == 0
    assert start_time(child.mark.pid) == child_started
    child.stop()
