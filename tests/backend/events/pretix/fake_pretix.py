"""A small pretix over real HTTP, with answers of the form that docs.pretix.eu documents (resources orders, items,
check-in lists, check-in). Written from the documentation; nothing of pretix is in it."""

import json
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "e1l6gq2ye72thbwkacj7jbri7a7tvxe614ojv8ybureain92ocub46t5gab5966k"
EVENT = "/api/v1/organizers/maison/events/concert/"
REDEEM = "/api/v1/organizers/maison/checkinrpc/redeem/"
ITEMS = [
    {
        "id": 1,
        "name": {"fr": "Entrée", "en": "Ticket"},
        "admission": True,
        "variations": [{"id": 11, "value": {"fr": "Plein tarif"}}, {"id": 12, "value": {"fr": "Presse"}}],
    },
    {"id": 2, "name": {"de": "Parkplatz"}, "admission": False, "variations": []},
]


def position(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": 23_000 + number,
        "positionid": number,
        "item": 1,
        "variation": 11,
        "price": "23.00",
        "attendee_name": None,
        "attendee_name_parts": {},
        "attendee_email": None,
        "company": None,
        "secret": f"z3fsn8jyufm5kpk768q69gkbyr5f4h{number:02}",
        "addon_to": None,
        "subevent": None,
        "canceled": False,
        "blocked": None,
        "checkins": [],
        "answers": [],
        **values,
    }


def order(code: str, *positions: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {
        "code": code,
        "status": "p",
        "testmode": False,
        "secret": "k24fiuwvu8kxz3y1",
        "email": f"{code.lower()}@example.org",
        "locale": "fr",
        "datetime": "2026-11-01T10:00:00Z",
        "last_modified": "2026-11-01T10:00:00Z",
        "require_approval": False,
        "valid_if_pending": False,
        "invoice_address": {"name": "", "company": "Radio Écho"},
        "positions": list(positions),
        **values,
    }


class FakePretix:
    """PAGE orders a page. `said` are statuses that are answered before anything else; `nonces` are check-ins."""

    PAGE = 2

    def __init__(self) -> None:
        self.orders: list[dict[str, Any]] = []
        self.items: list[dict[str, Any]] = ITEMS
        self.lists = [{"id": 44, "name": "Entrée principale"}, {"id": 45, "name": "Loge"}]
        self.said: deque[tuple[int, dict[str, str]]] = deque()
        self.asked: list[str] = []
        self.redeemed: list[dict[str, Any]] = []
        self.nonces: set[str] = set()
        self.refuses: dict[str, str] = {}
        self.body: bytes | None = None
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                fake.answer(self, None)

            def do_POST(self) -> None:
                fake.answer(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any] | None) -> None:
        self.asked.append(handler.path)
        status, headers, told = self._said(handler, body)
        content = self.body if self.body is not None else json.dumps(told).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def _said(
        self, handler: BaseHTTPRequestHandler, body: dict[str, Any] | None
    ) -> tuple[int, dict[str, str], Any]:
        if self.said:
            status, headers = self.said.popleft()
            return status, headers, {"detail": "…"}
        if handler.headers["Authorization"] != f"Token {TOKEN}":
            return 401, {}, {"detail": "Invalid token."}
        url = urlsplit(handler.path)
        if body is not None and url.path == REDEEM:
            status, told = self._redeem(body)
            return status, {}, told
        pages = {"orders/": self.orders, "items/": self.items, "checkinlists/": self.lists}
        if url.path == EVENT:
            return 200, {}, {"slug": "concert", "name": {"fr": "Concert"}}
        found = pages.get(url.path.removeprefix(EVENT))
        if found is None:
            return 404, {}, {"detail": "Not found."}
        return 200, {"X-Page-Generated": "2026-11-26T10:00:00Z"}, self._page(url.path, url.query, found)

    def _page(self, path: str, query: str, found: list[dict[str, Any]]) -> dict[str, Any]:
        asked = parse_qs(query)
        number = int(asked.get("page", ["1"])[0])
        if path.endswith("orders/") and asked.get("include_canceled_positions") != ["true"]:
            found = [
                {**each, "positions": [one for one in each["positions"] if not one["canceled"]]}
                for each in found
            ]
        more = len(found) > number * self.PAGE
        kept = "include_canceled_positions=true&" if "include_canceled_positions" in asked else ""
        following = f"http://pretix.example{path}?{kept}page={number + 1}" if more else None
        results = found[(number - 1) * self.PAGE : number * self.PAGE]
        return {"count": len(found), "next": following, "previous": None, "results": results}

    def _redeem(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        secret = body["secret"]
        known = [one["secret"] for each in self.orders for one in each["positions"]]
        if secret not in known:
            return 404, {"detail": "Not found.", "status": "error", "reason": "invalid"}
        if secret in self.refuses:
            return 200, {"status": "error", "reason": self.refuses[secret], "reason_explanation": None}
        if body["nonce"] not in self.nonces:
            self.nonces.add(body["nonce"])
            self.redeemed.append(body)
        return 201, {"status": "ok", "require_attention": False, "checkin_texts": []}
