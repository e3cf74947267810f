"""Who does not want to be in the base is recognised without being kept: by keyed digests of what they go by."""

from collections.abc import Sequence

from django.utils.crypto import salted_hmac

from backend.contacts.candidates.facts import CandidateFacts, email_of, phone_of
from backend.contacts.models import Candidate, Objection
from backend.contacts.names import match_key, name_key
from backend.core.text import fold

_SALT = "contacts.candidates.objection"


def digests_of(facts: CandidateFacts) -> list[str]:
    """One for each of profile, e-mail address and number; for want of these, of the name in its organisation.

    The words of the name are in alphabetical order, so that « Zoé Martin » and « MARTIN Zoé » are one.
    """
    told = {
        "profile": fold(facts.profile.partition("://")[2] or facts.profile).removeprefix("www."),
        "email": email_of(facts),
        "phone": phone_of(facts),
    }
    known = [f"{kind}:{value}" for kind, value in told.items() if value]
    if not known:
        words = " ".join(sorted(name_key("", facts.name).split()))
        known = [f"name:{words}|{match_key(facts.organisation)}"]
    return [salted_hmac(_SALT, text, algorithm="sha256").hexdigest() for text in known]


def objected(digests: Sequence[str]) -> bool:
    return Objection.objects.filter(digest__in=digests).exists()


def remember_objection(candidate: Candidate) -> None:
    """Who CANDIDATE is will not be proposed again, wherever they are named."""
    Objection.objects.bulk_create(
        [Objection(digest=digest) for digest in candidate.digests], ignore_conflicts=True
    )
