"""Work that is kept in a table is found again here when the queue has lost it (docs/adr/0004)."""

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
Sweep = Callable[[], object]
_sweeps: dict[str, Sweep] = {}


def register_sweep(name: str, sweep: Sweep) -> None:
    """SWEEP runs in the worker every few seconds: quick, idempotent, and safe to run twice at once."""
    _sweeps[name] = sweep


def run_sweeps() -> None:
    """Each of them, also behind one that failed: one fault must not hold up everybody's work."""
    for name, sweep in _sweeps.items():
        try:
            sweep()
        except Exception:
            log.exception("The sweep %s failed.", name)
