"""A web server on this machine, a watched folder, and a feed that reads one of them."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from backend.contacts import services
from backend.contacts.feeds.running import run_feed
from backend.contacts.models import DataSource, Feed, FeedRun, Person
from backend.core.clock import now
from fixtures.factories import TESTS
from tests.backend.contacts.conftest import row, xlsx


class Site:
    """What the server answers: (status, headers, body) by path. REQUESTS are (path, headers), in turn."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str, host: str = "localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def puts(self, body: bytes, path: str = "/base.xlsx", status: int = 200, **headers: str) -> str:
        self.pages[path] = status, {name.replace("_", "-"): value for name, value in headers.items()}, body
        return self.url(path)


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    """On localhost, which the settings allow; 127.0.0.1 by its number is not allowed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.requests.append((self.path, dict(self.headers)))
            status, headers, body = told.pages.get(self.path, (404, {}, b""))
            etag = headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Not on the screen."""

    settings.FEEDS_ALLOW_HOSTS = frozenset({"localhost"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """`dossier:presse`."""
    settings.FEEDS_DIR = tmp_path / "flux"
    (tmp_path / "flux" / "presse").mkdir(parents=True)
    return tmp_path / "flux" / "presse"


def put(folder: Path, name: str, content: bytes, age: float = 60.0) -> Path:
    """A file that was written AGE seconds ago."""
    file = folder / name
    file.write_bytes(content)
    moment = time.time() - age
    os.utime(file, (moment, moment))
    return file


def people(*numbers: int, **cells: Any) -> bytes:
    """A workbook of persons: the same NUMBER is the same person."""
    return xlsx(*[row(f"Nom{number}", email=f"n{number}@x.example", **cells) for number in numbers])


@pytest.fixture
def source(db: None) -> DataSource:
    return DataSource.objects.create(name="Base hors antenne", rank=50)


@pytest.fixture
def feed_of(source: DataSource) -> Callable[..., Feed]:
    def make(address: str, **given: Any) -> Feed:
        given = {"name": "Base presse", "every_minutes": 1440, "policy": "fill", **given}
        return services.create_feed(TESTS, address=address, source_id=source.pk, **given)

    return make


def run(feed: Feed) -> FeedRun:
    """Run it as if its time had come; the run that came of it."""
    Feed.objects.filter(pk=feed.pk, state=Feed.State.ACTIVE).update(next_at=now())
    run_feed(feed.pk)
    return FeedRun.objects.select_related("batch").filter(feed=feed).latest("pk")


def names() -> list[str]:
    """Whom the base holds."""
    return sorted(Person.objects.values_list("family_name", flat=True))
