"""One candidate as an officer decides of it: what was said, who that may be, and what attaching would add."""

from typing import Any

from backend.contacts.candidates.facts import CandidateFacts, email_of, facts_of, names_of, phone_of
from backend.contacts.candidates.filling import filling_for
from backend.contacts.candidates.queries import proposed_alike
from backend.contacts.duplicates.drafts import candidates_for as persons_like
from backend.contacts.models import Candidate
from backend.contacts.present.candidates import candidate_out
from backend.contacts.queries import visible_to, with_details
from backend.contacts.sensitive import sight_of


def candidate_shown(user: Any, candidate: Candidate) -> dict[str, Any]:
    """With the likeliest persons of the base first, as long as nobody has decided."""
    facts = facts_of(candidate)
    pending = candidate.state == Candidate.State.PENDING
    alike = proposed_alike(user, candidate) if pending else []
    return {
        **candidate_out(candidate, user),
        "matches": matches_for(user, facts) if pending else [],
        "alike": [candidate_out(each, user) for each in alike],
    }


def matches_for(user: Any, facts: CandidateFacts) -> list[dict[str, Any]]:
    given, family = names_of(facts)
    found = persons_like(
        user,
        given_name=given,
        family_name=family,
        birth_name="",
        birth_date=None,
        organisation=facts.organisation,
        emails=[text for text in [email_of(facts)] if text],
        phones=[text for text in [phone_of(facts)] if text],
    )
    sight = sight_of(user)
    rows = with_details(visible_to(user).filter(pk__in=[match["id"] for match in found]))
    persons = {person.pk: person for person in rows}
    return [
        {**match, "adds": filling_for(persons[match["id"]], facts, sight).told()}
        for match in found
        if match["id"] in persons
    ]
