"""Contacts that are named somewhere wait in a queue, and an officer decides (RF-20)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import User
from backend.accounts.services import create_user
from backend.contacts.candidates import (
    CandidateDecision,
    CandidateFacts,
    CandidateOrigin,
    origins,
    propose_contact,
    register_candidate_origin,
    withdraw_proposal,
)
from backend.contacts.candidates.tidying import tidy
from backend.contacts.merging.persons import merge_persons
from backend.contacts.models import Candidate, ContactPoint, Objection, Person, Position
from backend.core.actor import Actor, task
from backend.core.clock import now
from backend.live.audience import may_follow
from backend.live.models import Change as LiveChange
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
TESTS = task("tests")
GUEST = Actor(kind="guest", id="g1", label="Zoé Baudouin")
DEPUTY = CandidateFacts(
    full_name="Hélène Lefèvre",
    organisation="Radio Littoral",
    function="Rédactrice en chef",
    email="H.Lefevre@littoral.example",
    phone="06 39 98 12 34",
)
PATH = "/contacts/candidates"


@pytest.fixture
def decided() -> list[CandidateDecision]:
    return []


@pytest.fixture(autouse=True)
def kinds(decided: list[CandidateDecision], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origins, "_kinds", {})
    register_candidate_origin("answer", label="Réponse", decided=decided.append, right="events.view_event")
    register_candidate_origin("listening", label="Veille")


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


def propose(
    facts: CandidateFacts = DEPUTY, *, kind: str = "answer", id: str = "1", actor: Actor = GUEST
) -> Any:
    origin = CandidateOrigin(kind, id, "Réponse à l’invitation « Vœux »", "/evenements/7")
    return propose_contact(actor, origin=origin, facts=facts)


def _accepted(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "given_name": "Hélène",
        "family_name": "Lefèvre",
        "organisation": "Radio Littoral",
        "function": "Rédactrice en chef",
        "email": "h.lefevre@littoral.example",
        "phone": "06 39 98 12 34",
    } | changes


def test_what_a_guest_says_waits_in_the_queue_and_not_in_the_base(editor: Api) -> None:
    found = propose()
    assert not Person.objects.exists()
    told = editor.get(PATH).json()
    assert told["total"] == 1
    item = told["items"][0]
    assert item["id"] == str(found)
    assert (item["name"], item["given_name"], item["family_name"]) == ("Hélène Lefèvre", "Hélène", "Lefèvre")
    assert (item["proposed_by"], item["state"]) == ("Zoé Baudouin", "pending")
    assert item["origin"] == {
        "kind": "answer",
        "kind_label": "Réponse",
        "label": "Réponse à l’invitation « Vœux »",
        "url": "/evenements/7",
    }
    assert editor.get(f"{PATH}/count").json() == {"pending": 1}


def test_one_origin_proposes_once_and_corrects_itself_until_somebody_decides(editor: Api) -> None:
    first = propose()
    assert propose() == first
    assert Candidate.objects.get().version == 1
    assert propose(CandidateFacts(full_name="Hélène Lefèbvre")) == first
    item = editor.get(f"{PATH}/{first}").json()
    assert (item["name"], item["email"], item["version"]) == ("Hélène Lefèbvre", "", 2)
    stale = editor.post(f"{PATH}/{first}/accept", _accepted(version=1))
    assert (stale.status_code, stale.json()["code"]) == (409, "candidate_changed_meanwhile")
    assert editor.post(f"{PATH}/{first}/refuse", {"version": 2, "reason": "Déjà partie"}).status_code == 200
    assert propose() == first
    assert editor.get(f"{PATH}/{first}").json()["name"] == "Hélène Lefèbvre"


@pytest.mark.parametrize(
    ("said", "given", "family"),
    [
        ("DURAND Margaux", "Margaux", "Durand"),
        ("Anne-Sophie DE LA TOUR-DUPIN", "Anne-Sophie", "de La Tour-Dupin"),
        ("Jean D’ORMESSON", "Jean", "d’Ormesson"),
        ("ÉLODIE LEFÈVRE", "Élodie", "Lefèvre"),
        ("B. Le Goff", "B.", "Le Goff"),
        ("Lefèvre, Hélène", "Hélène", "Lefèvre"),
        ("Hélène", "", "Hélène"),
        ("LI", "", "LI"),
    ],
)
def test_a_whole_name_is_read_as_two(editor: Api, said: str, given: str, family: str) -> None:
    item = editor.get(f"{PATH}/{propose(CandidateFacts(full_name=said))}").json()
    assert (item["name"], item["given_name"], item["family_name"]) == (said, given, family)


def test_a_name_that_holds_nothing_is_not_proposed() -> None:
    assert propose(CandidateFacts(full_name="  \0 ", email="h@x.example")) is None
    assert not Candidate.objects.exists()


def test_long_texts_are_cut_and_odd_ones_are_kept(editor: Api) -> None:
    found = propose(CandidateFacts(full_name="X" * 900, email="pas une adresse", phone="au standard"))
    item = editor.get(f"{PATH}/{found}").json()
    assert len(item["name"]) == 250
    assert (item["email"], item["phone"]) == ("pas une adresse", "au standard")


def test_an_unknown_kind_and_an_address_elsewhere_are_mistakes_of_the_caller() -> None:
    with pytest.raises(ValueError):
        propose(kind="unheard")
    for url in ("https://elsewhere.example", "//elsewhere.example"):
        with pytest.raises(ValueError):
            CandidateOrigin("answer", "1", "", url)


def test_accepting_makes_the_record_with_its_position_and_origin(
    editor: Api, cast: Cast, decided: list[CandidateDecision]
) -> None:
    found = propose()
    made = editor.post(f"{PATH}/{found}/accept", _accepted(civility="madame"))
    assert made.status_code == 201, made.content
    record = made.json()
    assert (record["civility"], record["name"]) == ("Mme", "Hélène Lefèvre")
    assert record["positions"][0]["function"] == "Rédactrice en chef"
    assert record["positions"][0]["organisation"]["name"] == "Radio Littoral"
    assert {(point["kind"], point["value"]) for point in record["contact_points"]} == {
        ("email", "h.lefevre@littoral.example"),
        ("mobile", "+33639981234"),
    }
    assert record["origin"] == {"source": "guest", "file": "Réponse à l’invitation « Vœux »", "row": None}
    assert decided == [CandidateDecision("1", UUID(record["id"]))]
    item = editor.get(f"{PATH}/{found}").json()
    assert (item["state"], item["decided_by"]) == ("accepted", cast.editor.display_name)
    assert item["person"] == {"id": record["id"], "name": "Hélène Lefèvre"}
    assert item["matches"] == []
    assert editor.get(PATH).json()["total"] == 0
    assert editor.get(PATH, pending=False).json()["total"] == 1


def test_what_nobody_answered_for_a_guest_comes_from_a_proposal(editor: Api) -> None:
    found = propose(actor=TESTS)
    record = editor.post(f"{PATH}/{found}/accept", _accepted()).json()
    assert record["origin"]["source"] == "proposed"


def test_a_decision_is_taken_once(editor: Api, decided: list[CandidateDecision]) -> None:
    found = propose()
    assert editor.post(f"{PATH}/{found}/accept", _accepted()).status_code == 201
    for action, body in (
        ("accept", _accepted(version=2)),
        ("attach", {"version": 2, "person_id": str(person().pk)}),
        ("refuse", {"version": 2}),
        ("reopen", {}),
    ):
        again = editor.post(f"{PATH}/{found}/{action}", body)
        assert (again.status_code, again.json()["code"]) == (409, "candidate_decided"), action
    assert len(decided) == 1
    assert Person.objects.filter(family_name="Lefèvre").count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("family_name", " "), ("email", "pas une adresse"), ("phone", "au standard"), ("phone", "12")],
)
def test_a_field_that_cannot_be_kept_is_marked_and_nothing_is_written(
    editor: Api, field: str, value: str
) -> None:
    found = propose()
    refused = editor.post(f"{PATH}/{found}/accept", _accepted(**{field: value}))
    assert refused.status_code == 422
    assert field in str(refused.json()["errors"])
    assert not Person.objects.exists()
    assert editor.get(f"{PATH}/count").json() == {"pending": 1}


def test_who_is_in_the_base_already_is_shown_beside_with_what_attaching_adds(editor: Api) -> None:
    known = person("Hélène", "Lefèvre", emails=("h.lefevre@littoral.example",))
    person("Zoé", "Baudouin")
    found = propose()
    matches = editor.get(f"{PATH}/{found}").json()["matches"]
    assert [match["id"] for match in matches] == [str(known.pk)]
    assert matches[0]["why"]
    assert matches[0]["adds"] == [
        "Fonction\u202f: Rédactrice en chef, Radio Littoral",
        "Mobile\u202f: 06 39 98 12 34",
    ]


def test_attaching_fills_what_is_empty_and_adds_what_is_missing(
    editor: Api, decided: list[CandidateDecision]
) -> None:
    known = person(
        "",
        "Lefèvre",
        organisation="Radio Littoral",
        emails=("autre@littoral.example",),
        phones=("01 99 00 12 34",),
    )
    Position.objects.filter(person=known).update(function="")
    found = propose()
    record = editor.post(f"{PATH}/{found}/attach", {"version": 1, "person_id": str(known.pk)})
    assert record.status_code == 200, record.content
    told = record.json()
    assert (told["given_name"], told["family_name"]) == ("Hélène", "Lefèvre")
    assert [held["function"] for held in told["positions"]] == ["Rédactrice en chef"]
    points = {point["value"] for point in [*told["contact_points"], *told["positions"][0]["contact_points"]]}
    assert points == {"autre@littoral.example", "+33199001234", "h.lefevre@littoral.example", "+33639981234"}
    assert decided == [CandidateDecision("1", known.pk)]
    card = editor.get("/contacts", q="lefevre").json()["items"][0]
    assert card["function"] == "Rédactrice en chef"


def test_attaching_changes_nothing_that_is_there(editor: Api) -> None:
    known = person(
        "Helena",
        "Lefevre",
        organisation="Télé Sud",
        function="Critique",
        emails=("h.lefevre@littoral.example",),
    )
    found = propose()
    told = editor.post(f"{PATH}/{found}/attach", {"version": 1, "person_id": str(known.pk)}).json()
    assert (told["given_name"], told["family_name"]) == ("Helena", "Lefevre")
    assert [held["function"] for held in told["positions"]] == ["Critique"]
    assert ContactPoint.objects.filter(value="h.lefevre@littoral.example").count() == 1


def test_nobody_is_attached_to_who_is_not_there(editor: Api) -> None:
    gone = person()
    editor.delete(f"/contacts/{gone.pk}")
    found = propose()
    refused = editor.post(f"{PATH}/{found}/attach", {"version": 1, "person_id": str(gone.pk)})
    assert refused.status_code == 404
    assert editor.get(f"{PATH}/count").json() == {"pending": 1}


def test_what_was_refused_can_be_taken_up_again(editor: Api, decided: list[CandidateDecision]) -> None:
    found = propose()
    refused = editor.post(f"{PATH}/{found}/refuse", {"version": 1, "reason": "Pas dans nos domaines"})
    assert (refused.status_code, refused.json()["note"]) == (200, "Pas dans nos domaines")
    assert decided == [CandidateDecision("1", None)]
    again = editor.post(f"{PATH}/{found}/reopen").json()
    assert decided == [CandidateDecision("1", None)] * 2
    assert (again["state"], again["note"], again["decided_by"]) == ("pending", "", "")
    assert editor.get(f"{PATH}/count").json() == {"pending": 1}


def test_what_became_a_record_by_mistake_is_taken_up_again_from_the_bin(
    editor: Api, decided: list[CandidateDecision]
) -> None:
    found = propose()
    made = editor.post(f"{PATH}/{found}/accept", _accepted()).json()
    assert editor.post(f"{PATH}/{found}/reopen").status_code == 409
    editor.delete(f"/contacts/{made['id']}")
    again = editor.post(f"{PATH}/{found}/reopen").json()
    assert (again["state"], again["person"], again["name"]) == ("pending", None, "Hélène Lefèvre")
    assert decided == [CandidateDecision("1", UUID(made["id"])), CandidateDecision("1", None)]
    assert editor.post(f"{PATH}/{found}/accept", _accepted(version=3)).status_code == 201


def test_an_objection_is_remembered_for_ever_and_nothing_else_is(editor: Api) -> None:
    facts = CandidateFacts(full_name="Zoé Baudouin", profile="https://www.social.example/@zoe")
    found = propose(facts, kind="listening")
    other = propose(CandidateFacts(full_name="Z. B.", profile="social.example/@Zoe"), id="2")
    refused = editor.post(f"{PATH}/{found}/refuse", {"version": 1, "reason": "Son courrier", "objects": True})
    assert refused.status_code == 200
    for pk in (found, other):
        kept = Candidate.objects.get(pk=pk)
        assert kept.state == "refused"
        assert kept.erased_at
        assert not any(getattr(kept, name) for name in Candidate.personal_columns)
    assert "zoe" not in str(list(Objection.objects.values())).lower()
    assert propose(facts, kind="listening", id="3") is None
    assert propose(CandidateFacts(full_name="Autre nom", profile="social.example/@zoe"), id="4") is None
    assert propose(CandidateFacts(full_name="Zoé Baudouin", email="z@x.example"), id="5") is not None
    again = editor.post(f"{PATH}/{found}/reopen")
    assert (again.status_code, again.json()["code"]) == (409, "candidate_erased")


def test_who_is_known_by_name_alone_is_recognised_in_any_order(editor: Api) -> None:
    found = propose(CandidateFacts(full_name="Zoé Baudouin", organisation="Télé Sud"), kind="listening")
    editor.post(f"{PATH}/{found}/refuse", {"version": 1, "objects": True})
    assert propose(CandidateFacts(full_name="BAUDOUIN Zoé", organisation="TELE SUD"), id="2") is None
    assert propose(CandidateFacts(full_name="Zoé Baudouin", organisation="Radio Littoral"), id="3")


def test_a_proposal_that_is_withdrawn_leaves_nothing(editor: Api) -> None:
    found = propose()
    withdraw_proposal(TESTS, kind="answer", origin_id="1")
    assert editor.get(f"{PATH}/{found}").status_code == 404
    kept = propose()
    editor.post(f"{PATH}/{kept}/refuse", {"version": 1})
    withdraw_proposal(TESTS, kind="answer", origin_id="1")
    assert Candidate.objects.get().state == "refused"


def test_other_proposals_of_the_same_person_are_shown(editor: Api) -> None:
    found = propose()
    other = propose(CandidateFacts(full_name="H. Lefèvre", email="h.lefevre@littoral.example"), id="2")
    propose(CandidateFacts(full_name="Zoé Baudouin", email="z@x.example"), id="3")
    alike = editor.get(f"{PATH}/{found}").json()["alike"]
    assert [each["id"] for each in alike] == [str(other)]


def test_the_list_is_searched_sorted_and_narrowed(editor: Api) -> None:
    propose()
    propose(CandidateFacts(full_name="Zoé Baudouin", organisation="Télé Sud"), kind="listening", id="2")

    def names(**asked: Any) -> list[str]:
        return [item["name"] for item in editor.get(PATH, **asked).json()["items"]]

    assert names() == ["Zoé Baudouin", "Hélène Lefèvre"]
    assert names(sort="name") == ["Hélène Lefèvre", "Zoé Baudouin"]
    assert names(q="littoral helene") == ["Hélène Lefèvre"]
    assert names(q="absent") == []
    assert names(kind="listening") == ["Zoé Baudouin"]
    assert editor.get(PATH, sort="secret").status_code == 422
    assert editor.get(f"{PATH}/kinds").json() == [
        {"kind": "answer", "label": "Réponse"},
        {"kind": "listening", "label": "Veille"},
    ]


def test_a_list_and_a_candidate_take_a_fixed_number_of_queries(editor: Api) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(path).status_code == 200
        return len(queries)

    def fill(begin: int, end: int) -> Any:
        for number in range(begin, end):
            person("Hélène", "Lefèvre", organisation=f"Radio {number}", emails=(f"h{number}@x.example",))
            made = propose(id=str(number))
        for found in Candidate.objects.filter(
            pk__in=list(Candidate.objects.values_list("pk", flat=True)[:1])
        ):
            editor.post(f"{PATH}/{found.pk}/refuse", {"version": found.version})
        return made

    paths = [PATH, f"{PATH}?pending=false", f"{PATH}/{fill(0, 3)}"]
    [statements(path) for path in paths]
    few = [statements(path) for path in paths]
    fill(3, 9)
    assert [statements(path) for path in paths] == few


def test_only_who_may_create_contacts_sees_or_follows_them(api: Callable[..., Api], cast: Cast) -> None:
    found = propose()
    for name, user in cast:
        allowed = name in {"admin", "editor", "colleague"}
        assert (api(user).get(f"{PATH}/{found}").status_code == 200) is allowed, name
        assert may_follow(user, "candidates") is allowed, name
        assert not may_follow(user, "candidates:1")


@pytest.fixture
def blind(db: None, api: Callable[..., Api]) -> Api:
    """Who may change contacts, and sees neither what is sensitive nor events."""
    user: User = create_user(
        TESTS, username="blind", password="entregent-demo", roles=[], first_name="B", last_name="L"
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_person", "change_person"]))
    return api(user)


def test_the_title_of_an_event_is_told_to_those_who_may_see_events(blind: Api) -> None:
    found = propose()
    assert blind.get(f"{PATH}/{found}").json()["origin"] == {
        "kind": "answer",
        "kind_label": "Réponse",
        "label": "Réponse",
        "url": "",
    }


def test_a_private_point_is_told_neither_by_evidence_nor_by_what_is_added(blind: Api, editor: Api) -> None:
    known = person("Hélène", "Lefèvre", emails=("h.lefevre@littoral.example",))
    ContactPoint.objects.filter(person=known).update(is_private=True)
    found = propose()
    adds = {
        name: each.get(f"{PATH}/{found}").json()["matches"][0] for name, each in (("b", blind), ("e", editor))
    }
    assert "E-mail\u202f: h.lefevre@littoral.example" in adds["b"]["adds"]
    assert "E-mail\u202f: h.lefevre@littoral.example" not in adds["e"]["adds"]
    assert "littoral.example" not in str(adds["b"]["why"])


def test_live_changes_and_traces_tell_nothing_personal(editor: Api) -> None:
    found = propose()
    editor.post(f"{PATH}/{found}/refuse", {"version": 1, "reason": "Un secret"})
    changes = list(LiveChange.objects.filter(audience="candidates").values_list("kind", "data"))
    assert changes == [("candidate_changed", {"id": str(found)})] * 2
    traces = str(list(LogEntry.objects.filter(object_pk=str(found)).values("changes", "object_repr")))
    assert "state" in traces
    for secret in ("Lef", "littoral", "63998", "secret", "Vœux", "Zoé"):
        assert secret not in traces


def test_what_nobody_decided_goes_and_what_was_decided_forgets_whom(editor: Api, settings: Any) -> None:
    settings.CANDIDATE_DAYS = 60
    kept, old = propose(), propose(id="2")
    done, fresh = propose(id="3"), propose(id="4")
    made = editor.post(f"{PATH}/{done}/accept", _accepted()).json()
    editor.post(f"{PATH}/{fresh}/refuse", {"version": 1})
    Candidate.objects.filter(pk=old).update(proposed_at=now() - timedelta(days=61))
    Candidate.objects.filter(pk=kept).update(proposed_at=now() - timedelta(days=59))
    Candidate.objects.filter(pk=done).update(decided_at=now() - timedelta(days=30, hours=1))
    Candidate.objects.filter(pk=fresh).update(decided_at=now() - timedelta(days=29))
    assert tidy() == 2
    assert tidy() == 0
    assert {row.pk for row in Candidate.objects.all()} == {kept, done, fresh}
    item = editor.get(f"{PATH}/{done}").json()
    assert (item["name"], item["email"], item["proposed_by"], item["erased"]) == ("", "", "", True)
    assert item["origin"]["label"] == "Réponse"
    assert item["person"]["id"] == made["id"]
    assert editor.get(f"{PATH}/{fresh}").json()["name"] == "Hélène Lefèvre"


def test_a_merge_takes_the_proposals_along(editor: Api) -> None:
    found = propose()
    made = editor.post(f"{PATH}/{found}/accept", _accepted()).json()
    keeper = person("Hélène", "Lefèvre")
    merge_persons(TESTS, keep=keeper.pk, losers=[UUID(made["id"])])
    assert editor.get(f"{PATH}/{found}").json()["person"]["id"] == str(keeper.pk)


def test_a_record_that_is_gone_for_good_leaves_only_the_decision(editor: Api) -> None:
    found = propose()
    made = editor.post(f"{PATH}/{found}/accept", _accepted()).json()
    editor.delete(f"/contacts/{made['id']}")
    assert editor.get(f"{PATH}/{found}").json()["person"] is None
    assert editor.delete(f"/contacts/bin/{made['id']}").status_code == 204
    item = editor.get(f"{PATH}/{found}").json()
    assert (item["state"], item["name"], item["email"], item["erased"]) == ("accepted", "", "", True)
