"""Who loads the libraries of web push: the worker before its first notice, the web processes never."""

import os
import subprocess
import sys

import pytest

_LOADED = """
import sys, django
django.setup()
import backend.config.urls
print([name in sys.modules for name in ("pywebpush", "requests", "aiohttp")])
"""


@pytest.mark.parametrize(("worker", "loaded"), [("1", "[True, True, True]"), ("0", "[False, False, False]")])
def test_the_worker_alone_is_ready_to_push(worker: str, loaded: str) -> None:
    environment = {**os.environ, "ENTREGENT_WORKER": worker}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _LOADED],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == loaded
