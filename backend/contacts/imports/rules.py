"""What an import may write over, and where its terms go (RF-5, RF-8)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.contacts.models import DataSource, FieldDefinition, Import, Policy, Term
from backend.contacts.models.sources import UNRANKED
from backend.contacts.provenance import written
from backend.core.clock import now
from backend.core.text import fold

OWNER_OF = {
    "domain": "person",
    "sector": "person",
    "category": "person",
    "function": "position",
    "organisation_kind": "organisation",
}


@dataclass(slots=True)
class Terms:
    """The terms of the base by vocabulary and folded label, and what was chosen for labels that are none.

    CHOSEN is {vocabulary: {folded label: term id, or "" for a label that is left aside}}.
    """

    known: dict[tuple[str, str], Term]
    chosen: dict[str, dict[str, str]]
    by_id: dict[str, Term]
    unknown: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def find(self, vocabulary: str, label: str) -> Term | None:
        """None for a label to leave aside; a term that is not saved yet stands for one to propose."""
        key = fold(label)
        choice = self.chosen.get(vocabulary, {}).get(key)
        if choice is not None:
            return self.by_id.get(choice)
        term = self.known.get((vocabulary, key))
        if term is None:
            term = Term(vocabulary=vocabulary, label=label, match_key=key[:120], state=Term.State.PROPOSED)
            self.known[vocabulary, key] = term
        if term._state.adding:
            self.unknown[vocabulary, key] = label, self.unknown.get((vocabulary, key), (label, 0))[1] + 1
        return term


@dataclass(slots=True)
class Rules:
    """OVERWRITE lets the file win where its source is believed at least as much as who wrote the field last."""

    terms: Terms
    overwrite: bool = False
    source: UUID | None = None
    rank: int = UNRANKED
    ranks: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    sensitive: frozenset[str] = frozenset()
    moment: datetime = field(default_factory=now)

    def wins(self, told: dict[str, Any] | None) -> bool:
        """Whether the file may replace a value whose provenance is TOLD."""
        if not self.overwrite or (told or {}).get("verified"):
            return False
        source = (told or {}).get("source")
        return self.rank <= (self.ranks.get(str(source), UNRANKED) if source else UNRANKED)

    @property
    def provenance(self) -> dict[str, Any]:
        return written(self.source, self.moment)


def rules_of(batch: Import) -> Rules:
    """In three queries."""
    ranks = {str(pk): rank for pk, rank in DataSource.objects.values_list("pk", "rank")}
    fields = list(FieldDefinition.objects.all())
    return Rules(
        terms=_terms(batch.options.get("terms", {})),
        overwrite=batch.policy == Policy.FILE,
        source=batch.data_source_id,
        rank=ranks.get(str(batch.data_source_id), UNRANKED),
        ranks=ranks,
        labels={item.key: item.label for item in fields},
        sensitive=frozenset(item.key for item in fields if item.is_sensitive),
    )


def _terms(chosen: dict[str, dict[str, str]]) -> Terms:
    terms = list(Term.objects.select_related("merged_into").order_by("-parent", "-rank", "pk"))
    usable = [
        term.merged_into or term for term in terms if term.state != Term.State.RETIRED or term.merged_into
    ]
    known = {(term.vocabulary, term.match_key): term.merged_into or term for term in terms}
    return Terms(known, chosen, {str(term.pk): term for term in usable})
