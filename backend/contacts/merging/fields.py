"""The single-valued fields of records as candidates for survival, custom fields included."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.contacts.merging.registry import uses_of
from backend.contacts.merging.survivorship import BOTH, Candidate, Decision, criteria_of, decide
from backend.contacts.models import ContactPoint, DataSource, Organisation, Person
from backend.contacts.models.sources import UNRANKED
from backend.contacts.provenance import CUSTOM
from backend.core.errors import Invalid

Record = Person | Organisation
PERSON_FIELDS = (
    *("civility", "title", "given_name", "family_name", "birth_name", "birth_date"),
    *("contact_type", "preferred_channel", "note"),
)
ORGANISATION_FIELDS = ("name", "legal_name", "acronym", "siren", "siret", "vat", "note")


def fields_of(records: Sequence[Record]) -> list[str]:
    """The names of the fields, those of custom ones as `custom.KEY`."""
    plain = PERSON_FIELDS if isinstance(records[0], Person) else ORGANISATION_FIELDS
    keys = sorted({key for record in records for key in record.custom})
    return [*plain, *(CUSTOM + key for key in keys)]


def value_of(record: Record, field: str) -> Any:
    if field.startswith(CUSTOM):
        return record.custom.get(field.removeprefix(CUSTOM))
    return getattr(record, field)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the criteria ask beside the records: the rank of each source, how often each record is used, and which
    of them somebody has verified.
    """

    ranks: Mapping[UUID, int]
    uses: Mapping[UUID, int]
    verified: Collection[UUID]


def weighing_of(records: Sequence[Record]) -> Weighing:
    """Of many records at once, in a fixed number of queries."""
    ranks = dict(DataSource.objects.values_list("pk", "rank"))
    persons = [record.pk for record in records if isinstance(record, Person)]
    return Weighing(ranks, uses_of(persons) if persons else {}, _verified(records))


def decisions(
    records: Sequence[Record],
    rules: Mapping[str, list[str]],
    choices: Mapping[str, str] | None = None,
    *,
    weighing: Weighing | None = None,
) -> dict[str, Decision]:
    """What survives of each field of RECORDS, the keeper first. CHOICES: by field, the id of the record, or BOTH.

    WEIGHING where it is known already.

    Raises:
        Invalid: a choice names no field or no record of these.
    """
    choices = choices or {}
    names = fields_of(records)
    if unknown := sorted(set(choices) - set(names)):
        raise Invalid(fields={f"choices.{name}": "Ce champ n’existe pas." for name in unknown})
    weighing = weighing or weighing_of(records)
    found = {}
    for field in names:
        candidates = [_candidate(record, field, weighing) for record in records]
        decision = decide(candidates, criteria_of(rules, field))
        if field == "note" and decision.differs:
            decision = _both(candidates)
        found[field] = _chosen(field, candidates, choices[field]) if field in choices else decision
    return found


def _verified(records: Sequence[Record]) -> set[UUID]:
    """Those of which somebody has verified a contact point, of the record itself or of one of its positions."""
    if not records:
        return set()
    ids = [record.pk for record in records]
    points = ContactPoint.objects.exclude(verified_at=None)
    if isinstance(records[0], Organisation):
        return set(points.filter(organisation__in=ids).values_list("organisation", flat=True))
    own = points.filter(person__in=ids).values_list("person", flat=True)
    held = points.filter(position__person__in=ids).values_list("position__person", flat=True)
    return {*own, *held}


def _candidate(record: Record, field: str, weighing: Weighing) -> Candidate:
    """PROVENANCE says of persons who wrote a field last; without it the record itself speaks."""
    told = record.provenance.get(field) or {} if isinstance(record, Person) else {}
    source = _uuid(told.get("source")) or getattr(record, "data_source_id", None)
    return Candidate(
        record=record.pk,
        value=value_of(record, field),
        rank=weighing.ranks.get(source, UNRANKED) if source else UNRANKED,
        verified=bool(told.get("verified")) or record.pk in weighing.verified,
        at=_moment(told.get("at")) or record.updated_at,
        uses=weighing.uses.get(record.pk, 0),
    )


def _chosen(field: str, candidates: Sequence[Candidate], choice: str) -> Decision:
    if choice == BOTH and field == "note":
        return _both(candidates)
    for one in candidates:
        if str(one.record) == choice:
            return Decision(one.record, one.value, "chosen", True)
    raise Invalid(fields={f"choices.{field}": "Choisir la valeur d’une de ces fiches."})


def _both(candidates: Iterable[Candidate]) -> Decision:
    """Notes one after the other: nothing that somebody wrote gets lost."""
    texts: list[str] = []
    first = None
    for one in candidates:
        first = first or one
        if not one.is_empty and not any(str(one.value).strip() in text for text in texts):
            texts.append(str(one.value).strip())
    assert first is not None
    return Decision(first.record, "\n\n".join(texts), BOTH, True)


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
