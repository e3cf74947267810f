"""Who comes to the door without an invitation waits as a proposed contact (RF-20), and costs others nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.contacts.models import Candidate, Person
from backend.core.ids import uuid7
from backend.events.models import Event, Guest

Send = Callable[..., Any]
KARIM = {"name": "Karim Haddad", "organisation": "RFI", "host": "Anne Roy"}


def test_a_walk_in_who_is_let_in_is_proposed_once(door: Any, send: Send) -> None:
    person = {**KARIM, "guest_id": str(uuid7())}
    scan = door.scan(walk_in=person)
    send(scan)
    send(scan)
    send(door.scan(guest_id=person["guest_id"], direction="out"))
    send(door.scan(guest_id=person["guest_id"]))
    candidate = Candidate.objects.get()
    assert (candidate.full_name, candidate.organisation, candidate.version) == ("Karim Haddad", "RFI", 1)
    assert candidate.origin_kind == "event_door"
    assert candidate.origin_label == f"{door.event.title}, accueilli par Anne Roy"
    assert candidate.origin_url == f"/evenements/{door.event.pk}?personne={person['guest_id']}"
    assert (candidate.proposed_by, candidate.proposed_by_guest) == ("Borne 1", False)
    assert not Person.objects.exists()


def test_who_is_turned_away_is_not_proposed(door: Any, send: Send) -> None:
    Event.objects.update(capacity=0)
    (result,) = send(door.scan(walk_in={**KARIM, "guest_id": str(uuid7())}))
    assert (result["reason"], Candidate.objects.count()) == ("quota_full", 0)


def test_an_admission_that_is_undone_takes_the_proposal_back(door: Any, send: Send) -> None:
    scan = door.scan(walk_in={**KARIM, "guest_id": str(uuid7())})
    send(scan)
    send(door.scan(undoes=scan["scan_id"]))
    assert not Candidate.objects.exists()


def test_walk_ins_of_one_batch_of_an_evening_alone(door: Any, send: Send) -> None:
    people = [{**KARIM, "name": f"Venu {number}", "guest_id": str(uuid7())} for number in range(3)]
    send(*[door.scan(walk_in=person, shown="admitted", count=1) for person in people])
    assert Candidate.objects.count() == Guest.objects.filter(walk_in=True).count() == 3


@pytest.mark.parametrize("direction", ["in", "out"])
def test_passages_of_who_is_proposed_already_ask_nothing_more(
    door: Any, send: Send, direction: str, django_assert_max_num_queries: Any
) -> None:
    person = {**KARIM, "guest_id": str(uuid7())}
    send(door.scan(walk_in=person))
    with django_assert_max_num_queries(9):
        send(door.scan(guest_id=person["guest_id"], direction=direction))


def test_the_queries_of_a_walk_in(door: Any, send: Send, django_assert_max_num_queries: Any) -> None:
    send(door.scan("warm up"))
    with django_assert_max_num_queries(16):
        send(door.scan(walk_in={**KARIM, "guest_id": str(uuid7())}))
