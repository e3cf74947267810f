"""Work that is kept in a table is found again here when the queue has lost it (docs/adr/0004)."""

from collections.abc import Callable

Sweep = Callable[[], object]
_sweeps: dict[str, Sweep] = {}


def register_sweep(name: str, sweep: Sweep) -> None:
    """SWEEP runs in the worker every few seconds: quick, idempotent, and safe to run twice at once."""
    _sweeps[name] = sweep


def run_sweeps() -> None:
    for sweep in _sweeps.values():
        sweep()
