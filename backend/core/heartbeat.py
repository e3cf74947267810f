"""The worker's sign of life: a job came through the queue and was run."""

from backend.core.clock import now
from backend.core.models import Heartbeat
from backend.core.sweep import run_sweeps


def beat() -> None:
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": now()})
    run_sweeps()
