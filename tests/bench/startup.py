"""`make run` from a fresh clone to ready, and again; the weight of the PWA's first load."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.bench.servers import ROOT


def _until_ready(process: subprocess.Popen[str]) -> float:
    """Seconds until the panel of addresses is printed and /readyz answers 200."""
    started = time.perf_counter()
    address = ""
    assert process.stdout is not None
    for line in process.stdout:
        words = [word for word in line.split() if word.startswith("http://")]
        if words and not address:
            address = words[0].rstrip("/")
        if address:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/readyz") as answer:
                if answer.status == 200:
                    return time.perf_counter() - started
    return float("nan")


def _timed_run(folder: Path) -> float:
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ENTREGENT_", "DATABASE_", "DJANGO_"))
    }
    process = subprocess.Popen(
        ["make", "run"], cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        return _until_ready(process)
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()


def measure() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="entregent-bench-") as folder:
        clone = Path(folder) / "clone"
        Path(folder).chmod(0o755)
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        cold, warm = _timed_run(clone), _timed_run(clone)
    return [
        {"what": "make run, fresh clone to ready", "seconds": round(cold, 1)},
        {"what": "make run, again", "seconds": round(warm, 1)},
    ]


def first_load() -> list[dict[str, Any]]:
    done = subprocess.run(
        ["npm", "run", "--silent", "size"], cwd=ROOT / "pwa", capture_output=True, text=True
    )
    return [{"what": "PWA first load", "said": line} for line in done.stdout.splitlines() if "kB" in line][
        -1:
    ]
