"""Where candidates come from. A domain above registers each of its kinds, and is told what became of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CandidateOrigin:
    """ID is opaque, as the id of a row: no handle, no e-mail address. LABEL is a French phrase for the officer.

    URL is an address inside the application.
    """

    kind: str
    id: str
    label: str
    url: str = ""

    def __post_init__(self) -> None:
        if not self.id or len(self.id) > 64:
            raise ValueError("The id of an origin has 1 to 64 characters.")
        if self.url and (not self.url.startswith("/") or self.url.startswith("//")):
            raise ValueError("The address of an origin is inside the application.")


@dataclass(frozen=True, slots=True)
class CandidateDecision:
    """What was decided of what ORIGIN_ID proposed; PERSON_ID is whom it became.

    None where it was refused, or is to be decided again.
    """

    origin_id: str
    person_id: UUID | None


Decided = Callable[[CandidateDecision], None]


@dataclass(frozen=True, slots=True)
class OriginKind:
    label: str
    decided: Decided | None
    right: str

    def shows_to(self, user: Any) -> bool:
        return not self.right or bool(user.has_perm(self.right))


_UNKNOWN = OriginKind("Autre origine", None, "")
_kinds: dict[str, OriginKind] = {}


def register_candidate_origin(
    kind: str, *, label: str, decided: Decided | None = None, right: str = ""
) -> None:
    """Candidates of KIND come from what French calls LABEL.

    DECIDED runs inside the unit of work of whoever decides. RIGHT is needed to see which origin it was (the title
    of an event); without it the label of the kind is all that is shown.
    """
    _kinds[kind] = OriginKind(label, decided, right)


def kind_named(kind: str) -> OriginKind:
    """That of a kind that nobody registers any more has a label, and nobody to tell."""
    return _kinds.get(kind, _UNKNOWN)


def known_kinds() -> Mapping[str, OriginKind]:
    return _kinds
