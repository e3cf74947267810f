"""Answers: every transition, and what always holds whatever the order (RF-13)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.actor import task
from backend.core.errors import DomainError, Invalid
from backend.events.changes import standing_of
from backend.events.errors import AlreadyArrived, DeputyCannotDelegate
from backend.events.models import Event, Guest
from backend.events.queries import counts_of
from backend.events.services.adding import NewGuest, add_guests
from backend.events.services.answers import Deputy, answer_invitation
from backend.events.services.events import create_event
from backend.events.services.guests import reissue_ticket, revoke_guest
from backend.events.services.selections import remove_guest
from backend.live.models import Change
from backend.mailings.models import Delivery
from tests.backend.events.conftest import event_values
from tests.conftest import Cast

AUTHOR = task("tests")
Say = Callable[..., Guest]


@pytest.fixture
def say(event: Event) -> Say:
    def answer(guest: Guest, answer: Any, deputy: Deputy | None = None) -> Guest:
        return answer_invitation(AUTHOR, event_id=event.pk, guest_id=guest.pk, answer=answer, deputy=deputy)

    return answer


def letters() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("created_at", "id").values_list("kind", "recipient"))


def test_the_same_answer_again_changes_and_sends_nothing(guest: Guest, say: Say) -> None:
    deputy = Deputy("Paul Petit", "paul@example.org", "Adjoint")
    for answer, given_deputy in (("yes", None), ("represented", deputy), ("no", None)):
        say(guest, answer, given_deputy)
        before = (letters(), Change.objects.count(), Guest.objects.count())
        say(guest, answer, given_deputy)
        assert (letters(), Change.objects.count(), Guest.objects.count()) == before


def test_who_is_written_to(guest: Guest, say: Say) -> None:
    say(guest, "represented", Deputy("Paul Petit", "paul@example.org"))
    say(guest, "yes")
    assert letters() == [
        ("deputy_invited", "paul@example.org"),
        ("answer_confirmed", guest.email),
        ("deputy_released", "paul@example.org"),
        ("answer_confirmed", guest.email),
    ]


def test_without_an_address_nobody_is_written_to(invite: Callable[..., Guest], say: Say) -> None:
    say(invite("Sans adresse", email=""), "represented", Deputy("Paul Petit"))
    assert letters() == []


def test_a_deputy_may_decline_and_the_principal_stays_represented(guest: Guest, say: Say) -> None:
    say(guest, "represented", Deputy("Paul Petit"))
    deputy = Guest.objects.get(represents=guest)
    say(deputy, "no")
    guest.refresh_from_db()
    assert guest.answer == "represented"
    assert counts_of([guest.event_id])[guest.event_id].represented == 1
    with pytest.raises(DeputyCannotDelegate):
        say(deputy, "represented", Deputy("Jean Troisième"))


def test_nobody_is_represented_by_nobody(guest: Guest, say: Say) -> None:
    for deputy in (None, Deputy("  ")):
        with pytest.raises(Invalid):
            say(guest, "represented", deputy)


def test_when_the_deputy_is_there_the_answer_stands(guest: Guest, say: Say) -> None:
    say(guest, "represented", Deputy("Paul Petit"))
    Guest.objects.filter(represents=guest).update(attendance="arrived")
    with pytest.raises(AlreadyArrived):
        say(guest, "yes")


ACTIONS = st.one_of(
    st.sampled_from(["yes", "no", "represented:Paul Petit", "represented:Jeanne Roux", "represented:"]),
    st.sampled_from(["deputy:yes", "deputy:no", "deputy:represented", "former deputy:yes"]),
    st.sampled_from(["revoke", "reissue", "revoke deputy", "remove deputy", "reissue deputy"]),
)


class Story:
    """One guest of an event of their own, and whatever happens to them."""

    def __init__(self, cast: Cast) -> None:
        event = create_event(AUTHOR, owner=cast.editor, values=event_values())
        person = NewGuest("Claire Lefèvre", "claire@example.org")
        self.event, self.user = event, cast.editor
        self.guest = add_guests(AUTHOR, user=cast.editor, event_id=event.pk, persons=[person]).guests[0]
        self.seen_revoked: set[UUID] = set()

    def do(self, action: str) -> None:
        deputies = Guest.objects.filter(represents=self.guest)
        active, former = deputies.filter(revoked_at=None).first(), deputies.exclude(revoked_at=None).last()
        who, _, what = action.partition(":") if "deputy:" in action else ("", "", action)
        target = {"deputy": active, "former deputy": former}.get(who, self.guest)
        if "deputy" in action and not who:
            target = active if action != "reissue deputy" else former
        if target is not None:
            try:
                with transaction.atomic():
                    self._do(target, what)
            except DomainError:
                pass

    def _do(self, target: Guest, what: str) -> None:
        place = {"event_id": self.event.pk, "guest_id": target.pk}
        if what.startswith("revoke"):
            revoke_guest(AUTHOR, **place)
        elif what.startswith("reissue"):
            reissue_ticket(AUTHOR, **place)
        elif what.startswith("remove"):
            remove_guest(AUTHOR, user=self.user, **place)
        else:
            answer, _, name = what.partition(":")
            deputy = Deputy(name or "Jean Troisième") if answer == "represented" else None
            answer_invitation(AUTHOR, **place, answer=answer, deputy=deputy)  # type: ignore[arg-type]

    def check(self) -> None:
        guest = Guest.objects.get(pk=self.guest.pk)
        deputies = list(Guest.objects.filter(represents=guest))
        active = [deputy for deputy in deputies if not deputy.revoked]
        represented = guest.answer == "represented" and not guest.revoked
        assert len(active) == (1 if represented else 0)
        assert not Guest.objects.filter(represents__represents__isnull=False).exists()
        revoked = {deputy.pk for deputy in deputies if deputy.revoked}
        assert revoked.isdisjoint({deputy.pk for deputy in active} & self.seen_revoked)
        self.seen_revoked |= revoked
        counts = counts_of([self.event.pk])[self.event.pk]
        stays_away = counts.no + counts.withdrawn
        assert counts.guests == counts.yes + stays_away + counts.represented + counts.waiting

    def check_changes(self) -> None:
        """Old state and changes give what a fresh look gives."""
        told: dict[str, Any] = {}
        for change in Change.objects.filter(audience=f"event:{self.event.pk}").order_by("cursor"):
            assert told.get(change.data["guest_id"]) == change.data["before"]
            told[change.data["guest_id"]] = change.data["after"]
        fresh = {str(guest.pk): standing_of(guest).model_dump() for guest in self.event.guests.all()}
        assert {key: value for key, value in told.items() if value} == fresh


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(ACTIONS, max_size=10))
def test_whatever_happens_one_deputy_or_none(cast: Cast, actions: list[str]) -> None:
    story = Story(cast)
    for action in actions:
        story.do(action)
        story.check()
    story.check_changes()
