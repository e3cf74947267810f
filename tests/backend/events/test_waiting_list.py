"""Places, the waiting list, and offers to one person at a time (RF-13)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.contacts.models import Candidate
from backend.core.actor import task
from backend.core.clock import now
from backend.core.errors import DomainError, Invalid
from backend.events.changes import standing_of
from backend.events.errors import NoPlaceLeft
from backend.events.guest_links import holds_ticket
from backend.events.models import Event, Guest, Offer
from backend.events.queries import counts_of
from backend.events.services.adding import NewGuest, add_guests
from backend.events.services.answers import Deputy, answer_invitation
from backend.events.services.companions import Companion, Party
from backend.events.services.events import change_event, create_event
from backend.events.services.guests import change_guest, reissue_ticket, revoke_guest
from backend.events.services.offers import sweep_offers
from backend.events.services.places import places_taken
from backend.events.services.selections import remove_guest
from backend.live.models import Change
from backend.mailings.models import Delivery
from tests.backend.events.conftest import Page, event_values
from tests.conftest import Cast

AUTHOR = task("tests")


def say(guest: Guest, answer: Any, *named: str, unnamed: int = 0, deputy: str = "") -> str:
    party = Party(tuple(Companion(name) for name in named), unnamed) if named or unnamed else None
    place: Any = {"event_id": guest.event_id, "guest_id": guest.pk}
    sent = Deputy(deputy) if deputy else None
    return answer_invitation(AUTHOR, **place, answer=answer, deputy=sent, party=party).answer


def answer_of(guest: Guest) -> str:
    return Guest.objects.get(pk=guest.pk).answer


@pytest.fixture
def guests(event: Event, invite: Callable[..., Guest]) -> list[Guest]:
    """Five guests of an event with two places."""
    Event.objects.update(places=2, companions_allowed=2)
    return [invite(f"Invité {number}") for number in range(5)]


def pending() -> list[Guest]:
    return [each.guest for each in Offer.objects.filter(state="pending").order_by("created_at")]


def test_who_comes_too_late_waits(guests: list[Guest]) -> None:
    assert [say(guest, "yes") for guest in guests] == ["yes", "yes", *["waitlisted"] * 3]
    counts = counts_of([guests[0].event_id])[guests[0].event_id]
    assert (counts.yes, counts.waitlisted, counts.coming, counts.guests) == (2, 3, 2, 5)
    assert say(guests[3], "yes") == "waitlisted"
    assert Delivery.objects.filter(kind="answer_confirmed").count() == 5
    assert sweep_offers() == 0


def test_a_free_place_is_offered_to_the_first_in_line(guests: list[Guest]) -> None:
    for guest in guests:
        say(guest, "yes")
    assert say(guests[0], "no") == "withdrawn"
    assert (sweep_offers(), sweep_offers()) == (1, 0)
    assert pending() == [guests[2]]
    assert Delivery.objects.filter(kind="place_offered", recipient=guests[2].email).count() == 1
    assert say(guests[0], "yes") == "waitlisted"  # who comes back does not overtake
    assert say(guests[2], "yes") == "yes"
    assert Offer.objects.get().state == "accepted"
    assert sweep_offers() == 0


def test_an_offer_that_is_declined_or_passes_goes_to_the_next(guests: list[Guest]) -> None:
    for guest in guests:
        say(guest, "yes")
    say(guests[0], "no")
    sweep_offers()
    assert say(guests[2], "no") == "no"
    sweep_offers()
    assert pending() == [guests[3]]
    Offer.objects.update(expires_at=now())
    assert sweep_offers() == 1
    assert pending() == [guests[4]]
    assert Delivery.objects.filter(kind="offer_expired", recipient=guests[3].email).count() == 1
    say(guests[4], "no")
    assert sweep_offers() == 0  # who let an offer pass is not asked for ever
    assert say(guests[3], "yes") == "yes"  # but nobody else waits


def test_an_offer_that_passed_gives_no_place_before_the_sweep(guests: list[Guest]) -> None:
    for guest in guests[:4]:
        say(guest, "yes")
    say(guests[0], "no")
    sweep_offers()
    Offer.objects.update(expires_at=now())
    assert say(guests[2], "yes") == "waitlisted"
    sweep_offers()
    assert pending() == [guests[2]]  # still first: nobody overtook


def test_what_else_frees_a_place(cast: Cast, event: Event, guests: list[Guest]) -> None:
    for guest in guests:
        say(guest, "yes")
    revoke_guest(AUTHOR, event_id=event.pk, guest_id=guests[0].pk)
    sweep_offers()
    remove_guest(AUTHOR, user=None, event_id=event.pk, guest_id=guests[1].pk)
    sweep_offers()
    change_event(AUTHOR, event_id=event.pk, version=Event.objects.get().version, values={"places": 3})
    sweep_offers()
    assert pending() == guests[2:]
    back = reissue_ticket(AUTHOR, event_id=event.pk, guest_id=guests[0].pk)
    assert back.answer == "waitlisted"


def test_companions_and_deputies_take_places(guests: list[Guest]) -> None:
    assert say(guests[0], "yes", "Léa Roux", unnamed=1) == "waitlisted"
    waiting = Guest.objects.get(companion_of=guests[0])
    assert (waiting.answer, Delivery.objects.filter(kind="companion_invited").exists()) == (
        "waitlisted",
        False,
    )
    assert say(guests[1], "yes") == "waitlisted"
    assert say(guests[0], "yes", "Léa Roux") == "yes"
    assert answer_of(waiting) == "yes"
    with pytest.raises(NoPlaceLeft):
        say(guests[0], "yes", "Léa Roux", "Marc Roux")
    assert say(guests[0], "represented", deputy="Paul Petit") == "represented"
    assert Guest.objects.get(represents=guests[0]).answer == "yes"
    sweep_offers()
    assert pending() == [guests[1]]
    say(guests[2], "represented", deputy="Zoé Blanc")
    assert Guest.objects.get(represents=guests[2]).answer == "waitlisted"


def test_an_offer_is_for_the_whole_party(guests: list[Guest]) -> None:
    for guest in guests[:2]:
        say(guest, "yes")
    say(guests[2], "yes", "Léa Roux")
    say(guests[3], "yes")
    say(guests[0], "no")
    assert sweep_offers() == 0  # one place is not two, and nobody overtakes
    say(guests[1], "no")
    sweep_offers()
    assert [(each.guest, each.places) for each in Offer.objects.all()] == [(guests[2], 2)]
    with pytest.raises(Invalid):
        say(guests[2], "yes", "Léa Roux", "Marc Roux", unnamed=1)
    assert say(guests[2], "yes") == "yes"
    assert Guest.objects.get(companion_of=guests[2]).answer == "yes"


def test_a_full_category_holds_up_nobody_else(cast: Cast, event: Event, guests: list[Guest]) -> None:
    Event.objects.update(places=4, places_by_category={"Presse": 1})
    Guest.objects.filter(pk__in=[guest.pk for guest in guests[:2]]).update(category="Presse")
    assert [say(guest, "yes") for guest in guests[:3]] == ["yes", "waitlisted", "yes"]
    with pytest.raises(Invalid):
        change_guest(AUTHOR, event_id=event.pk, guest_id=guests[2].pk, values={"category": "Presse"})
    for values in ({"places": 1}, {"places_by_category": {"Presse": 0}}):
        with pytest.raises(Invalid):
            change_event(AUTHOR, event_id=event.pk, version=1, values=values)


def test_the_page_says_how_it_stands(guests: list[Guest], page: Callable[[Guest], Page]) -> None:
    def html(guest: Guest) -> str:
        return str(page(guest).get().content.decode())

    assert ">Je viendrai<" in html(guests[2])
    for guest in guests[:2]:
        say(guest, "yes")
    assert "M’inscrire sur la liste d’attente" in html(guests[2])
    assert page(guests[2]).answer("yes").status_code == 303
    assert "Vous êtes sur la liste d’attente" in html(guests[2])
    assert "Quitter la liste d’attente" in html(guests[2])
    refused = page(guests[0]).answer("yes", bringing="1", companion_name_1="Léa Roux")
    assert (refused.status_code, "assez de places" in refused.content.decode()) == (409, True)
    say(guests[0], "no")
    sweep_offers()
    assert "Une place s’est libérée pour vous" in html(guests[2])
    assert "Prendre cette place" in html(guests[2])
    before = Offer.objects.values().get()
    html(guests[2])
    assert Offer.objects.values().get() == before
    Offer.objects.update(expires_at=now())
    sweep_offers()
    assert "La place n’est plus réservée" in html(guests[2])
    assert page(guests[2]).answer("yes").status_code == 303
    assert "Vous viendrez" in html(guests[2])


def test_what_the_letters_say(postbox: Any, guests: list[Guest]) -> None:
    from backend.events.letters.wording import wording_for

    for guest in guests[:3]:
        say(guest, "yes")
    waiting = Guest.objects.select_related("event").get(pk=guests[2].pk)
    waits = wording_for("answer_confirmed", waiting, {})
    assert waits is not None
    assert "Liste d’attente" in waits.subject
    assert not waits.with_ticket
    say(guests[0], "no")
    sweep_offers()
    offered = wording_for("place_offered", waiting, {})
    assert offered is not None
    assert "réservée jusqu’au" in offered.paragraphs[0]
    Offer.objects.update(expires_at=now())
    assert wording_for("place_offered", waiting, {}) is None


def test_the_api_tells(api: Callable[..., Any], cast: Cast, event: Event, guests: list[Guest]) -> None:
    editor = api(cast.editor)
    for guest in guests[:3]:
        say(guest, "yes")
    said = editor.post(f"/events/{event.pk}/guests/{guests[3].pk}/answer", {"answer": "yes"}).json()
    assert (said["answer"], said["offer_until"]) == ("waitlisted", None)
    say(guests[0], "no")
    sweep_offers()
    waitlisted = editor.get(f"/events/{event.pk}/guests", state="waitlisted").json()["items"]
    assert [bool(each["offer_until"]) for each in waitlisted] == [True, False]
    version = editor.get(f"/events/{event.pk}").json()["version"]
    body = {"version": version, "places": 1, "places_by_category": {"Presse": 10}}
    answer = editor.patch(f"/events/{event.pk}", body)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "places")
    saved = editor.patch(f"/events/{event.pk}", {**body, "places": None, "offer_hours": 48}).json()
    assert (saved["places"], saved["places_by_category"], saved["offer_hours"]) == (None, {"Presse": 10}, 48)


def test_who_is_named_waits_as_a_proposed_contact(guests: list[Guest]) -> None:
    say(guests[0], "yes", "Léa Roux")
    say(guests[1], "represented", deputy="Paul Petit")
    assert {each.full_name: each.origin_label for each in Candidate.objects.all()} == {
        "Léa Roux": "Accompagnant de Invité 0, Présentation de la saison",
        "Paul Petit": "Représentant de Invité 1, Présentation de la saison",
    }
    say(guests[0], "no")
    revoke_guest(AUTHOR, event_id=guests[1].event_id, guest_id=Guest.objects.get(represents=guests[1]).pk)
    assert not Candidate.objects.exists()


ACTS = [
    *("yes", "yes", "no", "yes+Léa", "yes+Léa+Marc", "yes+1", "yes+Zoé+1", "represented:Paul"),
    *("represented:Jean", "deputy:no", "deputy:yes", "companion:no", "companion:yes", "revoke", "reissue"),
    *("revoke_companion", "reissue_companion", "revoke_deputy", "remove_companion", "companion_arrives"),
    *("sweep", "sweep", "expire", "more", "less", "press", "nobody"),
]
ACTIONS = st.tuples(st.integers(0, 3), st.sampled_from(ACTS))


def _meant(guest: Guest, what: str) -> Guest | None:
    if "companion" in what:
        return guest.companions.order_by("revoked_at", "id").last()
    return guest.deputies.order_by("revoked_at", "id").last() if "deputy" in what else guest


def _answer(guest: Guest, what: str) -> None:
    if what.startswith("represented"):
        say(guest, "represented", deputy=what.partition(":")[2])
        return
    answer, *party = what.rpartition(":")[2].split("+")
    named = [each for each in party if not each.isdigit()]
    say(guest, answer, *named, unnamed=sum(int(each) for each in party if each.isdigit()))


class Evening:
    """Four guests, two places, and whatever happens."""

    def __init__(self, cast: Cast) -> None:
        values = event_values(places=2, companions_allowed=2, places_by_category={"Presse": 1})
        self.event = create_event(AUTHOR, owner=cast.editor, values=values)
        persons = [NewGuest(f"Invité {number}") for number in range(4)]
        added = add_guests(AUTHOR, user=cast.editor, event_id=self.event.pk, persons=persons)
        self.guests = added.guests

    def do(self, who: int, what: str) -> None:
        guest = Guest.objects.get(pk=self.guests[who].pk)
        try:
            with transaction.atomic():
                self._do(guest, what)
        except DomainError:
            pass

    def _do(self, guest: Guest, what: str) -> None:
        target = _meant(guest, what)
        if target is None:
            return
        place = {"event_id": self.event.pk, "guest_id": target.pk}
        verb = what.partition("_")[0]
        if verb == "remove":
            remove_guest(AUTHOR, user=None, **place)
        elif verb in ("revoke", "reissue"):
            {"revoke": revoke_guest, "reissue": reissue_ticket}[verb](AUTHOR, **place)
        elif what in ("press", "nobody"):
            change_guest(AUTHOR, **place, values={"category": "Presse" if what == "press" else ""})
        elif what == "companion_arrives":
            Guest.objects.filter(pk=target.pk, answer="yes").update(attendance="arrived")
        elif what in ("sweep", "expire", "more", "less"):
            self._pass_time(what)
        else:
            _answer(target, what)

    def _pass_time(self, what: str) -> None:
        if what == "sweep":
            sweep_offers()
        elif what == "expire":
            Offer.objects.filter(guest__event=self.event).update(expires_at=now() - timedelta(seconds=1))
        else:
            event = Event.objects.get(pk=self.event.pk)
            number = max((event.places or 0) + (1 if what == "more" else -1), 0)
            change_event(AUTHOR, event_id=event.pk, version=event.version, values={"places": number})

    def check(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        taken = places_taken(event)
        assert event.places is not None
        assert taken.total() <= event.places
        assert taken["Presse"] <= 1
        coming = event.guests.filter(answer="yes", revoked_at=None)
        assert sum(each.party for each in coming) <= event.places
        for guest in event.guests.filter(represents=None, companion_of=None):
            self._check_guest(guest)
        assert {guest.pk for guest in self.guests} <= set(event.guests.values_list("pk", flat=True))
        self._check_tickets(event)
        self._check_proposals(event)
        counts = counts_of([event.pk])[event.pk]
        answered = counts.yes + counts.no + counts.represented + counts.waitlisted + counts.withdrawn
        assert counts.guests == answered + counts.waiting
        assert counts.coming == sum(each.party for each in coming)

    def _check_guest(self, guest: Guest) -> None:
        deputies = guest.deputies.filter(revoked_at=None).count()
        assert deputies == (1 if guest.answer == "represented" and not guest.revoked else 0)
        assert guest.offers.filter(state="pending").count() <= 1
        brought = guest.companions.filter(revoked_at=None, attendance="none").exclude(
            answer__in=["no", "withdrawn"]
        )
        if guest.revoked or guest.answer not in ("yes", "waitlisted"):
            assert (list(brought), guest.party) == ([], 1) or guest.revoked
        elif guest.answer == "waitlisted":
            assert not brought.filter(answer="yes").exists()
        assert brought.count() + guest.party - 1 <= 2

    def _check_tickets(self, event: Event) -> None:
        """Who does not come has no ticket that opens the door; who comes has one, and is in no line."""
        for guest in event.guests.select_related("event"):
            comes = guest.answer == "yes" and not guest.revoked
            assert holds_ticket(guest) == comes
            assert not (comes and guest.waiting_since)
            if guest.answer == "represented" and not guest.revoked:
                assert guest.deputy is not None
            if guest.offers.filter(state="pending").exists() and not guest.revoked:
                assert guest.answer == "waitlisted"

    def _check_proposals(self, event: Event) -> None:
        """Proposed as contacts are those who come, or wait, by the answer of somebody else; nobody besides."""
        named = event.guests.exclude(represents=None, companion_of=None).filter(
            revoked_at=None, answer__in=["yes", "waitlisted"], contact=None
        )
        here = Candidate.objects.filter(state="pending", origin_url__startswith=f"/evenements/{event.pk}?")
        waiting = here.values_list("origin_id", flat=True)
        assert sorted(waiting) == sorted(str(guest.pk) for guest in named)

    def check_changes(self) -> None:
        """Old state and changes give what a fresh look gives."""
        told: dict[str, Any] = {}
        for change in Change.objects.filter(audience=f"event:{self.event.pk}").order_by("cursor"):
            if change.kind == "guest_moved":
                told[change.data["guest_id"]] = change.data["after"]
        fresh = {
            str(guest.pk): standing_of(guest).model_dump(exclude={"attendance"})
            for guest in self.event.guests.all()
        }
        for standing in filter(None, told.values()):
            standing.pop("attendance")
        assert {key: value for key, value in told.items() if value} == fresh


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(ACTIONS, max_size=14))
def test_whatever_happens_places_are_never_oversold(cast: Cast, actions: list[tuple[int, str]]) -> None:
    evening = Evening(cast)
    for who, what in actions:
        evening.do(who, what)
        evening.check()
    evening.check_changes()
