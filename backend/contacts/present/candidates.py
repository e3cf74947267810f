"""Candidates as the API gives them."""

from typing import Any

from backend.contacts.candidates.facts import facts_of, names_of, shown_phone
from backend.contacts.candidates.origins import kind_named
from backend.contacts.models import Candidate

_PLAIN = ("id", "organisation", "function", "email", "profile", "state", "note", "version")
_DATES = ("proposed_by", "proposed_at", "decided_at")


def candidate_out(candidate: Candidate, user: Any) -> dict[str, Any]:
    """The two names as they are proposed for the record; the origin as far as USER may see it."""
    facts = facts_of(candidate)
    given, family = names_of(facts)
    person = candidate.person
    return {
        **{name: getattr(candidate, name) for name in (*_PLAIN, *_DATES)},
        "name": facts.name,
        "given_name": given,
        "family_name": family,
        "phone": shown_phone(candidate.phone),
        "origin": _origin(candidate, user),
        "decided_by": candidate.decided_by.display_name if candidate.decided_by else "",
        "person": {"id": person.pk, "name": person.name} if person and person.deleted_at is None else None,
        "erased": candidate.erased_at is not None,
    }


def _origin(candidate: Candidate, user: Any) -> dict[str, str]:
    kind = kind_named(candidate.origin_kind)
    shown = kind.shows_to(user)
    return {
        "kind": candidate.origin_kind,
        "kind_label": kind.label,
        "label": (candidate.origin_label if shown else "") or kind.label,
        "url": candidate.origin_url if shown else "",
    }
