"""From the scan of a guest to be greeted to the push service of the host's devices, by the worker (aim: 3 s)."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.bench.load import spread
from tests.bench.servers import ROOT, web
from tests.notifications.push_service import PushService, running

SCANS = 40
DEVICES = 3
PATIENCE = 15.0  # seconds


@contextlib.contextmanager
def _worker(env: dict[str, str]) -> Iterator[None]:
    """The queue as in production; ready once it has given a sign of life."""
    from backend.core.models import Heartbeat

    Heartbeat.objects.all().delete()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while not Heartbeat.objects.exists():
            assert time.monotonic() < until, "the worker gives no sign of life"
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _codes(audience: str, service: PushService) -> list[str]:
    """Tickets of guests to be greeted, whose host has DEVICES."""
    from backend.accounts.models import User
    from backend.events.models import Event, Guest
    from backend.events.tickets import ticket_code
    from notifications.models import PushSubscription
    from notifications.push.keys import public_key

    host, event = User.objects.get(username="bench"), Event.objects.get(pk=audience.partition(":")[2])
    for _ in range(DEVICES):
        device = service.subscribe()
        PushSubscription.objects.create(
            user=host, endpoint=device.endpoint, server_key=public_key(), **device.as_json()["keys"]
        )
    guests = [
        Guest(event=event, name=f"Invité à saluer {number}", answer="yes", attention=True, added_by=host)
        for number in range(SCANS)
    ]
    return [ticket_code(guest) for guest in Guest.objects.bulk_create(guests)]


def measure(env: dict[str, str], token: str, audience: str) -> list[dict[str, Any]]:
    delays: list[float] = []
    with running() as service:
        allowed = {**env, "ENTREGENT_PUSH_ALLOW_HOSTS": "127.0.0.1"}
        codes = _codes(audience, service)
        with web("backend.config.asgi:application", allowed) as ours, _worker(allowed):
            kiosk = httpx.Client(
                base_url=f"http://127.0.0.1:{ours.port}", headers={"Authorization": f"Bearer {token}"}
            )
            for number, code in enumerate(codes, 1):
                moment = datetime.now(UTC).isoformat()
                scan = {"scan_id": str(uuid4()), "code": code, "at": moment, "gate": "", "direction": "in"}
                started = time.perf_counter()
                kiosk.post(
                    "/api/v1/checkins/scans", json={"sent_at": moment, "scans": [scan]}
                ).raise_for_status()
                while len(service.received) < number * DEVICES and time.perf_counter() < started + PATIENCE:
                    time.sleep(0.005)
                delays += [(each.at - started) * 1000 for each in service.received[len(delays) :]]
            kiosk.close()
    return [
        {
            "what": f"scan to push, {DEVICES} devices",
            "count": len(delays),
            "failed": SCANS * DEVICES - len(delays),
        }
        | spread(delays)
    ]
