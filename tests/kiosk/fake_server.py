"""A server that follows the check-in part of the HTTP contract, for the kiosk's tests. Also runs by hand:

python -m tests.kiosk.fake_server --port 8060
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import os
import random
import socket
import threading
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.door.presence import Passage, fold
from backend.door.roster import pack_row, seal_index
from backend.door.seal import evening_key, row_tag, seal, ticket_key
from backend.door.ticket import issue_ticket
from backend.door.verdict import GuestFacts, judge

PAIRING_CODE = "KX7M-2345"
EVENT_ID = "0198a1b2-0000-7000-8000-000000000002"
DEVICE_ID = "0198a1b2-0000-7000-8000-000000000001"
SCAN_FIELDS = {
    *("scan_id", "code", "guest_id", "walk_in", "undoes", "at", "mono_ms", "boot_id"),
    *("gate", "zone", "direction", "count", "method", "shown", "reason", "override"),
}
SALT = b"salt-of-the-test"
KEY_ID = 1
_KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


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
    party: int = 1
    language: str = "fr"
    issue: int = 1
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    ticket_id: bytes = field(default_factory=lambda: os.urandom(8))
    inside: int = 0
    came: int = 0
    first_at: str | None = None
    first_gate: str = ""
    changed: int = 0
    scans: list[Stored] = field(default_factory=list)

    @property
    def ticket(self) -> str:
        """A real one, which the kiosk can judge by itself."""
        return issue_ticket(
            KEY_ID, _KEY, event_id=uuid.UUID(EVENT_ID), ticket_id=self.ticket_id, issue=self.issue
        )


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
        Guest("Famille Ó Murchú", "FAMILY", "Radio Cork", "Presse", party=4, language="en"),
    ]


@dataclass
class Stored:
    """A scan as the server keeps it: what was asked, what was answered, and whether it let somebody in."""

    item: dict[str, Any]
    answer: dict[str, Any]
    guest: Guest | None
    count: int = 0
    let_in: bool = False
    shown: str = ""


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
    with_roster: bool = True
    pin: str = ""
    capacity: int | None = None
    poison: set[str] = field(default_factory=set)
    """Codes for which an envelope is refused whole."""
    page: int = 2000
    stored: dict[str, Stored] = field(default_factory=dict)
    scan_requests: int = 0
    sizes: list[int] = field(default_factory=list)
    lost: float = 0.0
    """Share of the answers to scans that are lost on the way."""
    heartbeats: list[dict[str, Any]] = field(default_factory=list)
    skew_ms: int = 0
    orders: list[str] = field(default_factory=list)
    find: Callable[[str], Guest | None] | None = None
    """How a code is looked up, where guests are many."""
    cursor: int = 0
    removed: dict[str, int] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/v1/devices/pair", self._pair, methods=["POST"]),
                Route("/api/v1/devices/me", self._me),
                Route("/api/v1/devices/heartbeat", self._beat, methods=["POST"]),
                Route("/api/v1/checkins/scans", self._scans, methods=["POST"]),
                Route("/api/v1/checkins/guests", self._guests),
                Route("/api/v1/checkins/roster", self._roster),
                Route("/api/v1/checkins/session-key", self._session_key),
            ]
        )

    @property
    def admissions(self) -> list[str]:
        """Who was let in by what counts now, in the order of the scans."""
        return [each.guest.name for each in self.stored.values() if each.let_in and each.guest]

    def guest(self, name: str) -> Guest:
        return next(guest for guest in self.guests if name in guest.name)

    def forget(self) -> None:
        """As if no scan had ever come."""
        self.stored.clear()
        for guest in self.guests:
            guest.inside = guest.came = 0
            guest.scans = []
            guest.first_at, guest.first_gate = None, ""

    def change(self, guest: Guest) -> None:
        self.cursor += 1
        guest.changed = self.cursor

    def identity(self) -> dict[str, Any]:
        return {
            "device": {"id": DEVICE_ID, "name": "Borne du hall", "gate": self.gate},
            "event": {
                "id": EVENT_ID,
                "title": "Soirée de présentation de la saison",
                "place": "Studio 104, Maison de la Radio",
                "starts_at": "2026-11-21T18:30:00+01:00",
                "ends_at": "2026-11-21T22:00:00+01:00",
                "timezone": "Europe/Paris",
            },
            "public_keys": {str(KEY_ID): _b64(_KEY.public_key().public_bytes_raw())},
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

    async def _beat(self, request: Request) -> Response:
        if trouble := await self._trouble(request):
            return trouble
        self.heartbeats.append(await request.json())
        return JSONResponse(
            {
                **{name: self.identity()[name] for name in ("device", "event")},
                "server_time": time.time_ns() // 1_000_000,
                "skew_ms": self.skew_ms,
                "roster_current": self.heartbeats[-1].get("roster_since") == str(self.cursor),
                "orders": self.orders,
            }
        )

    async def _guests(self, request: Request) -> Response:
        if trouble := await self._trouble(request):
            return trouble
        wanted = folded(request.query_params.get("q", ""))
        if len(wanted) < 2:
            return problem(422, "query_too_short", "Saisissez au moins deux lettres.")
        found = [guest for guest in self.guests if wanted in folded(f"{guest.name} {guest.organisation}")]
        return JSONResponse({"items": [_found(guest) for guest in found[:20]]})

    # the roster

    async def _roster(self, request: Request) -> Response:
        if trouble := await self._trouble(request):
            return trouble
        if not self.with_roster:
            return problem(404, "not_found", "Rien ici.")
        after, since = request.query_params.get("after", ""), request.query_params.get("since", "")
        if since:
            guests = [guest for guest in self.guests if guest.changed > int(since)]
            removed = [each for each, at in self.removed.items() if at > int(since)]
            return JSONResponse(self._page(guests, removed=removed, since=str(self.cursor)))
        start = int(after or 0)
        guests = self.guests[start : start + self.page]
        if start + self.page < len(self.guests):
            return JSONResponse(self._page(guests, after=str(start + self.page)))
        return JSONResponse(self._page(guests, since=str(self.cursor)))

    def _page(
        self,
        guests: list[Guest],
        *,
        removed: list[str] | None = None,
        after: str | None = None,
        since: str | None = None,
    ) -> dict[str, Any]:
        index = None
        if guests:
            data = [{"id": guest.id, **_facts(guest)} for guest in guests]
            index = _b64(seal_index(self._evening_key(), data))
        return {
            "complete": True,
            "event": {
                "id": EVENT_ID,
                "ends_at": 0,
                "capacity": self.capacity,
                "inside": sum(guest.inside for guest in self.guests),
                "override_pin": self.pin or None,
                "gates": [],
            },
            "public_keys": self.identity()["public_keys"],
            "salt": _b64(SALT),
            "server_time": time.time_ns() // 1_000_000,
            "total": len(self.guests),
            "rows": [_row(guest) for guest in guests],
            "index": index,
            "removed": removed or [],
            "after": after,
            "since": since,
        }

    def _evening_key(self) -> bytes:
        return evening_key(SALT, self.token.encode())

    async def _session_key(self, request: Request) -> Response:
        if trouble := await self._trouble(request):
            return trouble
        until = datetime.now(UTC) + timedelta(hours=12)
        return JSONResponse({"key": _b64(self._evening_key()), "until": until.isoformat()})

    # scans

    async def _scans(self, request: Request) -> Response:
        self.scan_requests += 1
        if trouble := await self._trouble(request):
            return trouble
        body = await request.json()
        scans = body.get("scans")
        if "sent_at" not in body or not isinstance(scans, list) or not 1 <= len(scans) <= 200:
            return problem(422, "invalid", "Requête invalide.")
        self.sizes.append(len(scans))
        for scan in scans:
            ways = [name for name in ("code", "guest_id", "walk_in", "undoes") if scan.get(name)]
            if set(scan) - SCAN_FIELDS or len(ways) != 1 or scan.get("code") in self.poison:
                return problem(422, "invalid", "Lecture invalide.")
        results = [self._take(scan) for scan in scans]
        if self.drop_answer or (self.lost and random.random() < self.lost):
            self.drop_answer = False
            return PlainTextResponse("", status_code=502)
        return JSONResponse({"results": results})

    def _take(self, scan: dict[str, Any]) -> dict[str, Any]:
        known = self.stored.get(scan["scan_id"])
        if "undoes" in scan:
            return self._undo(scan)
        if known is None:
            return self._judge(scan)
        if _content(known.item) != _content(scan) or (
            known.shown and scan.get("shown") and known.shown != scan["shown"]
        ):
            return {"scan_id": scan["scan_id"], "verdict": "refused", "problem": "scan_id_reused"}
        if scan.get("shown") and not known.shown:
            known.shown = scan["shown"]
            lets_in = known.shown in ("admitted", "attention")
            known.let_in, known.count = lets_in, (known.count or scan.get("count", 1)) if lets_in else 0
            known.answer["verdict"] = known.shown
            self._count(known.guest)
        return {**known.answer, "replayed": True, "guest": _guest_out(known.guest)}

    def _undo(self, scan: dict[str, Any]) -> dict[str, Any]:
        self.stored[scan["scan_id"]] = Stored(scan, {}, None)
        undone = self.stored.get(scan["undoes"])
        if undone is not None:
            undone.let_in = False
            self._count(undone.guest)
        return {
            "scan_id": scan["scan_id"],
            "verdict": undone.answer["verdict"] if undone else "admitted",
            "guest": _guest_out(undone.guest if undone else None),
        }

    def _judge(self, scan: dict[str, Any]) -> dict[str, Any]:
        guest = self._who(scan)
        first_at, first_gate = (guest.first_at, guest.first_gate) if guest else (None, "")
        verdict, reason, count = self._verdict(guest, scan)
        answer = {
            "scan_id": scan["scan_id"],
            "verdict": verdict,
            "reason": reason or None,
            "message": "",
            "count": count,
            "first_at": first_at if verdict == "already_in" else None,
            "first_gate": first_gate if verdict == "already_in" else None,
            "replayed": False,
            "withdrawn": False,
            "conflicts": [],
            "problem": None,
        }
        let_in = verdict in ("admitted", "attention")
        kept = Stored(scan, answer, guest, count if let_in else 0, let_in, scan.get("shown", ""))
        self.stored[scan["scan_id"]] = kept
        if guest is not None:
            guest.scans.append(kept)
        self._count(guest)
        return {**answer, "guest": _guest_out(guest)}

    def _who(self, scan: dict[str, Any]) -> Guest | None:
        if walk_in := scan.get("walk_in"):
            found = next((guest for guest in self.guests if guest.id == walk_in["guest_id"]), None)
            if found is None:
                found = Guest(walk_in["name"], "", walk_in.get("organisation", ""), id=walk_in["guest_id"])
                self.guests.append(found)
            return found
        code, guest_id = scan.get("code"), scan.get("guest_id")
        if code is not None and self.find is not None:
            return self.find(code)
        return next((g for g in self.guests if g.id == guest_id or code in (g.code, g.ticket)), None)

    def _verdict(self, guest: Guest | None, scan: dict[str, Any]) -> tuple[str, str, int]:
        if scan.get("shown"):
            return scan["shown"], scan.get("reason", ""), scan.get("count", 1)
        facts = None
        if guest is not None:
            facts = GuestFacts(
                right_event=True,
                event_cancelled=False,
                answer=guest.answer,  # type: ignore[arg-type]
                attention=guest.attention,
                revoked=guest.revoked,
                issue=guest.issue,
                party=guest.party,
                inside=guest.inside,
            )
        made = judge(facts, issue=None, direction=scan.get("direction", "in"), count=scan.get("count"))
        if scan.get("override") and not made.lets_in and facts is not None:
            return "admitted", made.reason, scan.get("count", 1)
        return made.name, made.reason, made.count

    def _count(self, guest: Guest | None) -> None:
        """Where the guest stands, from all that was stored about them."""
        if guest is None:
            return
        passages = [
            Passage(_ms(each.item["at"]), each.item["scan_id"], each.item["direction"], each.count, self.gate)
            for each in guest.scans
            if each.let_in
        ]
        presence = fold(passages, guest.party)
        guest.inside, guest.came = presence.inside, presence.came
        first = presence.first
        guest.first_at = datetime.fromtimestamp(first.at / 1000, UTC).isoformat() if first else None
        guest.first_gate = first.gate if first else ""
        self.change(guest)


def _content(scan: dict[str, Any]) -> dict[str, Any]:
    """What makes a scan what it is."""
    what = ("code", "guest_id", "walk_in", "undoes", "count", "override", "at", "gate", "direction")
    return {name: scan.get(name) for name in what}


def _ms(stamp: str) -> int:
    return round(datetime.fromisoformat(stamp).timestamp() * 1000)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _facts(guest: Guest) -> dict[str, Any]:
    """As in backend/door/roster.py: what is as usual may be left out, and is not here."""
    names = (
        "name",
        "organisation",
        "category",
        "answer",
        "attention",
        "party",
        "language",
        "issue",
        "revoked",
    )
    return {**{name: getattr(guest, name) for name in names}, "represents": guest.represents or None}


def _row(guest: Guest) -> dict[str, Any]:
    tag = row_tag(SALT, guest.ticket_id)
    sealed = seal(ticket_key(SALT, guest.ticket), tag, pack_row(_facts(guest)))
    return {
        "id": guest.id,
        "tag": _b64(tag),
        "sealed": [_b64(sealed)],
        "inside": guest.inside,
        "came": guest.came,
        "first_at": _ms(guest.first_at) if guest.first_at else None,
        "first_gate": guest.first_gate,
        "last_at": None,
    }


def _found(guest: Guest) -> dict[str, Any]:
    return {
        "id": guest.id,
        "name": guest.name,
        "organisation": guest.organisation,
        "category": guest.category,
        "answer": guest.answer,
        "attendance": "arrived" if guest.inside else "left" if guest.came else "none",
        "represents": guest.represents or None,
        "party": guest.party,
        "inside": guest.inside,
        "came": guest.came,
        "language": guest.language,
    }


def _guest_out(guest: Guest | None) -> dict[str, Any] | None:
    if guest is None:
        return None
    return {name: value for name, value in _found(guest).items() if name not in ("answer", "attendance")}


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
