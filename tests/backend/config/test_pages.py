"""The application is served compressed, under a policy without inline scripts but its own (CARD-2)."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

INDEX = "<html><body><script>start()</script></body></html>"


@pytest.fixture
def built(settings: Any, tmp_path: Path) -> Path:
    (tmp_path / "_app/immutable").mkdir(parents=True)
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "_app/immutable/a.js").write_text("go()")
    (tmp_path / "_app/immutable/a.js.gz").write_bytes(gzip.compress(b"go()"))
    (tmp_path / "manifest.webmanifest").write_text("{}")
    (tmp_path.parent / "secret.txt").write_text("no")
    settings.PWA_BUILD = tmp_path
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/contacts", "/evenements/1/tableau", "/connexion?suite=/contacts"])
def test_every_address_of_the_application_gets_it(built: Path, path: str) -> None:
    response = Client().get(path)
    assert response.content == INDEX.encode()
    assert "'sha256-" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-cache"


def test_the_policy_follows_a_new_build(built: Path) -> None:
    before = Client().get("/")["Content-Security-Policy"]
    (built / "index.html").write_text(INDEX.replace("start", "begin"))
    assert Client().get("/")["Content-Security-Policy"] != before


def test_a_file_comes_as_the_browser_takes_it(built: Path) -> None:
    plain = Client().get("/_app/immutable/a.js")
    small = Client().get("/_app/immutable/a.js", headers={"Accept-Encoding": "gzip, deflate"})
    assert plain.content == b"go()"
    assert (small["Content-Encoding"], gzip.decompress(small.content)) == ("gzip", b"go()")
    assert small["Content-Type"].startswith("text/javascript")
    assert "immutable" in small["Cache-Control"]
    assert Client().get("/manifest.webmanifest")["Content-Type"].startswith("application/manifest+json")


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/_app/../../secret.txt"])
def test_nothing_outside_the_build_is_served(built: Path, path: str) -> None:
    response = Client().get(path)
    assert response.content != b"no"


def test_what_the_build_never_had_is_not_the_application(built: Path) -> None:
    assert Client().get("/_app/immutable/gone.js").status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing"])
def test_an_unknown_address_of_the_api_is_a_problem(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_nul_is_refused_before_anything(db: None) -> None:
    assert Client().get("/api/v1/contacts?q=%00").status_code == 400
