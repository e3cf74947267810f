"""A ticketing system's file, taken over and told back: nobody doubled, nobody lost, nothing on trial (RF-15)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backend.events.models import Event, Guest, SourceTicket
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
HEAD = "N° de billet;Prénom;Nom;E-mail;Tarif;Statut;Quantité\n"
CLAIRE = "B1;Claire;Lefèvre;claire@example.org;Plein tarif;payé;1\n"
LUC = "B2;Luc;Noir;luc@example.org;Invitation;payé;4\n"


@pytest.fixture
def take(api: Callable[..., Api], cast: Cast, event: Event) -> Callable[..., Any]:
    """Upload a file as the editor does; the answer."""

    def upload(text: str, *, encoding: str = "utf-8", **form: Any) -> Any:
        file = SimpleUploadedFile("billets.csv", text.encode(encoding))
        form = {"label": "Billetterie", "commit": "true", **form}
        answer = api(cast.editor).client.post(f"/api/v1/events/{event.pk}/tickets", {**form, "file": file})
        return answer.json() | {"status_code": answer.status_code}

    return upload


def test_a_trial_writes_nothing(take: Callable[..., Any], event: Event) -> None:
    told = take(HEAD + CLAIRE + LUC, commit="false")
    assert (told["counts"], told["committed"]) == ({"new": 2}, False)
    assert (event.guests.count(), event.ticket_sources.count()) == (0, 0)


def test_tickets_become_guests_once(take: Callable[..., Any], event: Event) -> None:
    take(HEAD + CLAIRE + LUC, encoding="cp1252")
    assert take(HEAD + CLAIRE + LUC)["counts"] == {"unchanged": 2}
    rows = event.guests.order_by("name").values_list("name", "answer", "party", "category")
    assert list(rows) == [("Claire Lefèvre", "yes", 1, "Plein tarif"), ("Luc Noir", "yes", 4, "Invitation")]


def test_who_is_invited_is_recognised(
    take: Callable[..., Any], event: Event, invite: Callable[..., Guest]
) -> None:
    invite("Claire Lefevre", email="Claire@example.org")
    assert take(HEAD + CLAIRE)["counts"] == {"recognised": 1}
    assert [guest.answer for guest in event.guests.all()] == ["yes"]


def test_changes_and_cancellations_follow(take: Callable[..., Any], event: Event) -> None:
    take(HEAD + CLAIRE + LUC)
    told = take(HEAD + CLAIRE.replace("Claire;", "Clara;") + LUC.replace("payé", "annulé"))
    assert told["counts"] == {"changed": 1, "cancelled": 1}
    assert told["steps"][0]["changes"] == {"name": ["Claire Lefèvre", "Clara Lefèvre"]}
    assert dict(event.guests.values_list("name", "answer")) == {
        "Clara Lefèvre": "yes",
        "Luc Noir": "withdrawn",
    }
    assert take(HEAD + CLAIRE + LUC)["counts"] == {"changed": 1, "back": 1}
    assert set(event.guests.values_list("answer", flat=True)) == {"yes"}


def test_who_came_stays_whatever_the_source_says(take: Callable[..., Any], event: Event) -> None:
    take(HEAD + CLAIRE)
    event.guests.update(attendance="arrived", came=1, inside=1)
    told = take(HEAD + CLAIRE.replace("payé", "annulé"))
    assert told["counts"] == {"arrived": 1}
    assert event.guests.get().answer == "yes"


@pytest.mark.parametrize(("withdraw", "answer"), [("false", "yes"), ("true", "withdrawn")])
def test_what_is_missing_is_told_and_withdrawn_when_asked(
    take: Callable[..., Any], event: Event, withdraw: str, answer: str
) -> None:
    take(HEAD + CLAIRE + LUC)
    assert take(HEAD + CLAIRE, withdraw_missing=withdraw)["counts"] == {"unchanged": 1, "missing": 1}
    assert event.guests.get(name="Luc Noir").answer == answer
    assert event.guests.count() == 2


def test_half_a_list_gone_is_refused(take: Callable[..., Any], event: Event) -> None:
    many = "".join(f"C{n};Invité;Numéro {n};;Tarif;payé;1\n" for n in range(20))
    take(HEAD + many)
    told = take(HEAD + CLAIRE, withdraw_missing="true")
    assert (told["status_code"], told["code"]) == (409, "much_is_missing")
    assert event.guests.filter(answer="yes").count() == 20


def test_what_can_not_be_read_says_why_and_stops_no_other(take: Callable[..., Any], event: Event) -> None:
    unnamed = ";Sans;Référence;;;;\nB1;Double;Référence;;;;\nB3;;;;;;\n"
    wrong = "B4;Jean;Petit;nulle part;;;\nB5;Jean;Petit;;;bof;\nB6;Jean;Petit;;;;0\n"
    told = take(HEAD + CLAIRE + unnamed + wrong)
    assert told["counts"] == {"new": 1, "refused": 6}
    assert [step["line"] for step in told["steps"]] == [2, 3, 4, 5, 6, 7, 8]
    assert event.guests.count() == 1


@pytest.mark.parametrize("content", ["", "%PDF-1.7", "Nom;Prénom\nPetit;Jean\n", "une seule colonne\n"])
def test_a_file_that_is_none_is_refused(take: Callable[..., Any], content: str) -> None:
    assert take(content)["status_code"] == 422


def test_what_became_of_tickets_is_told_back(
    take: Callable[..., Any], api: Callable[..., Api], cast: Cast, event: Event
) -> None:
    take(HEAD + CLAIRE + LUC)
    Guest.objects.filter(name="Luc Noir").update(
        came=3, inside=3, attendance="arrived", arrived_gate="=Porte"
    )
    editor = api(cast.editor)
    [source] = editor.get(f"/events/{event.pk}/tickets").json()["items"]
    assert (source["tickets"], source["came"], source["cancelled"]) == (2, 3, 0)
    answer = editor.post(f"/events/{event.pk}/tickets/{source['id']}/statuses", {})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["B1;Valable;Viendra;0;1;;", "B2;Valable;Viendra;3;4;;'=Porte"]


def test_a_guest_who_was_taken_off_the_list_does_not_come_back(
    take: Callable[..., Any], event: Event
) -> None:
    take(HEAD + CLAIRE)
    event.guests.all().delete()
    assert take(HEAD + CLAIRE)["counts"] == {"refused": 1}
    assert (event.guests.count(), SourceTicket.objects.count()) == (0, 1)
