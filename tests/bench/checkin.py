"""Check-ins a second beside the floor, in interleaved rounds: believe the ratio before the rate."""

import itertools
import json
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import connection

from tests.bench import load
from tests.bench.servers import Web, web

CLIENTS = (1, 8, 32)
ROUNDS = 3
SECONDS = 4.0
FLOOR_TABLES = """
CREATE TABLE floor_token (digest text PRIMARY KEY, device integer);
CREATE TABLE floor_guest (id integer PRIMARY KEY, arrived_at timestamptz);
CREATE TABLE floor_scan (id bigserial PRIMARY KEY, guest integer, at timestamptz, body text);
INSERT INTO floor_token VALUES ('t', 1);
INSERT INTO floor_guest SELECT generate_series(1, 40000);
"""


def _scans(codes: Iterator[str], token: str) -> Iterator[bytes]:
    for code in codes:
        moment = datetime.now(UTC).isoformat()
        scan = {"scan_id": str(uuid4()), "code": code, "at": moment, "gate": "", "direction": "in"}
        yield load.post(
            "/api/v1/checkins/scans", json.dumps({"sent_at": moment, "scans": [scan]}), f"Bearer {token}"
        )


def _floor() -> Iterator[bytes]:
    for guest in itertools.count(1):
        yield load.post("/scan", json.dumps({"guest": guest % 40_000 + 1, "code": "x" * 120}), "t")


def measure(env: dict[str, str], codes: list[str], token: str) -> list[dict[str, Any]]:
    """CODES are tickets of guests who have not arrived; TOKEN is a kiosk's."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_TABLES)
    remaining = iter(codes)
    rows = []
    with (
        web("tests.bench.floor:application", env) as floor,
        web("backend.config.asgi:application", env) as ours,
    ):
        load.run(floor.port, _floor(), clients=4, seconds=1.5)
        load.run(ours.port, _scans(remaining, token), clients=4, seconds=1.5)
        for clients in CLIENTS:
            pairs = [
                (_round(floor, _floor(), clients), _round(ours, _scans(remaining, token), clients))
                for _ in range(ROUNDS)
            ]
            rows += [
                _row("floor", [pair[0] for pair in pairs]),
                _row("check-in", [pair[1] for pair in pairs]),
            ]
            rows[-1]["ratio_p50"] = round(rows[-1]["p50_ms"] / rows[-2]["p50_ms"], 2)
            rows[-1]["ratio_rate"] = round(rows[-2]["per_second"] / rows[-1]["per_second"], 2)
    return rows


def _round(server: Web, requests: Iterator[bytes], clients: int) -> tuple[load.Load, float]:
    before = server.cpu_seconds()
    result = load.run(server.port, requests, clients=clients, seconds=SECONDS)
    return result, (server.cpu_seconds() - before) * 1000 / max(result.count, 1)


def _row(name: str, rounds: list[tuple[load.Load, float]]) -> dict[str, Any]:
    """Medians over the rounds."""
    loads = [result for result, _ in rounds]
    return {
        "what": name,
        "clients": loads[0].clients,
        "per_second": round(statistics.median(result.rate for result in loads), 1),
        "p50_ms": round(statistics.median(result.p50 for result in loads), 1),
        "p95_ms": round(statistics.median(result.p95 for result in loads), 1),
        "p99_ms": round(statistics.median(result.p99 for result in loads), 1),
        "max_ms": round(max(max(result.latencies) for result in loads), 1),
        "cpu_ms": round(statistics.median(cpu for _, cpu in rounds), 2),
        "count": sum(result.count for result in loads),
        "failed": sum(result.failed for result in loads),
    }
