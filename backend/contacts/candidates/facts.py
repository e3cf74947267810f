"""What is said of a candidate, as it was given, and how it reads as names, addresses and numbers."""

import re
from dataclasses import asdict, dataclass

from backend.contacts.emails import read_email
from backend.contacts.imports.cells import split_name
from backend.contacts.models import Candidate
from backend.contacts.phones import read_phone, show_phone
from backend.core.text import fold


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """FULL_NAME, or the two names where they are known apart. PROFILE is the address of a public profile."""

    full_name: str = ""
    given_name: str = ""
    family_name: str = ""
    organisation: str = ""
    function: str = ""
    email: str = ""
    phone: str = ""
    profile: str = ""

    @property
    def name(self) -> str:
        return self.full_name or f"{self.given_name} {self.family_name}".strip()


_WORD = re.compile(r"[^\W\d_]+")
_SMALL = {"de", "du", "des", "di", "von", "van", "der"}
FIELDS = tuple(asdict(CandidateFacts()))
_LENGTHS = {field.name: field.max_length for field in Candidate._meta.concrete_fields if field.name in FIELDS}


def tidied(facts: CandidateFacts) -> CandidateFacts:
    """Spaces put right, and each text as long as its column takes."""
    kept = {name: " ".join(text.replace("\0", " ").split()) for name, text in asdict(facts).items()}
    return CandidateFacts(**{name: text[: _LENGTHS[name]] for name, text in kept.items()})


def facts_of(candidate: Candidate) -> CandidateFacts:
    return CandidateFacts(**{name: getattr(candidate, name) for name in FIELDS})


def names_of(facts: CandidateFacts) -> tuple[str, str]:
    """The given and the family name, DURAND as Durand; a whole name is read as lists of names are."""
    given, family = (facts.given_name, facts.family_name) if facts.family_name else split_name(facts.name)
    return _calm(given), _calm(family)


def _calm(name: str) -> str:
    """« DE LA TOUR-DUPIN » -> « de La Tour-Dupin »; initials, and what is not all in capitals, as they are."""
    return _WORD.sub(_in_small, name) if name.isupper() and len(name) > 2 else name


def _in_small(word: re.Match[str]) -> str:
    small = word.group().lower()
    return small if small in _SMALL or len(small) == 1 else small.capitalize()


def email_of(facts: CandidateFacts) -> str:
    """In the form in which it is kept; empty where it can't be one."""
    return read_email(facts.email) or "" if facts.email else ""


def phone_of(facts: CandidateFacts) -> str:
    """E.164; empty where nobody could ring it."""
    found = read_phone(facts.phone) if facts.phone else None
    return found.value if found else ""


def shown_phone(text: str) -> str:
    """A number as the country writes it; what is no number as it was given."""
    found = read_phone(text) if text else None
    return show_phone(found.value, found.extension) if found else text


def search_text(facts: CandidateFacts, label: str) -> str:
    told = (facts.name, facts.given_name, facts.family_name, facts.organisation, facts.function, label)
    return " ".join(dict.fromkeys(text for text in map(fold, told) if text))
