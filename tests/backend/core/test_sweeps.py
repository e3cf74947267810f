"""A fault in one sweep is told, and holds up none of the others (docs/adr/0004)."""

import pytest

from backend.core import sweep


def test_a_sweep_that_fails_is_told_and_those_behind_it_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sweep, "_sweeps", {})
    ran: list[str] = []

    def fail() -> None:
        raise RuntimeError("broken")

    sweep.register_sweep("first", fail)
    sweep.register_sweep("second", lambda: ran.append("second"))
    sweep.run_sweeps()
    assert ran == ["second"]
    (told,) = [entry for entry in caplog.records if entry.name == sweep.__name__]
    assert "first" in told.getMessage()
    assert told.exc_info is not None
