"""The local web server keeps to this machine, and the page needs nothing from outside."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from kiosk.app import kiosk_main
from kiosk.bridge import Bridge
from kiosk.desk import Desk
from kiosk.scanner.keyboard import Key
from kiosk.server import build_app
from kiosk.sound import FOLDER, SOUNDS, wav
from kiosk.store import Store
from tests.kiosk.fake_server import running


@dataclass
class Site:
    """The kiosk's own web server, on a real socket."""

    url: str
    heard: list[Key]

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return httpx.get(self.url + path, headers=headers, trust_env=False)

    def connect(self, path: str, origin: str | None) -> ClientConnection:
        return connect(f"ws://{self.host}{path}", origin=Origin(origin) if origin else None, proxy=None)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    store = Store(tmp_path_factory.mktemp("kiosk"))
    heard: list[Key] = []
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with running(build_app(kiosk_main(Desk(store)), Bridge(heard.extend), port), port) as url:
        yield Site(url, heard)
    store.close()


def test_the_page_names_its_scripts(site: Site) -> None:
    answer = site.get("/")
    policy = answer.headers["content-security-policy"]
    assert 'lang="fr"' in answer.text
    assert "flet.noCdn=true" in answer.text
    inline = re.findall(r"<script>", answer.text)
    assert len(re.findall("'sha256-", policy)) == len(inline) > 0
    assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    script = policy.split("script-src")[1].split(";")[0]
    assert "unsafe-inline" not in script
    assert "http" not in script
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_nothing_points_outside(site: Site) -> None:
    assert not re.findall(r"(?:src|href)=[\"']https?:", site.get("/").text)


@pytest.mark.parametrize(
    "path", ["/bridge.js", "/loading.css", "/fonts/HankenGrotesk-Regular.ttf", "/main.dart.js"]
)
def test_assets(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc"])
def test_no_api_pages(site: Site, path: str) -> None:
    assert site.get(path).status_code == 403


def test_other_hosts_and_origins_are_refused(site: Site) -> None:
    assert site.get("/", headers={"host": "evil.example"}).status_code == 403
    assert site.get("/", headers={"origin": "https://evil.example"}).status_code == 403
    assert site.get("/", headers={"origin": site.url}).status_code == 200


@pytest.mark.parametrize("path", ["/bridge", "/ws"])
@pytest.mark.parametrize("origin", [None, "https://evil.example", "http://127.0.0.1:1"])
def test_websockets_are_for_the_own_page_alone(site: Site, path: str, origin: str | None) -> None:
    with pytest.raises(InvalidStatus):
        site.connect(path, origin)


def test_keys_come_up_the_bridge(site: Site) -> None:
    with site.connect("/bridge", site.url) as bridge:
        bridge.send("nonsense")
        bridge.send('{"keys": [["A", "KeyA", true, 1]]}')
        bridge.ping().wait(2)
    assert site.heard == [Key("A", "KeyA", True, 1.0)]


@pytest.mark.parametrize("name", SOUNDS)
def test_sounds_are_served_and_short(site: Site, name: str) -> None:
    answer = site.get(f"/sounds/{name}.wav")
    assert answer.content == wav(name) == (FOLDER / f"{name}.wav").read_bytes()
    assert 0.2 < (len(answer.content) - 44) / 2 / 22_050 < 0.8
