"""One long-running process of the product: started, watched, started again, stopped with all it started."""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.run import processes
from backend.run.server import ROOT, private

LOG_BYTES = 5 * 1024 * 1024
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # a child that lived this long starts again without a pause


class Child:
    """A command run in a session of its own, its output in `log`."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        env: Mapping[str, str],
        log: Path,
        *,
        grace: float = 5.0,
        keep_open: tuple[int, ...] = (),
    ) -> None:
        self.name, self.argv, self.env, self.log = name, argv, env, log
        self.grace, self.keep_open = grace, keep_open
        self.mark: processes.Mark | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pause, self._again_at, self._started_at = 0.0, 0.0, 0.0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab", opener=private) as output:
            self._process = processes.spawn(
                self.argv, env=self.env, output=output, cwd=ROOT, pass_fds=self.keep_open
            )
        self.mark = processes.mark(self._process.pid)
        self._started_at = time.monotonic()

    def wait(self) -> int:
        """For a command that ends by itself."""
        assert self._process is not None
        return self._process.wait()

    def tend(self) -> bool:
        """Start again what died, after a pause that doubles from 1 to 30 seconds. True when it did."""
        self._rotate_log()
        now = time.monotonic()
        if self.is_running or now < self._again_at:
            return False
        if not self._again_at:  # its death is news
            steady = now - self._started_at > STEADY_SECONDS
            self._pause = 1.0 if steady or not self._pause else min(self._pause * 2, LONGEST_PAUSE)
            self._again_at = now + self._pause
            self._sweep()
            return False
        self._again_at = 0.0
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self._process is not None and self.is_running:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Ask, wait `grace` seconds, then end whatever is left of its session."""
        if self._process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(self.grace)
        self._sweep()
        self._process.wait()

    def _sweep(self) -> None:
        assert self._process is not None
        processes.end_session(self._process.pid)

    def _rotate_log(self) -> None:
        """Copied and emptied rather than renamed: the child keeps its file open, in append mode."""
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_BYTES:
                shutil.copy2(self.log, self.log.with_suffix(".log.1"))
                self.log.write_bytes(b"")
