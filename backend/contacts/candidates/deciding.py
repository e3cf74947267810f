"""What an officer decides of a candidate: a new record, one that is there already, or none (RF-20)."""

from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.contacts.candidates.facts import CandidateFacts, facts_of, tidied
from backend.contacts.candidates.filling import fill, filling_for, points_in
from backend.contacts.candidates.objections import remember_objection
from backend.contacts.candidates.origins import CandidateDecision, kind_named
from backend.contacts.candidates.queries import candidate_for
from backend.contacts.candidates.tidying import erase
from backend.contacts.changes import CANDIDATES, CandidateChanged
from backend.contacts.emails import read_email
from backend.contacts.errors import CandidateChangedMeanwhile, CandidateDecided, CandidateErased
from backend.contacts.merging.refresh import refresh_persons
from backend.contacts.models import Candidate, Person, Source
from backend.contacts.phones import read_phone
from backend.contacts.queries import person_for, with_record
from backend.contacts.schemas import ContactIn, ContactPointIn, PositionIn
from backend.contacts.sensitive import sight_of
from backend.contacts.services.people import create_person
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.work import twice, writing
from backend.live.publish import publish

State = Candidate.State


def accept_candidate(
    actor: Actor, *, user: User, candidate_id: UUID, version: int, civility: str, facts: CandidateFacts
) -> Person:
    """A new record of FACTS, as the officer put them right; its origin is what the candidate's was.

    Raises:
        CandidateNotFound, CandidateDecided, CandidateChangedMeanwhile.
        Invalid: there is no family name, or an address or a number can't be kept.
    """
    facts = tidied(facts)
    _check(facts)

    def write() -> Person:
        with writing(actor):
            candidate = _claimed(user, candidate_id, version)
            source = Source.GUEST if candidate.proposed_by_guest else Source.PROPOSED
            person = create_person(
                actor,
                data=_contact(civility, facts),
                source=source,
                origin=candidate.origin_label,
                sight=sight_of(user),
            )
            _decide(actor, candidate, State.ACCEPTED, person=person.pk)
        return person

    return twice(write)


def attach_candidate(
    actor: Actor, *, user: User, candidate_id: UUID, version: int, person_id: UUID
) -> Person:
    """The candidate is a person of the base: what is empty there is filled, what is missing is added.

    Raises:
        CandidateNotFound, CandidateDecided, CandidateChangedMeanwhile.
        ContactNotFound, ContactMerged: there is no such person that USER may see.
    """

    def write() -> Person:
        with writing(actor):
            candidate = _claimed(user, candidate_id, version)
            Person.objects.select_for_update().filter(pk=person_id).first()
            person = person_for(user, person_id)
            fill(person, filling_for(person, facts_of(candidate), sight_of(user)))
            refresh_persons([person.pk])
            _decide(actor, candidate, State.MERGED, person=person.pk)
        return with_record(Person.objects.filter(pk=person_id)).get()

    return twice(write)


def refuse_candidate(
    actor: Actor, *, user: User, candidate_id: UUID, version: int, reason: str = "", objects: bool = False
) -> Candidate:
    """No record is made. OBJECTS: they don't want to be in the base, so all that was said of them goes at once,
    here and where else they wait, the reason too, and they are never proposed again.

    Raises:
        CandidateNotFound, CandidateDecided, CandidateChangedMeanwhile.
    """

    def write() -> Candidate:
        with writing(actor):
            candidate = _claimed(user, candidate_id, version)
            refused = [candidate]
            if objects:
                remember_objection(candidate)
                alike = Candidate.objects.select_for_update(of=("self",)).filter(
                    state=State.PENDING, digests__overlap=candidate.digests
                )
                refused += alike.exclude(pk=candidate.pk).order_by("pk")
            for each in refused:
                if objects:
                    erase(each)
                else:
                    each.note = reason
                _decide(actor, each, State.REFUSED, person=None)
        return candidate

    return twice(write)


def reopen_candidate(actor: Actor, *, user: User, candidate_id: UUID) -> Candidate:
    """One that was refused, or whose record is in the bin, waits again, as long as what was said is kept.

    Raises:
        CandidateNotFound. CandidateDecided: there is a record of it. CandidateErased: nothing is left of it.
    """
    candidate_for(user, candidate_id)
    with writing(actor):
        candidate = Candidate.objects.select_for_update().get(pk=candidate_id)
        if candidate.state == State.PENDING or _has_record(candidate):
            raise CandidateDecided
        if candidate.erased_at is not None:
            raise CandidateErased
        candidate.state, candidate.note = State.PENDING, ""
        candidate.decided_by, candidate.decided_at, candidate.person = None, None, None
        candidate.version += 1
        candidate.save()
        _tell(candidate)
        publish(CANDIDATES, CandidateChanged(id=candidate.pk))
    return candidate_for(user, candidate_id)


def _claimed(user: User, candidate_id: UUID, version: int) -> Candidate:
    """The row, locked, if it is as it was shown."""
    candidate_for(user, candidate_id)
    candidate = Candidate.objects.select_for_update().get(pk=candidate_id)
    if candidate.state != State.PENDING:
        raise CandidateDecided
    if candidate.version != version:
        raise CandidateChangedMeanwhile
    return candidate


def _decide(actor: Actor, candidate: Candidate, state: str, *, person: UUID | None) -> None:
    candidate.state, candidate.person_id = state, person
    candidate.decided_by_id, candidate.decided_at = actor.user_id, now()
    candidate.version += 1
    candidate.save()
    _tell(candidate)
    publish(CANDIDATES, CandidateChanged(id=candidate.pk))


def _tell(candidate: Candidate) -> None:
    """Whoever it came from learns whom it became."""
    if tell := kind_named(candidate.origin_kind).decided:
        tell(CandidateDecision(candidate.origin_id, candidate.person_id))


def _has_record(candidate: Candidate) -> bool:
    return candidate.person is not None and candidate.person.deleted_at is None


def _check(facts: CandidateFacts) -> None:
    wrong = {}
    if not facts.family_name:
        wrong["family_name"] = "Le nom est obligatoire."
    if facts.email and read_email(facts.email) is None:
        wrong["email"] = "Cette adresse e-mail n’est pas valable."
    if facts.phone and read_phone(facts.phone) is None:
        wrong["phone"] = "Ce numéro de téléphone ne peut pas être composé."
    if wrong:
        raise Invalid(fields=wrong)


def _contact(civility: str, facts: CandidateFacts) -> ContactIn:
    held: dict[str, Any] = {"function": facts.function, "organisation": facts.organisation}
    points = [
        ContactPointIn(kind=point.kind, value=point.shown, is_main=True)  # type: ignore[arg-type]
        for point in points_in(facts)
    ]
    return ContactIn(
        civility=civility,
        given_name=facts.given_name,
        family_name=facts.family_name,
        positions=[PositionIn(**held, is_main=True)] if any(held.values()) else [],
        contact_points=points,
    )
