"""How many invitations officers and categories have (RF-13): beyond, guests wait for a place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.clock import now
from backend.events.models import Event, Guest, Quota
from backend.events.quotas import Holder, given_out
from backend.events.services.adding import NewGuest, add_guests
from backend.events.services.events import create_event
from backend.events.services.invitations import invite_guests
from tests.backend.events.conftest import event_values
from tests.backend.events.test_answers_at_once import at_once
from tests.conftest import Cast


@pytest.fixture
def add(event: Event) -> Callable[..., list[UUID]]:
    def put(user: Any, *names: str, category: str = "") -> list[UUID]:
        persons = [NewGuest(name, f"{name.lower()}@example.org") for name in names]
        return add_guests(user.actor, user=user, event_id=event.pk, persons=persons, category=category).ids

    return put


def test_beyond_their_quota_guests_wait_for_a_place(
    api: Callable[..., Any], cast: Cast, event: Event, add: Callable[..., list[UUID]]
) -> None:
    editor, path = api(cast.editor), f"/events/{event.pk}"
    quotas = [{"user_id": str(cast.colleague.pk), "places": 2}, {"category": "Presse", "places": 2}]
    assert editor.post(path + "/quotas", {"quotas": quotas}).status_code == 200
    first, second, third = add(cast.colleague, "Anne", "Bruno", "Chloé")
    press = add(cast.editor, "Denis", "Elsa", "Farid", category="Presse")
    shown = {
        (each["user"] or {}).get("name", each["category"]): (each["used"], each["waiting"])
        for each in editor.get(path + "/quotas").json()
    }
    assert shown == {"Colleague Essai": (2, 1), "Presse": (2, 1)}
    queued, skipped = invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=None)
    assert queued == 4
    assert {each.guest_id for each in skipped} == {third, press[2]}
    assert skipped[0].reason == "En attente de place\u202f: le quota est atteint."
    Guest.objects.filter(pk=first).update(answer="no")
    assert invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=[third])[0] == 1
    Quota.objects.update(places=0)
    Guest.objects.filter(pk=second).update(invitation="sent")
    assert invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=[second])[0] == 1


def test_who_manages_the_event_sets_quotas(
    api: Callable[..., Any], cast: Cast, event: Event, django_assert_num_queries: Any
) -> None:
    path = f"/events/{event.pk}/quotas"
    body = {"quotas": [{"category": "Presse", "places": 3}]}
    assert api(cast.colleague).post(path, body).json()["code"] == "not_your_event"
    assert api(cast.admin).post(path, body).json()[0]["places"] == 3
    editor = api(cast.editor)
    for wrong in (
        [{"places": 3}],
        [{"category": "Presse", "places": 1}, {"category": "Presse", "places": 2}],
        [{"user_id": str(cast.outsider.pk), "places": 1}],
        [{"category": "Presse", "places": -1}],
    ):
        assert editor.post(path, {"quotas": wrong}).status_code == 422
    several = [{"user_id": str(user.pk), "places": 9} for user in (cast.admin, cast.editor, cast.colleague)]
    assert len(editor.post(path, {"quotas": several}).json()) == 3
    assert Quota.objects.count() == 3
    with django_assert_num_queries(7):  # sign-in and rights 4, event, quotas with officers, guests
        editor.get(path)
    assert editor.post(path, {"quotas": []}).json() == []


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["", "A", "B"]), st.booleans()), max_size=12),
    st.lists(st.tuples(st.integers(-1, 2), st.sampled_from(["", "A"]), st.integers(0, 4)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_places_follow_from_the_list_whatever_its_order(guests: Any, quotas: Any, random: Any) -> None:
    officers = [UUID(int=number) for number in range(3)]
    holders = [
        Holder(UUID(int=100 + place), officers[officer], category, invited)
        for place, (officer, category, invited) in enumerate(guests)
    ]
    made = [
        Quota(user_id=None if officer < 0 else officers[officer], category=category, places=places)
        for officer, category, places in quotas
    ]
    shuffled = [*holders]
    random.shuffle(shuffled)
    places = given_out(made, holders)
    assert places == given_out(made, shuffled)
    invited = {holder.id for holder in holders if holder.invited}
    assert not places.waiting & invited
    for quota in made:
        mine = [
            h for h in holders if quota.user_id in (None, h.officer) and quota.category in ("", h.category)
        ]
        assert places.used[quota.pk] <= max(quota.places, len([h for h in mine if h.invited]))


@pytest.mark.django_db(transaction=True)
def test_who_invites_at_once_does_not_pass_the_quota(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.mailings.services.async_task", lambda *_: None)
    start = now() + timedelta(days=1)
    values = event_values(starts_at=start, ends_at=start + timedelta(hours=1))
    event = create_event(cast.editor.actor, owner=cast.editor, values=values)
    Quota.objects.create(event=event, user=cast.editor, places=3)
    persons = [NewGuest(f"Invité {number}", f"g{number}@example.org") for number in range(10)]
    ids = add_guests(cast.editor.actor, user=cast.editor, event_id=event.pk, persons=persons).ids

    def invite(wanted: list[UUID]) -> Callable[[], object]:
        return lambda: invite_guests(cast.editor.actor, event_id=event.pk, guest_ids=wanted)

    assert at_once([invite(ids), invite(ids[::2]), invite(ids[1::2])]) == []
    assert Guest.objects.filter(invitation="queued").count() == 3
