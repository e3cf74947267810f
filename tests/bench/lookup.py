"""Look-up over 50,000 generated contacts, through HTTP, as a phone asks while somebody types."""

import itertools
import random
from typing import Any
from urllib.parse import quote

from tests.bench import load
from tests.bench.servers import web

SECONDS = 6.0


def queries(names: list[tuple[str, str]], seed: int = 7) -> list[str]:
    """What people type: beginnings, middles, two words, first names, and what nobody is called."""
    rng = random.Random(seed)
    typed = []
    for given, family in rng.sample(names, 150):
        typed += [family[:2], family[:3], family[:5], family, family[1:5], f"{given[:3]} {family[:4]}"]
        typed += [f"{family} {given}", given, "zzqx"]
    return [text.lower() for text in typed if len(text.strip()) > 1]


def measure(env: dict[str, str], names: list[tuple[str, str]], token: str) -> list[dict[str, Any]]:
    typed = queries(names)
    random.Random(1).shuffle(typed)
    rows = []
    with web("backend.config.asgi:application", env) as ours:
        requests = (
            load.get(f"/api/v1/contacts?limit=20&q={quote(text)}", f"Bearer {token}")
            for text in itertools.cycle(typed)
        )
        load.run(ours.port, requests, clients=2, seconds=2)
        for clients in (1, 8):
            result = load.run(ours.port, requests, clients=clients, seconds=SECONDS)
            rows.append(
                {
                    "what": "look-up, 50,000 contacts",
                    "clients": clients,
                    "per_second": round(result.rate, 1),
                    "p50_ms": round(result.p50, 1),
                    "p95_ms": round(result.p95, 1),
                    "count": result.count,
                    "failed": result.failed,
                }
            )
    return rows
