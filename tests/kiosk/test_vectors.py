"""The kiosk judges by the rules that all doors share: it runs their vectors through its own roster and outbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend import door
from kiosk.alone import Judge
from kiosk.store import Store
from kiosk.wire import Identity, RosterPage
from tests.kiosk.fake_server import EVENT_ID, FakeServer, Guest

VECTORS = json.loads((Path(door.__file__).parent / "vectors" / "verdicts.json").read_text())
ELSEWHERE = {"another event", "nobody has this ticket", "an older issue", "the device has no business here"}
"""Said by the ticket itself or by the server: tests of their own in test_alone."""


def usable(case: dict[str, Any]) -> bool:
    facts, gate = case.get("guest", {}), case.get("gate", {})
    scan = case.get("scan", {})
    return (
        facts is not None
        and facts.get("right_event", True)
        and facts.get("issue", 1) == scan.get("issue", 1)
        and gate.get("device_allowed", True)
        and case["name"] not in ELSEWHERE
    )


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["name"]) for case in VECTORS["cases"] if usable(case)]
)
def test_verdicts(
    case: dict[str, Any], store: Store, identity: Identity, fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = VECTORS["defaults"]["guest"] | case.get("guest", {})
    gate = VECTORS["defaults"]["gate"] | case.get("gate", {})
    scan = VECTORS["defaults"]["scan"] | case.get("scan", {})
    guest = Guest(
        "Zoé",
        "",
        category=facts["category"],
        answer=facts["answer"],
        attention=facts["attention"],
        revoked=facts["revoked"],
        party=facts["party"],
        inside=facts["inside"],
    )
    fake.guests = [guest]
    page = fake._page([guest], since="1")
    room = gate["room_left"]
    page["server_time"] = 0
    page["event"] |= {
        "id": EVENT_ID,
        "cancelled": facts["event_cancelled"],
        "inside": 0,
        "capacity": room,
        "gates": [
            {"name": "Porte A", **{name: gate[name] for name in ("categories", "opens_at", "closes_at")}}
        ],
    }
    store.roster.page(RosterPage.model_validate(page), asked_at=1)
    monkeypatch.setattr("kiosk.alone.wall_ms", lambda: scan["at"])
    made = Judge(store.roster, store.outbox).ticket(
        identity, guest.ticket, direction=scan["direction"], count=scan["count"]
    )
    assert [made.alone.verdict, made.alone.reason, made.alone.count] == case["verdict"]
