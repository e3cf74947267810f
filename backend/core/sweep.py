"""Work that is kept in a table is found again here when the queue has lost it (docs/adr/0004)."""

from collections.abc import Callable

from backend.core.clock import now
from backend.core.models import Heartbeat

Sweep = Callable[[], object]
_sweeps: dict[str, Sweep] = {}


def register_sweep(name: str, sweep: Sweep) -> None:
    """SWEEP runs in the worker every few seconds: quick, idempotent, and safe to run twice at once."""
    _sweeps[name] = sweep


def beat() -> None:
    """The worker's sign of life: a task came through the queue and was run."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": now()})
    for sweep in _sweeps.values():
        sweep()
