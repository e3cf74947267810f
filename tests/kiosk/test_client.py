"""The HTTP client: everything a server, a proxy or a network may answer becomes a typed result."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from kiosk.client import Api, Failure, Trouble, normalise_server, pairing_codes
from kiosk.scans import Pending, Scan
from kiosk.wire import Identity, Pairing, ScanResult
from tests.kiosk.fake_server import PAIRING_CODE, FakeServer

SCAN = Scan("01990000-0000-7000-8000-000000000001", "2026-11-21T18:30:00.000+00:00", "Porte A", code="ZOE")


async def ask(api: Api, scan: Scan = SCAN, **more: Any) -> ScanResult | Failure:
    answer = await api.ask(scan, **more)
    return answer if isinstance(answer, Failure) else answer[0]


@pytest.fixture
async def api(server: str, fake: FakeServer) -> AsyncIterator[Api]:
    made = Api(server, fake.token)
    yield made
    await made.close()


async def test_pairing(api: Api, fake: FakeServer) -> None:
    answer = await api.pair(PAIRING_CODE)
    assert isinstance(answer, Pairing)
    assert (answer.token, answer.device.name) == (fake.token, "Borne du hall")
    assert await api.pair(PAIRING_CODE) == Failure(Trouble.REFUSED, "pairing_code_unknown", 404)


async def test_me(api: Api, fake: FakeServer) -> None:
    answer = await api.me()
    assert isinstance(answer, Identity)
    assert answer.event.title == "Soirée de présentation de la saison"
    fake.revoked = True
    assert await api.me() == Failure(Trouble.REVOKED, "device_revoked", 401)


async def test_a_token_that_was_replaced_is_as_good_as_revoked() -> None:
    answer = httpx.Response(401, json={"status": 401, "code": "token_invalid"})
    api = Api("http://server.test", "entd_x", transport=httpx.MockTransport(lambda _: answer))
    assert await api.me() == Failure(Trouble.REVOKED, "token_invalid", 401)
    await api.close()


async def test_scan_and_replay(api: Api, fake: FakeServer) -> None:
    first, second = await ask(api), await ask(api)
    assert isinstance(first, ScanResult)
    assert isinstance(second, ScanResult)
    assert (first.verdict, first.replayed) == ("admitted", False)
    assert (second.verdict, second.replayed) == ("admitted", True)
    assert fake.admissions == ["Zoé Lefèvre"]


async def test_a_lost_answer_is_asked_for_again_under_the_same_id(api: Api, fake: FakeServer) -> None:
    fake.drop_answer = True
    answer = await ask(api)
    assert isinstance(answer, ScanResult)
    assert (answer.verdict, answer.replayed, fake.scan_requests) == ("admitted", True, 2)
    assert fake.admissions == ["Zoé Lefèvre"]


async def test_same_id_other_content(api: Api) -> None:
    await ask(api)
    other = await ask(api, Scan(SCAN.scan_id, SCAN.at, "Porte B", code="ZOE"))
    assert isinstance(other, ScanResult)
    assert other.problem == "scan_id_reused"


async def test_what_the_server_must_hear_before_goes_before(api: Api, fake: FakeServer) -> None:
    """The server admitted and the door showed nothing: that is withdrawn before the guest is judged again."""
    await ask(api)
    again = Scan("01990000-0000-7000-8000-000000000002", SCAN.at, SCAN.gate, code="ZOE")
    answer = await api.ask(again, [Pending(SCAN, "refused", "")])
    assert isinstance(answer, tuple)
    assert answer[0].verdict == "admitted"
    assert [result.scan_id for result in answer[1]] == [SCAN.scan_id]
    assert fake.admissions == ["Zoé Lefèvre"]


async def test_search_ignores_accents_and_case(api: Api) -> None:
    found = await api.search("LEFEV")
    assert not isinstance(found, Failure)
    assert [guest.name for guest in found] == ["Zoé Lefèvre"]


async def test_a_slow_server_is_unreachable_within_the_deadline(api: Api, fake: FakeServer) -> None:
    fake.delay = 2.0
    began = time.monotonic()
    assert await ask(api, deadline=0.3) == Failure(Trouble.UNREACHABLE)
    assert time.monotonic() - began < 0.6


async def test_no_server_is_unreachable(unused_tcp_port: int) -> None:
    api = Api(f"http://127.0.0.1:{unused_tcp_port}", "entd_x")
    assert await api.me() == Failure(Trouble.UNREACHABLE)
    assert await ask(api, deadline=0.3) == Failure(Trouble.UNREACHABLE)
    await api.close()


@pytest.mark.parametrize(
    ("status", "trouble", "retried"),
    [
        (500, Trouble.SERVER_ERROR, True),
        (503, Trouble.SERVER_ERROR, True),
        (429, Trouble.TOO_MANY, False),
        (409, Trouble.REFUSED, False),
        (403, Trouble.REFUSED, False),
        (422, Trouble.REFUSED, False),
    ],
)
async def test_troubles(api: Api, fake: FakeServer, status: int, trouble: Trouble, retried: bool) -> None:
    fake.status = status
    answer = await ask(api, deadline=0.5)
    assert answer == Failure(trouble, "test_trouble", status)
    assert (fake.scan_requests > 1) == retried


async def test_garbage(api: Api, fake: FakeServer) -> None:
    fake.garbage = True
    for answer in (
        await api.me(),
        await api.pair("X"),
        await api.search("zo"),
        await ask(api, deadline=0.3),
    ):
        assert isinstance(answer, Failure)
        assert answer.trouble is Trouble.GARBAGE


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"results": []}),
        httpx.Response(200, json={"results": [{"scan_id": "another", "verdict": "admitted"}]}),
        httpx.Response(200, json={"results": [{"scan_id": SCAN.scan_id, "verdict": "maybe"}]}),
        httpx.Response(200, json=[1, 2]),
        httpx.Response(200, content=b"\xff\xfe\x00"),
        httpx.Response(302, headers={"location": "https://portal.example/"}),
        httpx.Response(401, text="who are you"),
        httpx.Response(404, text="<h1>not here</h1>"),
    ],
    ids=lambda answer: f"{answer.status_code}-{answer.content[:30]!r}",
)
async def test_nothing_but_the_scans_own_verdict_admits(answer: httpx.Response) -> None:
    api = Api("http://server.test", "entd_x", transport=httpx.MockTransport(lambda _: answer))
    result = await ask(api, deadline=0.2)
    assert isinstance(result, Failure)
    assert result.trouble is Trouble.GARBAGE
    await api.close()


async def test_the_token_goes_in_the_header_alone() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(500)

    api = Api("http://server.test", "entd_secret", transport=httpx.MockTransport(answer))
    await api.me()
    await api.close()
    assert seen[0].headers["authorization"] == "Bearer entd_secret"
    assert "entd_secret" not in str(seen[0].url)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("entregent.exemple.fr", "https://entregent.exemple.fr"),
        ("  https://entregent.exemple.fr/  ", "https://entregent.exemple.fr"),
        ("https://e.fr/presse/api/v1/", "https://e.fr/presse"),
        ("localhost:8000", "http://localhost:8000"),
        ("192.168.1.20:8000", "http://192.168.1.20:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("8.8.8.8", "https://8.8.8.8"),
        ("", None),
        ("deux mots", None),
        ("ftp://e.fr", None),
        ("https://", None),
        ("https://e.fr:99999", None),
        ("https://u:p@e.fr", None),
        ("https://e.fr/?a=1", None),
    ],
)
def test_server_address(typed: str, address: str | None) -> None:
    assert normalise_server(typed) == address


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("kx7m-2345", ["KX7M-2345"]),
        (" kx7m 2345 ", ["KX7M-2345"]),
        ("KX7M–2345", ["KX7M-2345"]),
        ("ko1m2345", ["KO1M-2345", "K01M-2345", "KOIM-2345"]),
        ("KX7M", []),
        ("", []),
    ],
)
def test_pairing_codes(typed: str, codes: list[str]) -> None:
    assert pairing_codes(typed) == codes
