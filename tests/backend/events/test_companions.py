"""Companions: by name with their own ticket, by number with the host's (RF-13)."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.core.actor import task
from backend.core.errors import Invalid
from backend.events.errors import AlreadyArrived, CompanionCannotDelegate, TooManyCompanions
from backend.events.guest_links import holds_ticket
from backend.events.models import Event, Guest
from backend.events.queries import counts_of
from backend.events.services.answers import Deputy, answer_invitation
from backend.events.services.companions import Companion, Party
from backend.events.services.guests import change_guest, reissue_ticket, revoke_guest
from backend.events.services.invitations import invite_guests
from backend.events.services.selections import remove_guest
from backend.live.models import Change
from backend.mailings.models import Delivery
from tests.backend.events.conftest import Page
from tests.conftest import Cast

AUTHOR = task("tests")
LEA, MARC = Companion("Léa Roux", "lea@example.org"), Companion("Marc Roux")
Say = Callable[..., Guest]


@pytest.fixture
def host(event: Event, guest: Guest) -> Guest:
    Event.objects.update(companions_allowed=2)
    return guest


def say(
    guest: Guest, answer: Any, *named: Companion, unnamed: int | None = None, deputy: Any = None
) -> Guest:
    party = None if unnamed is None and not named else Party(tuple(named), unnamed or 0)
    place: Any = {"event_id": guest.event_id, "guest_id": guest.pk}
    return answer_invitation(AUTHOR, **place, answer=answer, deputy=deputy, party=party)


def companions(host: Guest) -> dict[str, Guest]:
    return {each.name: each for each in Guest.objects.filter(companion_of=host)}


def coming(host: Guest) -> list[str]:
    return sorted(each.name for each in companions(host).values() if holds_ticket(each))


def test_each_has_a_ticket_of_their_own(host: Guest) -> None:
    say(host, "yes", LEA, MARC)
    assert coming(host) == ["Léa Roux", "Marc Roux"]
    lea = companions(host)["Léa Roux"]
    assert (lea.represents_id, lea.party, lea.ticket_id != host.ticket_id) == (None, 1, True)
    counts = counts_of([host.event_id])[host.event_id]
    assert (counts.guests, counts.yes) == (3, 3)
    assert set(Delivery.objects.values_list("kind", "recipient")) == {
        ("answer_confirmed", host.email),
        ("companion_invited", "lea@example.org"),
    }


def test_a_number_is_on_the_ticket_of_the_host(host: Guest) -> None:
    assert say(host, "yes", MARC, unnamed=1).party == 2
    assert say(host, "yes").party == 2
    assert say(host, "no").party == 1
    assert coming(host) == []


@pytest.mark.parametrize("answer", ["no", "represented"])
def test_who_does_not_come_brings_nobody(host: Guest, answer: str) -> None:
    say(host, "yes", LEA)
    say(host, answer, deputy=Deputy("Paul Petit"))
    assert companions(host)["Léa Roux"].revoked
    assert Delivery.objects.filter(kind="companion_released", recipient="lea@example.org").count() == 1


def test_withdrawing_the_host_withdraws_companions_but_not_who_is_there(host: Guest) -> None:
    say(host, "yes", LEA, MARC)
    Guest.objects.filter(name="Marc Roux").update(attendance="arrived")
    revoke_guest(AUTHOR, event_id=host.event_id, guest_id=host.pk)
    assert {name: each.revoked for name, each in companions(host).items()} == {
        "Léa Roux": True,
        "Marc Roux": False,
    }
    with pytest.raises(AlreadyArrived):
        remove_guest(AUTHOR, user=None, event_id=host.event_id, guest_id=host.pk)


def test_who_has_arrived_is_kept_and_counts(host: Guest) -> None:
    say(host, "yes", LEA, MARC)
    Guest.objects.filter(name="Marc Roux").update(attendance="arrived")
    say(host, "yes", LEA)
    assert coming(host) == ["Léa Roux", "Marc Roux"]
    with pytest.raises(Invalid):
        say(host, "yes", LEA, Companion("Zoé Roux"))
    say(host, "no")
    assert coming(host) == ["Marc Roux"]


def test_the_same_party_again_changes_and_sends_nothing(host: Guest) -> None:
    say(host, "yes", LEA, MARC)
    before = (Delivery.objects.count(), Change.objects.count(), Guest.objects.count())
    say(host, "yes", Companion("lea roux", "lea@example.org"), MARC)
    assert (Delivery.objects.count(), Change.objects.count(), Guest.objects.count()) == before


def test_one_is_exchanged_for_another(host: Guest) -> None:
    say(host, "yes", LEA, MARC)
    say(host, "yes", MARC, Companion("Zoé Roux"))
    assert coming(host) == ["Marc Roux", "Zoé Roux"]
    assert companions(host)["Léa Roux"].revoked
    assert Delivery.objects.filter(kind="answer_confirmed").count() == 1


def test_no_more_than_allowed(host: Guest) -> None:
    for party in ([LEA, MARC], []):
        with pytest.raises(Invalid) as refusal:
            say(host, "yes", *party, unnamed=1 if party else 3)
        assert "companions" in refusal.value.fields
    change_guest(AUTHOR, event_id=host.event_id, guest_id=host.pk, values={"companions_allowed": 3})
    say(host, "yes", LEA, MARC, unnamed=1)
    change_guest(AUTHOR, event_id=host.event_id, guest_id=host.pk, values={"companions_allowed": 0})
    with pytest.raises(Invalid):
        say(host, "yes", LEA)


def test_a_companion_answers_for_themselves(host: Guest) -> None:
    say(host, "yes", LEA, MARC)
    lea = companions(host)["Léa Roux"]
    say(lea, "no")
    say(host, "yes", MARC, Companion("Zoé Roux"))
    assert coming(host) == ["Marc Roux", "Zoé Roux"]
    with pytest.raises(TooManyCompanions):
        say(lea, "yes")
    with pytest.raises(CompanionCannotDelegate):
        say(lea, "represented", deputy=Deputy("Paul Petit"))
    with pytest.raises(Invalid):
        say(companions(host)["Marc Roux"], "yes", LEA)


def test_a_withdrawn_companion_is_back_while_there_is_room(host: Guest) -> None:
    say(host, "yes", LEA, MARC)
    lea = companions(host)["Léa Roux"]
    place = {"event_id": lea.event_id, "guest_id": lea.pk}
    revoke_guest(AUTHOR, **place)
    assert not reissue_ticket(AUTHOR, **place).revoked
    say(host, "no")
    with pytest.raises(TooManyCompanions):
        reissue_ticket(AUTHOR, **place)


def test_companions_are_not_invited_once_more(cast: Cast, host: Guest) -> None:
    say(host, "yes", LEA, MARC)
    queued, _ = invite_guests(cast.editor.actor, event_id=host.event_id, guest_ids=None)
    assert queued == 1
    lea = companions(host)["Léa Roux"]
    _, skipped = invite_guests(cast.editor.actor, event_id=host.event_id, guest_ids=[lea.pk])
    assert "Accompagnant" in skipped[0].reason


def test_the_page_asks_for_names(host: Guest, page: Callable[[Guest], Page]) -> None:
    assert "companion_name_2" in page(host).get().content.decode()
    fields = {"bringing": "1", "companion_name_1": "Léa Roux", "companion_email_1": "lea@example.org"}
    assert page(host).answer("yes", **fields, unnamed="1").status_code == 303
    host.refresh_from_db()
    assert (coming(host), host.party) == (["Léa Roux"], 2)
    html = page(host).get().content.decode()
    assert "Avec vous" in html
    assert "Une personne de plus" in html
    assert "avec Claire Lefèvre" in page(companions(host)["Léa Roux"]).get().content.decode()
    assert "Je me ferai représenter" not in page(companions(host)["Léa Roux"]).get().content.decode()
    assert page(host).answer("yes").status_code == 303
    host.refresh_from_db()
    assert (coming(host), host.party) == (["Léa Roux"], 2)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"companion_email_1": "lea@example.org"}, "Indiquez le nom"),
        ({"companion_name_1": "Léa", "companion_email_1": "lea"}, "adresse e-mail"),
        ({"companion_name_1": "Léa", "companion_name_2": "lea"}, "déjà nommée"),
        ({"companion_name_1": "Léa", "companion_name_2": "Marc", "unnamed": "1"}, "au plus 2"),
        ({"unnamed": "3"}, "2"),
    ],
)
def test_what_is_typed_is_kept_and_corrected(
    host: Guest, page: Callable[[Guest], Page], fields: dict[str, str], words: str
) -> None:
    answer = page(host).answer("yes", bringing="1", **fields)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert 'aria-invalid="true"' in html
    assert html.count("<details") == html.count('<details class="deputy"')
    assert html.count(" open>") == 1
    assert Guest.objects.get().answer == "none"


def test_no_field_where_nobody_may_be_brought(guest: Guest, page: Callable[[Guest], Page]) -> None:
    assert "companion" not in page(guest).get().content.decode()
    assert page(guest).answer("yes", bringing="1", companion_name_1="Léa", unnamed="1").status_code == 422


def test_an_officer_notes_them(api: Callable[..., Any], cast: Cast, host: Guest) -> None:
    editor = api(cast.editor)
    path = f"/events/{host.event_id}/guests/{host.pk}"
    body = {"answer": "yes", "companions": [{"name": "Léa Roux"}], "unnamed": 1}
    answer = editor.post(f"{path}/answer", body)
    assert (answer.status_code, answer.json()["party"]) == (200, 2)
    assert coming(host) == ["Léa Roux"]
    answer = editor.post(f"{path}/answer", {**body, "unnamed": 2})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "companions")
    listed = editor.get(f"/events/{host.event_id}/guests").json()["items"]
    assert {each["name"]: each["companion_of"] and each["companion_of"]["name"] for each in listed} == {
        "Claire Lefèvre": None,
        "Léa Roux": "Claire Lefèvre",
    }
