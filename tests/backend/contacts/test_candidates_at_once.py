"""RF-20: guests who answer and officers who decide at one instant, on real transactions."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from backend.contacts.candidates import (
    CandidateDecision,
    CandidateFacts,
    CandidateOrigin,
    origins,
    propose_contact,
    register_candidate_origin,
)
from backend.contacts.candidates.deciding import accept_candidate, attach_candidate, refuse_candidate
from backend.contacts.errors import CandidateChangedMeanwhile, CandidateDecided
from backend.contacts.merging.persons import merge_persons
from backend.contacts.models import Candidate, ContactPoint, Person
from backend.core.actor import task
from backend.core.errors import DomainError
from backend.core.work import writing
from backend.events.models import Event
from backend.events.services.events import create_event
from fixtures.factories import person
from tests.backend.contacts.test_merge_at_once import at_once
from tests.backend.events.conftest import event_values
from tests.conftest import Cast

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = task("tests")
FACTS = CandidateFacts(given_name="Hélène", family_name="Lefèvre", email="h@x.example")


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origins, "_kinds", {})


def propose(facts: CandidateFacts = FACTS, id: str = "1") -> Any:
    return propose_contact(ACTOR, origin=CandidateOrigin("answer", id, "Réponse"), facts=facts)


def test_one_origin_proposed_by_many_at_once_is_one_candidate() -> None:
    register_candidate_origin("answer", label="Réponse")
    given, refused = at_once(*[propose] * 6)
    assert not refused
    assert len(set(given)) == 1
    assert Candidate.objects.count() == 1


def test_officers_who_decide_at_once_decide_once(cast: Cast) -> None:
    told: list[CandidateDecision] = []
    register_candidate_origin("answer", label="Réponse", decided=told.append)
    known = person("Zoé", "Baudouin")
    for number in range(4):
        found = propose(id=str(number))
        asked = {"user": cast.editor, "candidate_id": found, "version": 1}
        act = cast.editor.actor
        decisions: list[Callable[[], object]] = [
            partial(accept_candidate, act, **asked, civility="", facts=FACTS),
            partial(accept_candidate, act, **asked, civility="", facts=FACTS),
            partial(attach_candidate, act, **asked, person_id=known.pk),
            partial(refuse_candidate, act, **asked),
        ]
        before = Person.objects.count()
        given, refused = at_once(*decisions)
        assert len(given) == 1
        assert all(isinstance(each, CandidateDecided) for each in refused)
        assert len(told) == number + 1
        made = Candidate.objects.get(pk=found).state == Candidate.State.ACCEPTED
        assert Person.objects.count() - before == made


def test_a_guest_who_corrects_while_an_officer_decides_waits_for_nobody(cast: Cast) -> None:
    """The answer holds its row and wants the candidate; the decision holds the candidate and wants that row."""
    row = create_event(cast.editor.actor, owner=cast.editor, values=event_values())
    decides = threading.Event()

    def decided(decision: CandidateDecision) -> None:
        decides.set()
        Event.objects.select_for_update().get(pk=row.pk)

    register_candidate_origin("answer", label="Réponse", decided=decided)
    found = propose()

    def answer() -> None:
        with writing(ACTOR):
            Event.objects.select_for_update().get(pk=row.pk)
            assert decides.wait(10)
            propose(CandidateFacts(given_name="Helena", family_name="Lefèvre"))

    def decide() -> None:
        refuse_candidate(cast.editor.actor, user=cast.editor, candidate_id=found, version=1)

    given, refused = at_once(answer, decide)
    assert (len(given), refused) == (2, [])
    kept = Candidate.objects.get()
    assert (kept.state, kept.given_name, kept.version) == ("refused", "Hélène", 2)


def test_a_correction_and_a_decision_at_once_never_mix(cast: Cast) -> None:
    """Either what was read is decided, or the officer is told that something else is said now."""
    register_candidate_origin("answer", label="Réponse")
    other = CandidateFacts(given_name="Helena", family_name="Lefebvre")
    for number in range(4):
        found = propose(id=str(number))
        accept = partial(
            accept_candidate,
            cast.editor.actor,
            user=cast.editor,
            candidate_id=found,
            version=1,
            civility="",
            facts=FACTS,
        )
        _, refused = at_once(partial(propose, other, str(number)), accept)
        kept = Candidate.objects.get(pk=found)
        if refused:
            assert isinstance(refused[0], CandidateChangedMeanwhile)
            assert (kept.state, kept.given_name) == ("pending", "Helena")
        else:
            assert (kept.state, kept.given_name) == ("accepted", "Hélène")


def test_what_is_attached_while_the_record_is_merged_is_not_lost(cast: Cast) -> None:
    register_candidate_origin("answer", label="Réponse")
    for number in range(4):
        keeper, loser = person(), person()
        email = f"new{number}@x.example"
        found = propose(CandidateFacts(full_name="Hélène Lefèvre", email=email), id=str(number))
        attach = partial(
            attach_candidate,
            cast.editor.actor,
            user=cast.editor,
            candidate_id=found,
            version=1,
            person_id=loser.pk,
        )
        _, refused = at_once(attach, partial(merge_persons, ACTOR, keep=keeper.pk, losers=[loser.pk]))
        points = ContactPoint.objects.filter(value=email)
        kept = Candidate.objects.get(pk=found)
        if any(_says_merged(each) for each in refused):
            assert (kept.state, points.count()) == ("pending", 0)
        else:
            assert not refused
            assert [point.person_id for point in points] == [keeper.pk]
            assert (kept.state, kept.person_id) == ("merged", keeper.pk)


def _says_merged(refusal: DomainError) -> bool:
    return refusal.code == "contact_merged"
