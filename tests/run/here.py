"""What the tests of the process runner share: whole processes, started from outside."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from backend.run.processes import start_time

ROOT = Path(__file__).resolve().parents[2]


def environment(data: Path, **more: str) -> dict[str, str]:
    """That of a person at a terminal, with the data somewhere else."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ENTREGENT_", "DATABASE_", "DJANGO_", "REDIS_"))
    }
    return {**clean, "ENTREGENT_DATA_DIR": str(data), **more}


@contextlib.contextmanager
def started(*words: str, env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m WORDS`, its output in LOG, killed at the end when it still runs."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=dict(env), stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()


def processes_of(data: Path) -> list[str]:
    """Every live process that works on DATA, whoever its parent is by now."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{entry}/environ").read_bytes() + Path(f"/proc/{entry}/cmdline").read_bytes()
            inside = os.readlink(f"/proc/{entry}/cwd").startswith(str(data))
            if (str(data).encode() in words or inside) and start_time(int(entry)) is not None:
                found.append(Path(f"/proc/{entry}/cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found
