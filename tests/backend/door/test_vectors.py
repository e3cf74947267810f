"""The rules of the door by their shared vectors (CARD-3): the kiosk and the PWA run the same files."""

import json
from base64 import b64decode
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from backend import door
from backend.door.box import KeyUnknown, key_id, open_box, seal_to
from backend.door.clock import Reading, happened_at, skew
from backend.door.presence import Passage, Standing, contradictions, fold
from backend.door.roster import open_index, pack_row, seal_index, unpack_row
from backend.door.seal import SealBroken, evening_key, row_tag, seal, ticket_key, unseal
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


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in load("seal")["rows"]])
def test_rows_are_sealed_alike_everywhere(case: dict[str, Any]) -> None:
    salt, tag = _bytes(load("seal")["salt"]), _bytes(case["tag"])
    assert row_tag(salt, _bytes(case["ticket_id"])) == tag
    key = ticket_key(salt, case["code"])
    assert key == _bytes(case["key"])
    assert pack_row(case["row"]).decode() == case["packed"]
    sealed = seal(key, tag, case["packed"].encode(), _nonce=_bytes(case["nonce"]))
    assert sealed == _bytes(case["sealed"])
    assert unpack_row(unseal(key, tag, sealed)) == case["row"]
    with pytest.raises(SealBroken):
        unseal(key, bytes(16), sealed)


def test_an_index_opens_alike_everywhere() -> None:
    case, salt = load("seal")["index"], _bytes(load("seal")["salt"])
    key = evening_key(salt, _bytes(case["secret"]))
    assert key == _bytes(case["key"])
    assert open_index(key, _bytes(case["sealed"])) == case["entries"]
    assert open_index(key, seal_index(key, case["entries"])) == case["entries"]
    with pytest.raises(SealBroken):
        open_index(bytes(32), _bytes(case["sealed"]))


@pytest.mark.parametrize("case", cases("box"))
def test_box(case: dict[str, Any]) -> None:
    usual = load("box")
    server, sender = (
        X25519PrivateKey.from_private_bytes(b64decode(usual[f"{who}_seed"])) for who in ("server", "sender")
    )
    public, about, text = b64decode(usual["server_public"]), b64decode(case["about"]), case["text"].encode()
    assert seal_to(public, about, text, _sender=sender) == b64decode(case["box"])
    keys = {key_id(public): server}
    assert open_box(keys, about, b64decode(case["box"])) == open_box(
        keys, about, seal_to(public, about, text)
    )
    with pytest.raises(KeyUnknown):
        open_box({}, about, b64decode(case["box"]))


@given(text=st.binary(max_size=400), place=st.integers(0, 200), flip=st.integers(1, 255))
def test_a_box_opens_whole_or_not_at_all(text: bytes, place: int, flip: int) -> None:
    server = X25519PrivateKey.generate()
    public = server.public_key().public_bytes_raw()
    keys, box = {key_id(public): server}, seal_to(public, b"a scan", text)
    assert open_box(keys, b"a scan", box) == text
    assert (len(box) - 37 - 16) % 128 == 0
    altered = bytearray(box)
    altered[place % len(box)] ^= flip
    for about, what in ((b"a scan", bytes(altered)), (b"another", box), (b"a scan", box[: place % len(box)])):
        with pytest.raises(SealBroken):
            open_box(keys, about, what)
