"""From the scan leaving a kiosk to the change reaching the boards, and another door that asks for the guest."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import websockets

from tests.bench.load import spread
from tests.bench.servers import web

VIEWERS = 200
SCANS = 200
EVERY = 0.1


async def _view(url: str, session: str, audience: str, seen: dict[str, float], ready: asyncio.Event) -> None:
    """When this board heard of each guest first."""
    headers = {"Cookie": f"sessionid={session}", "Origin": "http://127.0.0.1:8000"}
    async with websockets.connect(url, additional_headers=headers) as link:
        await link.send(json.dumps({"type": "follow", "audience": audience}))
        await link.recv()
        ready.set()
        async for text in link:
            message = json.loads(text)
            if message["type"] == "change":
                seen.setdefault(message["data"].get("guest_id"), time.perf_counter())


async def _measure(
    port: int, codes: Iterator[str], token: str, session: str, audience: str
) -> tuple[list[float], list[float]]:
    boards: list[dict[str, float]] = [{} for _ in range(VIEWERS)]
    ready = [asyncio.Event() for _ in range(VIEWERS)]
    url = f"ws://127.0.0.1:{port}/ws/live"
    viewers = [
        asyncio.create_task(_view(url, session, audience, *each)) for each in zip(boards, ready, strict=True)
    ]
    await asyncio.gather(*(event.wait() for event in ready))
    sent: dict[str, float] = {}
    other: list[float] = []
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}
    ) as kiosk:
        for _ in range(SCANS):
            code = next(codes)
            started = time.perf_counter()
            sent[(await _scan(kiosk, code))["guest"]["id"]] = started
            if (await _scan(kiosk, code, "B"))["verdict"] == "already_in":
                other.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(EVERY)
    await asyncio.sleep(1.0)
    for viewer in viewers:
        viewer.cancel()
    heard = [
        (moment - sent[guest]) * 1000 for board in boards for guest, moment in board.items() if guest in sent
    ]
    return heard, other


async def _scan(kiosk: httpx.AsyncClient, code: str, gate: str = "") -> dict[str, Any]:
    moment = datetime.now(UTC).isoformat()
    scan = {"scan_id": str(uuid4()), "code": code, "at": moment, "gate": gate, "direction": "in"}
    answer = await kiosk.post("/api/v1/checkins/scans", json={"sent_at": moment, "scans": [scan]})
    result: dict[str, Any] = answer.json()["results"][0]
    return result


def measure(
    env: dict[str, str], codes: list[str], token: str, session: str, audience: str
) -> list[dict[str, Any]]:
    with web("backend.config.asgi:application", env) as ours:
        delays, other = asyncio.run(_measure(ours.port, iter(codes), token, session, audience))
    return [
        {
            "what": f"scan to board, {VIEWERS} boards",
            "count": len(delays),
            "failed": SCANS * VIEWERS - len(delays),
        }
        | spread(delays),
        {"what": "scan to another door", "count": len(other), "failed": SCANS - len(other)} | spread(other),
    ]
