"""Duplicates over the base (RF-7), 50,000 contacts: candidates while a new one is typed, and a whole run."""

import itertools
import json
import os
import random
import subprocess
import sys
from typing import Any

from tests.bench import load
from tests.bench.servers import web

SECONDS = 6.0
_RUN = """
import json, resource, sys, time
import django
django.setup()
from backend.contacts.duplicates.runs import seek, start_run
from backend.contacts.models import DuplicateRun
from backend.core.actor import task
started, used = time.perf_counter(), time.process_time()
run = start_run(task("bench"), kind="person", whole=True, queue=False)
seek(run.pk)
run = DuplicateRun.objects.get(pk=run.pk)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"records": run.records, "pairs": run.found, "groups": run.clusters,
    "seconds": round(time.perf_counter() - started, 1), "cpu": round(time.process_time() - used, 1),
    "megabytes": peak // 1024}))
"""


def measure(env: dict[str, str], names: list[tuple[str, str]], token: str) -> list[dict[str, Any]]:
    return [*_while_typing(env, names, token), _whole_run(env)]


def drafts(names: list[tuple[str, str]], seed: int = 3) -> list[dict[str, Any]]:
    """What the form sends: the family name as it grows, then the given name, then a mailbox or a number."""
    dice = random.Random(seed)
    typed: list[dict[str, Any]] = []
    for given, family in dice.sample(names, 120):
        typed += [{"family_name": family[:4]}, {"family_name": family}]
        typed += [
            {"family_name": family, "given_name": given[:3]},
            {"family_name": family, "given_name": given},
        ]
        known = {"family_name": family, "given_name": given}
        typed += [{**known, "phones": [f"06399{dice.randrange(100_000):05}"]}]
        typed += [{**known, "emails": [f"{given}.{family}@example.org".lower().replace(" ", "")]}]
    return [draft for draft in typed if len(draft["family_name"]) > 1]


def _while_typing(env: dict[str, str], names: list[tuple[str, str]], token: str) -> list[dict[str, Any]]:
    bodies = [json.dumps(draft) for draft in drafts(names)]
    rows = []
    with web("backend.config.asgi:application", env) as ours:
        requests = (
            load.post("/api/v1/duplicates/candidates", body, f"Bearer {token}")
            for body in itertools.cycle(bodies)
        )
        load.run(ours.port, requests, clients=2, seconds=2)
        for clients in (1, 4):
            found = load.run(ours.port, requests, clients=clients, seconds=SECONDS)
            rows.append({
                "measure": "candidates while typing, 50,000", "clients": clients, "count": found.count,
                "failed": found.failed, "p50": round(found.p50, 1), "p95": round(found.p95, 1),
            })  # fmt: skip
    return rows


def _whole_run(env: dict[str, str]) -> dict[str, Any]:
    """In a process of its own, as in the worker: its time and its peak of memory."""
    ran = subprocess.run(
        [sys.executable, "-c", _RUN], env={**os.environ, **env}, stdout=subprocess.PIPE, check=True
    )
    return {"measure": "a run over the base", **json.loads(ran.stdout.splitlines()[-1])}
