"""Vocabularies as they are read: trees with usage counts, in a fixed number of queries (RF-5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from backend.contacts.errors import TermNotFound
from backend.contacts.models import Classification, Term, Vocabulary


@dataclass(frozen=True, slots=True)
class Node:
    term: Term
    path: str
    depth: int
    uses: int
    uses_below: int


def overview() -> list[dict[str, object]]:
    counts = {
        row["vocabulary"]: row
        for row in Term.objects.filter(merged_into=None)
        .values("vocabulary")
        .annotate(
            terms=Count("id", filter=Q(state=Term.State.ACTIVE)),
            proposed=Count("id", filter=Q(state=Term.State.PROPOSED)),
        )
    }
    told: list[dict[str, object]] = []
    for value, label in Vocabulary.choices:
        row = counts.get(value)
        terms, proposed = (row["terms"], row["proposed"]) if row else (0, 0)
        told.append({"vocabulary": value, "label": label, "terms": terms, "proposed": proposed})
    return told


def tree(vocabulary: str) -> list[Node]:
    """All terms of VOCABULARY, merged ones left out, each followed by those under it."""
    rows = Term.objects.filter(vocabulary=vocabulary, merged_into=None).select_related("proposed_by")
    children: dict[UUID | None, list[Term]] = {}
    for term in rows.order_by("rank", "match_key", "id"):
        children.setdefault(term.parent_id, []).append(term)
    used = dict(
        Classification.objects.filter(term__vocabulary=vocabulary)
        .values_list("term_id")
        .annotate(count=Count("id"))
    )
    return list(_nodes(children, used, None, "", 0))


def _nodes(
    children: dict[UUID | None, list[Term]],
    used: dict[UUID, int],
    parent: UUID | None,
    above: str,
    depth: int,
) -> Iterator[Node]:
    for term in children.get(parent, []):
        path = f"{above} › {term.label}" if above else term.label
        below = list(_nodes(children, used, term.pk, path, depth + 1))
        uses = used.get(term.pk, 0)
        yield Node(term, path, depth, uses, uses + sum(node.uses for node in below))
        yield from below


def term_for(term_id: UUID) -> Term:
    """Raises TermNotFound."""
    found = Term.objects.select_related("merged_into").filter(pk=term_id).first()
    if found is None:
        raise TermNotFound
    return found


def node_of(term: Term) -> Node:
    """TERM in its tree; one that is merged stands alone."""
    found = next((node for node in tree(term.vocabulary) if node.term.pk == term.pk), None)
    return found or Node(term, term.label, 0, 0, 0)
