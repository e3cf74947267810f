"""Filing persons, organisations and positions under the terms of vocabularies (RF-5)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from backend.contacts.models import Classification, Organisation, Person, Position, Term
from backend.core.errors import Invalid

DEPTH_AT_MOST = 4
_OWNERS = {Person: "person", Organisation: "organisation", Position: "position"}
ANCESTORS = "__".join(["parent"] * (DEPTH_AT_MOST - 1))
"""For select_related, so that `path_of` asks nothing."""


def path_of(term: Term) -> str:
    """« Culture › Cinéma »."""
    labels = [term.label]
    above = term.parent
    while above is not None:
        labels.append(above.label)
        above = above.parent
    return " › ".join(reversed(labels))


def set_terms(
    owner: Person | Organisation | Position, wanted: Sequence[UUID], *, path: str = "terms"
) -> None:
    """OWNER is filed under WANTED, and nothing else. Retired terms stay where they are, and are not newly chosen.

    A merged term stands for the one that took its uses.

    Raises:
        Invalid: a term that does not exist, or is retired.
    """
    column = _OWNERS[type(owner)]
    current = {found.term_id: found for found in Classification.objects.filter(**{column: owner})}
    terms = Term.objects.select_related("merged_into").in_bulk([pk for pk in wanted if pk not in current])
    chosen: set[UUID] = {pk for pk in wanted if pk in current}
    for number, pk in enumerate(wanted):
        if pk not in current:
            chosen.add(_choosable(terms.get(pk), f"{path}.{number}").pk)
    gone = [found.pk for pk, found in current.items() if pk not in chosen]
    if gone:
        Classification.objects.filter(pk__in=gone).delete()
    new: list[dict[str, Any]] = [{"term_id": pk, column: owner} for pk in sorted(chosen - set(current))]
    Classification.objects.bulk_create([Classification(**row) for row in new], ignore_conflicts=True)


def choosable(pk: UUID, path: str = "term_id") -> Term:
    """The term PK, or the one that took its uses. Raises Invalid where it can't be newly chosen."""
    return _choosable(Term.objects.select_related("merged_into").filter(pk=pk).first(), path)


def _choosable(term: Term | None, path: str) -> Term:
    if term is not None and term.merged_into is not None:
        term = term.merged_into
    if term is None:
        raise Invalid(fields={path: "Ce terme n’existe pas."})
    if term.state == Term.State.RETIRED:
        raise Invalid(fields={path: f"« {term.label} » n’est plus en usage."})
    return term
