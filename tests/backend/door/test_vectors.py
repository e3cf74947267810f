"""The rules of the door by their shared vectors (CARD-3): the kiosk and the PWA run the same files."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from backend import door
from backend.door.clock import Reading, happened_at, skew
from backend.door.presence import Passage, Standing, contradictions, fold
from backend.door.verdict import GateFacts, GuestFacts, judge

VECTORS = Path(door.__file__).parent / "vectors"


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in load(name)["cases"]]


@pytest.mark.parametrize("case", cases("verdicts"))
def test_verdicts(case: dict[str, Any]) -> None:
    usual = load("verdicts")["defaults"]
    facts = case.get("guest", {})
    gate = usual["gate"] | case.get("gate", {})
    verdict = judge(
        None if facts is None else GuestFacts(**usual["guest"] | facts),
        gate=GateFacts(**gate | {"categories": frozenset(gate["categories"])}),
        **usual["scan"] | case.get("scan", {}),
    )
    assert [verdict.name, verdict.reason, verdict.count] == case["verdict"]


@pytest.mark.parametrize("case", cases("presence"))
def test_presence_whatever_the_order(case: dict[str, Any]) -> None:
    usual = load("presence")["defaults"]
    standing = Standing(**usual["standing"] | case.get("standing", {}))
    passages = [Passage(**usual["passage"] | each) for each in case["passages"]]
    wanted = case["presence"]
    for order in permutations(passages):
        presence = fold(order, standing.party)
        first = presence.first.scan_id if presence.first else None
        assert (presence.inside, presence.came) == (wanted["inside"], wanted["came"])
        assert (presence.attendance, first) == (wanted["attendance"], wanted["first"])
        found = sorted([each.kind, each.scan_id, each.other] for each in contradictions(order, standing))
        assert found == case["contradictions"]


@pytest.mark.parametrize("case", cases("clock"))
def test_clock(case: dict[str, Any]) -> None:
    sent = Reading(**case["sent"])
    assert happened_at(Reading(**case["scan"]), sent=sent, received=case["received"]) == case["happened_at"]
    assert skew(sent, case["received"]) == case["skew"]
