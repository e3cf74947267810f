"""What is measured runs as in production: a durable PostgreSQL, two daphne processes on one socket."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Web:
    """Two processes behind one port."""

    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def cpu_seconds(self) -> float:
        """CPU time of the web processes and of every PostgreSQL process of this machine's user."""
        return sum(_cpu(psutil.Process(process.pid)) for process in self.processes) + _postgres_cpu()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _postgres_cpu() -> float:
    total = 0.0
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == "postgres":
            with contextlib.suppress(psutil.Error):
                total += _cpu(process)
    return total


@contextlib.contextmanager
def web(application: str, env: dict[str, str], *, count: int = 2) -> Iterator[Web]:
    """COUNT daphne processes that serve APPLICATION on one listening socket."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        serving = Web(int(listening.getsockname()[1]))
        command = [sys.executable, "-m", "daphne", "--fd", str(listening.fileno()), application]
        for _ in range(count):
            serving.processes.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env={**os.environ, **env},
                    pass_fds=[listening.fileno()],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        time.sleep(3.0)
        try:
            yield serving
        finally:
            for process in serving.processes:
                process.terminate()
            for process in serving.processes:
                process.wait(10)
