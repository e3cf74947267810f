"""A server that follows the check-in part of the HTTP contract, for the kiosk's tests. Also runs by hand:

python -m tests.kiosk.fake_server --port 8060
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import socket
import threading
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

PAIRING_CODE = "KX7M-2345"
SCAN_FIELDS = {"scan_id", "code", "guest_id", "at", "gate", "direction"}


@dataclass
class Guest:
    name: str
    code: str
    organisation: str = ""
    category: str = ""
    answer: str = "yes"
    represents: str = ""
    attention: bool = False
    revoked: bool = False
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    first_at: str | None = None


def cast() -> list[Guest]:
    return [
        Guest("Zoé Lefèvre", "ZOE", "Le Quotidien de l’Ouest", "Presse"),
        Guest("Ibrahim Čapek", "IBRAHIM", "Radio Cévennes", "Presse", represents="Hélène d’Ormesson"),
        Guest(
            "Anne-Sophie de La Rochefoucauld-Montbel",
            "ANNE",
            "Ministère de la Culture",
            "Officiel",
            attention=True,
        ),
        Guest("Œuvrard Noël", "NOEL", "Théâtre de l’Œil", "Mécène", revoked=True),
        Guest("Léna Marchetti", "LENA", "Studio Garonne", "Production", answer="no"),
        Guest("Zoélie Lefebvre", "ZOELIE", "Agence Lumière", "Presse"),
    ]


@dataclass
class FakeServer:
    """The server's memory, and the troubles a test orders from it."""

    guests: list[Guest] = field(default_factory=cast)
    code: str = PAIRING_CODE
    token: str = "entd_test"
    gate: str = "Porte A"
    paired: bool = False
    revoked: bool = False
    status: int | None = None
    garbage: bool = False
    delay: float = 0.0
    drop_answer: bool = False
    """Do the work of a scan, then let its answer be lost."""
    answers: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    admissions: list[str] = field(default_factory=list)
    scan_requests: int = 0

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/v1/devices/pair", self._pair, methods=["POST"]),
                Route("/api/v1/devices/me", self._me),
                Route("/api/v1/checkins/scans", self._scans, methods=["POST"]),
                Route("/api/v1/checkins/guests", self._guests),
            ]
        )

    def identity(self) -> dict[str, Any]:
        return {
            "device": {
                "id": "0198a1b2-0000-7000-8000-000000000001",
                "name": "Borne du hall",
                "gate": self.gate,
            },
            "event": {
                "id": "0198a1b2-0000-7000-8000-000000000002",
                "title": "Soirée de présentation de la saison",
                "place": "Studio 104, Maison de la Radio",
                "starts_at": "2026-11-21T18:30:00+01:00",
                "ends_at": "2026-11-21T22:00:00+01:00",
                "timezone": "Europe/Paris",
            },
            "public_keys": {"1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
        }

    async def _trouble(self, request: Request, *, device: bool = True) -> Response | None:
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.garbage:
            return PlainTextResponse("<html>portail captif</html>")
        if self.status:
            return problem(self.status, "test_trouble", "Panne simulée.")
        if device and (self.revoked or request.headers.get("authorization") != f"Bearer {self.token}"):
            return problem(401, "device_revoked", "Cette borne a été révoquée.")
        return None

    async def _pair(self, request: Request) -> Response:
        if trouble := await self._trouble(request, device=False):
            return trouble
        body = await request.json()
        if set(body) - {"code", "app_version"}:
            return problem(422, "invalid", "Champ inconnu.")
        if self.paired or body.get("code") != self.code:
            return problem(404, "pairing_code_unknown", "Ce code d’association n’existe pas.")
        self.paired, self.revoked = True, False
        return JSONResponse({"token": self.token, **self.identity()})

    async def _me(self, request: Request) -> Response:
        return await self._trouble(request) or JSONResponse(self.identity())

    async def _guests(self, request: Request) -> Response:
        if trouble := await self._trouble(request):
            return trouble
        wanted = folded(request.query_params.get("q", ""))
        if len(wanted) < 2:
            return problem(422, "query_too_short", "Saisissez au moins deux lettres.")
        found = [guest for guest in self.guests if wanted in folded(f"{guest.name} {guest.organisation}")]
        return JSONResponse(
            {
                "items": [
                    {
                        "id": guest.id,
                        "name": guest.name,
                        "organisation": guest.organisation,
                        "category": guest.category,
                        "answer": guest.answer,
                        "attendance": "arrived" if guest.first_at else "none",
                    }
                    for guest in found[:20]
                ]
            }
        )

    async def _scans(self, request: Request) -> Response:
        self.scan_requests += 1
        if trouble := await self._trouble(request):
            return trouble
        body = await request.json()
        scans = body.get("scans")
        if "sent_at" not in body or not isinstance(scans, list) or not 1 <= len(scans) <= 200:
            return problem(422, "invalid", "Requête invalide.")
        results = []
        for scan in scans:
            if set(scan) - SCAN_FIELDS or ("code" in scan) == ("guest_id" in scan):
                return problem(422, "invalid", "Lecture invalide.")
            known = self.answers.get(scan["scan_id"])
            if known and known[0] != scan:
                return problem(409, "scan_id_reused", "Cet identifiant a déjà servi à une autre lecture.")
            results.append({**known[1], "replayed": True} if known else self._judge(scan))
        if self.drop_answer:
            self.drop_answer = False
            return PlainTextResponse("", status_code=502)
        return JSONResponse({"results": results})

    def _judge(self, scan: dict[str, Any]) -> dict[str, Any]:
        wanted = (scan.get("code"), scan.get("guest_id"))
        guest = next((g for g in self.guests if g.code == wanted[0] or g.id == wanted[1]), None)
        verdict, reason = _verdict(guest)
        first_at = guest.first_at if guest else None
        if guest and verdict in ("admitted", "attention"):
            guest.first_at = datetime.now(UTC).isoformat()
            self.admissions.append(guest.name)
        answer = {
            "scan_id": scan["scan_id"],
            "verdict": verdict,
            "reason": reason,
            "message": "",
            "guest": _guest_out(guest) if guest else None,
            "first_at": first_at,
            "replayed": False,
        }
        self.answers[scan["scan_id"]] = (scan, answer)
        return answer


def _verdict(guest: Guest | None) -> tuple[str, str | None]:
    if guest is None:
        return "refused", "unknown"
    if guest.revoked:
        return "refused", "revoked"
    if guest.answer == "no":
        return "refused", "declined"
    if guest.first_at:
        return "already_in", "already_in"
    return ("attention" if guest.attention else "admitted"), None


def _guest_out(guest: Guest) -> dict[str, Any]:
    return {
        "id": guest.id,
        "name": guest.name,
        "organisation": guest.organisation,
        "category": guest.category,
        "represents": {"id": str(uuid.uuid4()), "name": guest.represents} if guest.represents else None,
    }


def problem(status: int, code: str, detail: str) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": detail,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": [],
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "Oe"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


class Switch:
    """One address whose fake can be exchanged, so that tests share a running server and nothing else."""

    def __init__(self, fake: FakeServer) -> None:
        self.plug(fake)

    def plug(self, fake: FakeServer) -> None:
        self._app = fake.app()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


@contextlib.contextmanager
def running(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """The address of `app`, served from a thread."""
    listening = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(_config(app))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(timeout=5)
        listening.close()


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_level="error", lifespan="off", timeout_graceful_shutdown=1, ws="websockets-sansio"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8060)
    port = parser.parse_args().port
    print(f"http://127.0.0.1:{port}  code {PAIRING_CODE}", flush=True)
    uvicorn.run(FakeServer().app(), host="127.0.0.1", port=port, log_level="info", ws="websockets-sansio")


if __name__ == "__main__":
    main()
