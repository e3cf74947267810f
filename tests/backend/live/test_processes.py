"""A worker process reaches a websocket that a web process holds: on PostgreSQL alone, and with Redis (CARD-1)."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import websockets
from django.db import connection
from django.test import Client

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db(transaction=True)

PUBLISH = """
import django; django.setup()
from backend.core.actor import task
from backend.core.work import writing
from notifications.models import Notice
from notifications.changes import NoticesRead
from backend.live.publish import publish
with writing(task("another process")):
    publish("user:{user}", NoticesRead(ids=[]))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    pytest.fail("the process did not start to listen")


@contextlib.contextmanager
def running(command: list[str], port: int, env: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until_listening(port, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def web(env: dict[str, str]) -> Iterator[int]:
    """The port of a web process."""
    port = free_port()
    address = ["-b", "127.0.0.1", "-p", str(port)]
    with running([sys.executable, "-m", "daphne", *address, "backend.config.asgi:application"], port, env):
        yield port


@pytest.fixture(params=["postgres", pytest.param("redis", marks=pytest.mark.redis)])
def environment(request: pytest.FixtureRequest, db_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    env = {**os.environ, "DATABASE_URL": db_url, "ENTREGENT_POOL": "4"}
    if request.param == "postgres":
        yield env
        return
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: the Redis mode is not tested")
    port = free_port()
    command = [
        "redis-server",
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(tmp_path),
    ]
    with running(command, port, env):
        yield {**env, "REDIS_URL": f"redis://127.0.0.1:{port}/0"}


@pytest.fixture
def db_url(transactional_db: None) -> str:
    params = connection.settings_dict
    return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**params)


def test_a_change_crosses_processes(cast: Any, environment: dict[str, str]) -> None:
    client = Client()
    client.force_login(cast.editor, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies["sessionid"].value
    with web(environment) as port:
        heard = asyncio.run(_follow_and_publish(port, session, str(cast.editor.pk), environment))
    assert (heard["kind"], heard["cursor"]) == ("notices_read", 1)


def test_every_name_of_this_host_is_an_origin(cast: Any, db_url: str) -> None:
    with web({**os.environ, "DATABASE_URL": db_url}) as port:
        asyncio.run(_connect(port, f"http://localhost:{port}"))


def test_another_origin_is_refused(cast: Any, environment: dict[str, str]) -> None:
    with web(environment) as port, pytest.raises(websockets.InvalidStatus):
        asyncio.run(_connect(port, "https://evil.example"))


async def _connect(port: int, origin: str) -> None:
    async with websockets.connect(f"ws://127.0.0.1:{port}/ws/live", origin=origin):  # type: ignore[arg-type]
        pass


async def _follow_and_publish(port: int, session: str, user: str, env: dict[str, str]) -> Any:
    headers = {"Cookie": f"sessionid={session}", "Origin": "http://127.0.0.1:8000"}
    async with websockets.connect(f"ws://127.0.0.1:{port}/ws/live", additional_headers=headers) as link:
        await link.send(json.dumps({"type": "follow", "audience": f"user:{user}"}))
        assert json.loads(await asyncio.wait_for(link.recv(), 15))["type"] == "following"
        publisher = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PUBLISH.format(user=user), cwd=ROOT, env=env
        )
        heard = json.loads(await asyncio.wait_for(link.recv(), 20))
        assert await publisher.wait() == 0
        return heard
