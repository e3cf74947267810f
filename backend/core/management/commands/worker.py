"""The queue's workers, watched from outside.

django-q2 can fall silent when one of its processes is killed (its issue 327). This command runs `qcluster` as a
child, sends a heartbeat job through the queue, and replaces the child when the heart stops.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django_q.tasks import async_task

from backend.core.clock import now
from backend.core.models import Heartbeat

BEAT_EVERY = 10.0
SILENT_AFTER = 45.0
PATIENCE_AT_STOP = 8.0


class Command(BaseCommand):
    help = "Exécute les tâches de fond et les surveille."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        child = self._start()
        while not self.stopping:
            if child.poll() is not None or self._silent_for() > SILENT_AFTER:
                self._end(child)
                child = self._start()
            self._send_beat()
            self._sleep(BEAT_EVERY)
        self._end(child)

    def _stop(self, *_: Any) -> None:
        self.stopping = True

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.2)

    def _start(self) -> subprocess.Popen[bytes]:
        self.started = time.monotonic()
        self.waiting_since: float | None = None
        command = [sys.executable, "-m", "django", "qcluster"]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "backend.config.settings",
            "ENTREGENT_WORKER": "1",
        }
        return subprocess.Popen(
            command,
            env=environment,
            cwd=settings.ROOT,
            start_new_session=True,
            preexec_fn=_stop_with_parent,  # noqa: PLW1509  (no thread runs here)
        )

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        """Ask it to finish what it holds, then end the whole group: nothing is left behind."""
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(PATIENCE_AT_STOP)
            except subprocess.TimeoutExpired:
                self.stderr.write("The queue did not stop in time; it is killed.")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def _send_beat(self) -> None:
        """Not more than one unanswered job at a time, so that a dead queue is not filled with them."""
        try:
            close_old_connections()
            if self.waiting_since is None or self._last_beat_age() < time.monotonic() - self.waiting_since:
                async_task("backend.core.heartbeat.beat", q_options={"save": False})
                self.waiting_since = time.monotonic()
        except (DatabaseError, OSError) as error:
            self.stderr.write(f"No heartbeat could be sent ({type(error).__name__}).")

    def _silent_for(self) -> float:
        """Seconds without a sign of life, counted from this child's start at the earliest."""
        try:
            return min(self._last_beat_age(), time.monotonic() - self.started)
        except DatabaseError:
            return 0.0

    def _last_beat_age(self) -> float:
        close_old_connections()
        beat = Heartbeat.objects.filter(name="worker").first()
        return (now() - beat.at).total_seconds() if beat else float("inf")


def _stop_with_parent() -> None:
    """Linux: PR_SET_PDEATHSIG, so that the queue stops in order when this command is killed."""
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)
