"""The kiosk's side of the server's API. A call never raises: it returns what was asked, or a Failure."""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import json
import re
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

import certifi
import httpx
from pydantic import ValidationError

from kiosk.clocks import moment
from kiosk.scans import Pending, Scan
from kiosk.wire import (
    EveningKey,
    FoundGuest,
    FoundGuests,
    Heartbeat,
    Identity,
    Pairing,
    Problem,
    RosterPage,
    ScanResult,
    ScanResults,
    Wire,
)

APP_VERSION = "1.1"
SCAN_DEADLINE = 1.2
"""A guest stands there: past it the kiosk decides alone."""
CALL_TIMEOUT = 4.0
REPLAY_TIMEOUT = 20.0
ROSTER_TIMEOUT = 30.0
PAUSE = 0.2
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
    wait: float = 0.0
    """Seconds for which the server asked to be left alone."""

    @property
    def worth_retrying(self) -> bool:
        return self.trouble in (Trouble.UNREACHABLE, Trouble.SERVER_ERROR, Trouble.GARBAGE)

    @property
    def about_the_content(self) -> bool:
        """The server understood who asks and did not take what was sent."""
        return self.trouble is Trouble.REFUSED and self.status in (400, 409, 413, 422)


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

    async def ask(
        self, scan: Scan, before: Sequence[Pending] = (), deadline: float = SCAN_DEADLINE
    ) -> tuple[ScanResult, list[ScanResult]] | Failure:
        """The verdict on SCAN, and what became of what the server had to hear BEFORE. Tried anew, under one and the
        same scan_id, until an answer comes or `deadline` seconds have passed."""
        end = time.monotonic() + deadline
        failure = Failure(Trouble.UNREACHABLE)
        while (remaining := end - time.monotonic()) > 0.05:
            answer = await self._within(remaining, [*before, Pending(scan, "", "")])
            if isinstance(answer, ScanResults):
                mine = next((each for each in answer.results if each.scan_id == scan.scan_id), None)
                if mine is not None:
                    return mine, [each for each in answer.results if each is not mine]
                answer = Failure(Trouble.GARBAGE)
            if not answer.worth_retrying:
                return answer
            if answer.trouble is not Trouble.UNREACHABLE:
                failure = answer  # a server that answered once is there, even if the last try ran out of time
            await asyncio.sleep(max(0.0, min(PAUSE, end - time.monotonic())))
        return failure

    async def _within(self, seconds: float, pending: Sequence[Pending]) -> ScanResults | Failure:
        try:
            async with asyncio.timeout(seconds):
                return await self.send(pending)
        except TimeoutError:
            return Failure(Trouble.UNREACHABLE)

    async def send(self, pending: Sequence[Pending]) -> ScanResults | Failure:
        """One envelope of 1 to 200 scans of one event, with the clocks of this moment."""
        now = moment()
        envelope = {"sent_at": now.stamp, "mono_ms": now.mono_ms, "boot_id": now.boot_id}
        if pending[0].event_id:
            envelope["event_id"] = pending[0].event_id
        body = {**envelope, "scans": [each.payload() for each in pending]}
        return await self._call("POST", "/checkins/scans", ScanResults, body, seconds=REPLAY_TIMEOUT)

    async def roster(self, *, after: str = "", since: str = "") -> RosterPage | Failure:
        params = {name: value for name, value in (("after", after), ("since", since)) if value}
        return await self._call("GET", "/checkins/roster", RosterPage, params=params, seconds=ROSTER_TIMEOUT)

    async def heartbeat(self, body: dict[str, Any]) -> Heartbeat | Failure:
        return await self._call("POST", "/devices/heartbeat", Heartbeat, body)

    async def session_key(self) -> EveningKey | Failure:
        return await self._call("GET", "/checkins/session-key", EveningKey)

    async def _call(
        self,
        method: str,
        path: str,
        shape: type[Answer],
        body: Any = None,
        params: dict[str, str] | None = None,
        seconds: float = CALL_TIMEOUT,
    ) -> Answer | Failure:
        timeout = httpx.Timeout(seconds, connect=2.0)
        try:
            response = await self._http.request(method, path, json=body, params=params, timeout=timeout)
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
        return Failure(Trouble.TOO_MANY, code, status, _retry_after(response))
    if status >= 500:
        return Failure(Trouble.SERVER_ERROR, code, status)
    if 400 <= status < 500 and code:
        return Failure(Trouble.REFUSED, code, status)
    return Failure(Trouble.GARBAGE, code, status)


def _retry_after(response: httpx.Response) -> float:
    """Seconds (RFC 9110, section 10.2.3); a date, which none of ours sends, counts as none."""
    try:
        return max(0.0, min(600.0, float(response.headers.get("retry-after", ""))))
    except ValueError:
        return 0.0


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
