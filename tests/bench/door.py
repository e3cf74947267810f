"""The door at its worst: an outbox replayed in batches, one guest scanned at twenty doors at once, a long evening.

`race=10000` and `soak=600` (trials, seconds) are the full measures of the aims.
"""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.bench import load
from tests.bench.servers import web

APPLICATION = "backend.config.asgi:application"
BATCH = 200
AT_ONCE = 20
LIMIT_MS = 150
TRIAL_SECONDS = 15
PATH = "/api/v1/checkins/scans"


def _scan(code: str, **fields: Any) -> dict[str, Any]:
    moment = datetime.now(UTC) - timedelta(minutes=30)
    return {"scan_id": str(uuid4()), "code": code, "at": moment.isoformat(), **fields}


def _post(scans: list[dict[str, Any]], token: str) -> bytes:
    body = {"sent_at": datetime.now(UTC).isoformat(), "scans": scans}
    return load.post(PATH, json.dumps(body), f"Bearer {token}")


def replay(env: dict[str, str], codes: list[str], token: str) -> list[dict[str, Any]]:
    """Outboxes of doors that were alone, in batches of 200: each guest in, and out again by another batch."""
    around = itertools.cycle(["in", "out"])
    groups = itertools.cycle([codes[at : at + BATCH] for at in range(0, len(codes) - BATCH + 1, BATCH)])

    def batches() -> Iterator[bytes]:
        for group in groups:
            direction = next(around)
            yield _post(
                [_scan(code, shown="admitted", count=1, direction=direction) for code in group], token
            )

    rows = []
    with web(APPLICATION, env) as ours:
        load.run(ours.port, batches(), clients=2, seconds=2)
        for clients in (1, 8, 32):
            took = load.run(ours.port, batches(), clients=clients, seconds=10)
            rows.append(
                {
                    "what": f"replay in batches of {BATCH}",
                    "clients": clients,
                    "per_second": round(took.rate * BATCH),
                }
                | load.spread(took.latencies)
                | {"count": took.count * BATCH, "failed": took.failed}
            )
    return rows


def race(env: dict[str, str], codes: list[str], token: str, trials: int) -> list[dict[str, Any]]:
    """Twenty scans of one guest at one instant, again and again: one admission each."""
    with web(APPLICATION, env) as ours:
        admissions, latencies = asyncio.run(_race(ours.port, codes[:trials], token))
    return [
        {
            "what": f"{AT_ONCE} scans of one guest at once",
            "clients": AT_ONCE,
            "count": sum(admissions.values()),
            "failed": sum(times for admitted, times in admissions.items() if admitted != 1),
        }
        | load.spread(latencies)
    ]


async def _race(port: int, codes: list[str], token: str) -> tuple[Counter[int], list[float]]:
    """How many trials had how many admissions, and every latency in milliseconds."""
    doors = [await asyncio.open_connection("127.0.0.1", port) for _ in range(AT_ONCE)]
    admissions: Counter[int] = Counter()
    latencies: list[float] = []
    for code in codes:
        answers = await asyncio.gather(*(_ask(door, code, token, latencies) for door in doors))
        admissions[answers.count("admitted")] += 1
    for _, writer in doors:
        writer.close()
    return admissions, latencies


async def _ask(
    door: tuple[asyncio.StreamReader, asyncio.StreamWriter], code: str, token: str, latencies: list[float]
) -> str:
    started = time.perf_counter()
    _, body = await load.exchange(*door, _post([_scan(code)], token))
    latencies.append((time.perf_counter() - started) * 1000)
    return str(json.loads(body)["results"][0]["verdict"])


def soak(env: dict[str, str], codes: list[str], token: str, seconds: float) -> list[dict[str, Any]]:
    """Single scans for SECONDS at the highest rate, in steps of ten a second, that keeps p99 under LIMIT_MS."""

    def scans() -> Iterator[bytes]:
        for direction in itertools.cycle(["in", "out"]):
            for code in codes:
                yield _post([_scan(code, direction=direction)], token)

    asked = scans()
    rows = []
    with web(APPLICATION, env) as ours:
        load.run(ours.port, asked, clients=4, seconds=3)
        good = 0
        for rate in range(80, 400, 10):
            took = load.at_rate(ours.port, asked, rate=rate, seconds=TRIAL_SECONDS)
            if took.failed or took.p99 > LIMIT_MS:
                break
            good = rate
        for rate in range(good, max(good - 30, 0), -10):
            took = load.at_rate(ours.port, asked, rate=rate, seconds=seconds)
            rows.append(
                {"what": f"single scans, as many a second for {seconds:.0f} s", "per_second": rate}
                | load.spread(took.latencies)
                | {"count": took.count, "failed": took.failed}
            )
            if took.p99 <= LIMIT_MS and not took.failed:
                break
    return rows
