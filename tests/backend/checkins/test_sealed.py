"""What a kiosk kept sealed reaches the server as if it had been sent in clear (CARD-3): the same facts."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from backend.checkins.models import Scan
from backend.checkins.sealing import seal_key
from backend.core.clock import now
from backend.core.ids import uuid7
from backend.door.box import seal_to
from backend.events.models import Guest
from backend.events.tickets import ticket_code

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
PERSONAL = ("code", "guest_id", "walk_in", "reason", "override")


def sealed(scan: dict[str, Any], *, key: str = "", about: str = "") -> dict[str, Any]:
    """SCAN as a kiosk keeps it; ABOUT: as if it had been sealed for another scan."""
    personal = {name: scan[name] for name in PERSONAL if name in scan}
    box = seal_to(
        base64.b64decode(key or seal_key()),
        UUID(about or scan["scan_id"]).bytes,
        json.dumps(personal, ensure_ascii=False).encode(),
    )
    facts = {name: value for name, value in scan.items() if name not in PERSONAL}
    return {**facts, "sealed": base64.b64encode(box).decode()}


def test_a_kiosk_is_given_the_key_when_it_is_paired_and_with_its_roster(
    api: Callable[..., Any], door: Any
) -> None:
    for path in ("/devices/me", "/checkins/roster"):
        assert api(token=door.token).get(path).json()["seal_key"] == seal_key()


def test_a_sealed_scan_is_the_fact_that_it_was(door: Any, send: Send) -> None:
    guest = door.guest()
    scan = door.scan(ticket_code(guest), shown="admitted", count=1, override="Invité du directeur")
    (first,) = send(sealed(scan))
    (again,) = send(scan)
    (changed,) = send(sealed(scan | {"override": "Autre"}))
    assert (first["guest"]["name"], first["verdict"], first["replayed"]) == (
        guest.name,
        "admitted",
        False,
    )
    assert again["replayed"] is True
    assert changed["problem"] == "scan_id_reused"
    assert Scan.objects.get().override_reason == "Invité du directeur"


def test_a_sealed_walk_in_is_added(door: Any, send: Send) -> None:
    walk_in = {"guest_id": str(uuid7()), "name": "Perceval Œil", "organisation": "Radio", "host": "Zoé"}
    send(sealed(door.scan(shown="admitted", walk_in=walk_in)))
    assert Guest.objects.get(pk=walk_in["guest_id"]).name == "Perceval Œil"


@pytest.mark.parametrize("how", ["another scan's", "another key", "altered", "no Base64", "nobody in it"])
def test_a_seal_that_does_not_open_stops_no_other(door: Any, send: Send, how: str) -> None:
    """The kiosk keeps it: nothing is stored, nothing is lost, and the batch goes on."""
    guest = door.guest()
    scan, other = (door.scan(ticket_code(guest), shown="admitted", count=1) for _ in range(2))
    stranger = base64.b64encode(X25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    bad = {
        "another scan's": lambda: sealed(scan, about=other["scan_id"]),
        "another key": lambda: sealed(scan, key=stranger),
        "altered": lambda: sealed(scan) | {"sealed": sealed(scan)["sealed"][:-8] + "AAAAAAA="},
        "no Base64": lambda: sealed(scan) | {"sealed": "é!"},
        "nobody in it": lambda: sealed({**scan, "code": None}),
    }[how]()
    results = send(bad, sealed(other))
    assert [each["problem"] for each in results] == ["seal_broken", None]
    assert [str(row.scan_id) for row in Scan.objects.all()] == [other["scan_id"]]
    assert send(sealed(scan))[0]["problem"] is None  # the right one is taken later


def test_sealed_and_in_clear_at_once_is_refused(door: Any, send: Send) -> None:
    scan = door.scan(ticket_code(door.guest()), shown="admitted")
    assert send({**sealed(scan), "code": scan["code"]}).status_code == 422


def test_what_was_sealed_before_the_keys_changed_still_opens(door: Any, send: Send, settings: Any) -> None:
    scans = [door.scan(ticket_code(door.guest()), shown="admitted", count=1) for _ in range(4)]
    derived = sealed(scans[0])
    first, second = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    settings.SEAL_KEYS = first
    listed = sealed(scans[1])
    settings.SEAL_KEYS = f"{first},{second}"
    newest = sealed(scans[2])
    old, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 60
    settings.SECRET_KEY_FALLBACKS = [old]
    assert [each["problem"] for each in send(derived, listed, newest, sealed(scans[3]))] == [None] * 4
    settings.SECRET_KEY_FALLBACKS, settings.SEAL_KEYS = [], second
    assert send(listed)[0]["problem"] == "seal_broken"


def test_a_key_that_is_none_stops_the_server(settings: Any) -> None:
    settings.SEAL_KEYS = "1:abc"
    with pytest.raises(ImproperlyConfigured, match="ENTREGENT_SEAL_KEYS"):
        seal_key()


class Abandoned(Exception):
    """Ends a try, and takes back what it wrote."""


steps = st.tuples(
    st.sampled_from(["ticket", "name", "walk_in", "stranger"]),
    st.sampled_from(["admitted", "attention", "refused", "already_in"]),
    st.sampled_from(["in", "in", "out"]),
    st.integers(1, 3),
    st.booleans(),
)


@examples(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(evening=st.lists(steps, min_size=1, max_size=8))
def test_an_evening_sealed_is_the_evening(door: Any, send: Send, evening: list[Any]) -> None:
    states = []
    for form in (lambda scan: scan, sealed):
        try:
            with transaction.atomic():
                states.append(_lived(door, send, evening, form))
                raise Abandoned
        except Abandoned:
            pass
    assert states[0] == states[1]


def _lived(door: Any, send: Send, evening: list[Any], form: Callable[[Any], Any]) -> Any:
    guests = [door.guest("Seule"), door.guest("Un groupe", party=3), door.guest("Retirée", revoked_at=now())]
    begin, scans = now() - timedelta(hours=2), []
    for number, (kind, shown, direction, count, undone) in enumerate(evening):
        guest, at = guests[number % 3], (begin + timedelta(minutes=number)).isoformat()
        scan_id = UUID(int=number, version=4)
        ways: dict[str, dict[str, Any]] = {
            "ticket": {"code": ticket_code(guest)},
            "name": {"guest_id": str(guest.pk)},
            "walk_in": {"walk_in": {"guest_id": str(UUID(int=99 + number, version=4)), "name": "Venue"}},
            "stranger": {"code": "G000"},
        }
        fact = {"shown": shown, "direction": direction, "count": count, "at": at, "override": "Vu"}
        scans.append(form(door.scan(scan_id=scan_id, **ways[kind], **fact)))
        if undone:
            later = UUID(int=999 + number, version=4)
            scans.append(door.scan(scan_id=later, undoes=str(scan_id), at=at))
    results = [(each["verdict"], each["count"], each["conflicts"], each["problem"]) for each in send(*scans)]
    people = sorted(Guest.objects.values_list("name", "attendance", "inside", "came"))
    kept = sorted(
        (str(row.scan_id), row.verdict, row.reason, row.override_reason, row.let_in, bool(row.guest_id))
        for row in Scan.objects.all()
    )
    return results, people, kept
