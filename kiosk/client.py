"""The kiosk's side of the server's API. A call never raises: it returns what was asked, or a Failure."""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import json
import re
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

import certifi
import httpx
from pydantic import ValidationError

from kiosk.store import Scan
from kiosk.wire import FoundGuest, FoundGuests, Identity, Pairing, Problem, ScanResult, ScanResults, Wire

APP_VERSION = "1.0"
SCAN_DEADLINE = 4.0
CALL_TIMEOUT = 4.0
PAUSES = (0.2, 0.4, 0.8, 1.0)
REVOKED_CODES = frozenset({"device_revoked", "token_invalid"})
"""The second: the token was replaced, by pairing the same device anew."""


class Trouble(StrEnum):
    UNREACHABLE = "unreachable"
    """No answer: refused, cut, or too slow."""
    REVOKED = "revoked"
    REFUSED = "refused"
    """A 4xx answer with a stable code."""
    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    GARBAGE = "garbage"
    """An answer which is not of this API: a proxy's page, another server."""


@dataclass(frozen=True)
class Failure:
    trouble: Trouble
    code: str = ""
    status: int = 0

    @property
    def worth_retrying(self) -> bool:
        return self.trouble in (Trouble.UNREACHABLE, Trouble.SERVER_ERROR, Trouble.GARBAGE)

    @property
    def no_answer(self) -> bool:
        """Whether the server may or may not have done what was asked."""
        return self.worth_retrying or self.trouble is Trouble.TOO_MANY


Answer = TypeVar("Answer", bound=Wire)


class Api:
    def __init__(
        self, server: str, token: str = "", transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        headers = {"Accept": "application/json", "User-Agent": f"entregent-kiosk/{APP_VERSION}"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx.AsyncClient(
            base_url=f"{server}/api/v1",
            headers=headers,
            timeout=httpx.Timeout(CALL_TIMEOUT, connect=2.0),
            transport=transport,
            verify=_certificates(),
            trust_env=not is_local(server),  # a proxy knows no way to this very machine
        )

    async def close(self) -> None:
        await self._http.aclose()
        for _ in range(3):  # the sockets of requests that were given up end in the next turns of the loop
            await asyncio.sleep(0)

    async def pair(self, code: str) -> Pairing | Failure:
        return await self._call("POST", "/devices/pair", Pairing, {"code": code, "app_version": APP_VERSION})

    async def me(self) -> Identity | Failure:
        return await self._call("GET", "/devices/me", Identity)

    async def search(self, query: str) -> tuple[FoundGuest, ...] | Failure:
        answer = await self._call("GET", "/checkins/guests", FoundGuests, params={"q": query})
        return answer if isinstance(answer, Failure) else tuple(answer.items)

    async def send_scan(self, scan: Scan, deadline: float = SCAN_DEADLINE) -> ScanResult | Failure:
        """Tries, under one and the same scan_id, until an answer comes or `deadline` seconds have passed."""
        end = time.monotonic() + deadline
        failure = Failure(Trouble.UNREACHABLE)
        for pause in (*PAUSES, *(PAUSES[-1] for _ in range(int(deadline)))):
            remaining = end - time.monotonic()
            if remaining <= 0.05:
                break
            answer = await self._scan_once(scan, remaining)
            if isinstance(answer, ScanResult) or not answer.worth_retrying:
                return answer
            if answer.trouble is not Trouble.UNREACHABLE:
                failure = answer  # a server that answered once is there, even if the last try ran out of time
            await asyncio.sleep(max(0.0, min(pause, end - time.monotonic())))
        return failure

    async def _scan_once(self, scan: Scan, seconds: float) -> ScanResult | Failure:
        body = {"sent_at": datetime.now(UTC).isoformat(timespec="milliseconds"), "scans": [scan.payload()]}
        try:
            async with asyncio.timeout(seconds):
                answer = await self._call("POST", "/checkins/scans", ScanResults, body)
        except TimeoutError:
            return Failure(Trouble.UNREACHABLE)
        if isinstance(answer, Failure):
            return answer
        mine = [result for result in answer.results if result.scan_id == scan.scan_id]
        return mine[0] if mine else Failure(Trouble.GARBAGE)

    async def _call(
        self,
        method: str,
        path: str,
        shape: type[Answer],
        body: Any = None,
        params: dict[str, str] | None = None,
    ) -> Answer | Failure:
        try:
            response = await self._http.request(method, path, json=body, params=params)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
            return Failure(Trouble.UNREACHABLE)
        if not response.is_success:
            return _failure(response)
        try:
            return shape.model_validate_json(response.content)
        except ValidationError:
            return Failure(Trouble.GARBAGE, status=response.status_code)


@functools.cache
def _certificates() -> ssl.SSLContext:
    """The machine's own authorities as well as certifi's: an institution often has one. Slow to load."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _failure(response: httpx.Response) -> Failure:
    status, code = response.status_code, _problem(response).code
    if status == 401 and code in REVOKED_CODES:
        return Failure(Trouble.REVOKED, code, status)
    if status == 429:
        return Failure(Trouble.TOO_MANY, code, status)
    if status >= 500:
        return Failure(Trouble.SERVER_ERROR, code, status)
    if 400 <= status < 500 and code:
        return Failure(Trouble.REFUSED, code, status)
    return Failure(Trouble.GARBAGE, code, status)


def _problem(response: httpx.Response) -> Problem:
    try:
        return Problem.model_validate(json.loads(response.content))
    except (ValueError, ValidationError):
        return Problem()


def is_local(server: str) -> bool:
    host = urlsplit(server).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def normalise_server(typed: str) -> str | None:
    """A base address without a final slash, or None. A bare name gets https, a bare local address http."""
    text = typed.strip()
    if not text or re.search(r"\s", text):
        return None
    if "://" not in text:
        text = f"{'http' if _is_private(text) else 'https'}://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
        or parts.username
    ):
        return None
    path = parts.path.rstrip("/").removesuffix("/api/v1")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"


def _is_private(text: str) -> bool:
    host = text.partition("/")[0].rpartition(":")[0] or text.partition("/")[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def pairing_codes(typed: str) -> list[str]:
    """The codes which a hand-typed one may mean, likeliest first: case, spaces and hyphens do not count,
    and O/0, I/1 may have been taken for one another."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper())
    if len(letters) < 8:
        return []
    folds = (letters, letters.translate(_TO_DIGITS), letters.translate(_TO_LETTERS))
    return list(dict.fromkeys(f"{text[:4]}-{text[4:]}" for text in folds))


_TO_DIGITS = str.maketrans("OI", "01")
_TO_LETTERS = str.maketrans("01", "OI")
