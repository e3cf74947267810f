"""From the scan leaving the kiosk to the change reaching a board, over real sockets and two web processes."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import websockets

from tests.bench.load import percentile
from tests.bench.servers import web

VIEWERS = 20
SCANS = 120
EVERY = 0.05


async def _view(
    url: str, session: str, audience: str, seen: dict[str, list[float]], ready: asyncio.Event
) -> None:
    headers = {"Cookie": f"sessionid={session}", "Origin": "http://127.0.0.1:8000"}
    async with websockets.connect(url, additional_headers=headers) as link:
        await link.send(json.dumps({"type": "follow", "audience": audience}))
        await link.recv()
        ready.set()
        async for text in link:
            message = json.loads(text)
            if message["type"] == "change":
                seen.setdefault(message["data"]["guest_id"], []).append(time.perf_counter())


async def _measure(port: int, codes: Iterator[str], token: str, session: str, audience: str) -> list[float]:
    seen: dict[str, list[float]] = {}
    ready = [asyncio.Event() for _ in range(VIEWERS)]
    url = f"ws://127.0.0.1:{port}/ws/live"
    viewers = [asyncio.create_task(_view(url, session, audience, seen, event)) for event in ready]
    await asyncio.gather(*(event.wait() for event in ready))
    sent: dict[str, float] = {}
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}
    ) as kiosk:
        for _ in range(SCANS):
            moment = datetime.now(UTC).isoformat()
            scan = {"scan_id": str(uuid4()), "code": next(codes), "at": moment, "gate": "", "direction": "in"}
            started = time.perf_counter()
            answer = await kiosk.post("/api/v1/checkins/scans", json={"sent_at": moment, "scans": [scan]})
            sent[answer.json()["results"][0]["guest"]["id"]] = started
            await asyncio.sleep(EVERY)
    await asyncio.sleep(1.0)
    for viewer in viewers:
        viewer.cancel()
    return [
        (moment - sent[guest]) * 1000
        for guest, moments in seen.items()
        if guest in sent
        for moment in moments
    ]


def measure(
    env: dict[str, str], codes: list[str], token: str, session: str, audience: str
) -> list[dict[str, Any]]:
    with web("backend.config.asgi:application", env) as ours:
        delays = asyncio.run(_measure(ours.port, iter(codes), token, session, audience))
    row = {
        "what": f"scan to board, {VIEWERS} viewers",
        "p50_ms": round(percentile(delays, 0.5), 1),
        "p95_ms": round(percentile(delays, 0.95), 1),
        "count": len(delays),
        "failed": SCANS * VIEWERS - len(delays),
    }
    return [row]
