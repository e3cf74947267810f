"""Duplicates as an officer looks at them: groups, and records side by side with what would survive."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from backend.contacts.directory import visible_organisations
from backend.contacts.errors import ContactNotFound, MergeNotFound, OrganisationNotFound
from backend.contacts.merging.fields import Record, decisions, value_of
from backend.contacts.merging.registry import uses_of
from backend.contacts.merging.survivorship import Decision, rules_for
from backend.contacts.models import (
    DuplicatePair,
    FieldDefinition,
    MergeOperation,
    Organisation,
    Person,
    RecordKind,
)
from backend.contacts.present.parts import display
from backend.contacts.provenance import CUSTOM
from backend.contacts.queries import visible_to
from backend.contacts.sensitive import ORGANISATION_FIELDS, PERSON_FIELDS, Sight, sight_of

AnyRecord = TypeVar("AnyRecord", bound=Person | Organisation)
LABELS = {
    "civility": "Civilité",
    "title": "Titre",
    "given_name": "Prénom",
    "family_name": "Nom",
    "birth_name": "Nom de naissance",
    "birth_date": "Date de naissance",
    "contact_type": "Type de contact",
    "preferred_channel": "Canal préféré",
    "note": "Notes",
    "name": "Nom",
    "legal_name": "Raison sociale",
    "acronym": "Sigle",
    "siren": "SIREN",
    "siret": "SIRET",
    "vat": "Numéro de TVA",
    "": "Tous les autres champs",
}
_PRIVATE_EVIDENCE = {"birth", "phone", "mobile", "email", "street", "postcode", "city"}


def alive(user: Any, kind: str) -> QuerySet[Any]:
    return visible_to(user) if kind == RecordKind.PERSON else visible_organisations(user)


def open_pairs(user: Any, kind: str) -> QuerySet[DuplicatePair]:
    """Those of which USER may see both sides."""
    seen = alive(user, kind).values("pk")
    return DuplicatePair.objects.filter(
        kind=kind, verdict=DuplicatePair.Verdict.OPEN, cluster__isnull=False, a__in=seen, b__in=seen
    )


def clusters_for(user: Any, *, kind: str, limit: int, offset: int) -> dict[str, Any]:
    """One page of groups, the surest first."""
    groups = open_pairs(user, kind).values("cluster").annotate(best=Max("score")).order_by("-best", "cluster")
    page: dict[UUID, float] = {row["cluster"]: row["best"] for row in groups[offset : offset + limit]}  # type: ignore[misc]
    pairs: dict[UUID, list[DuplicatePair]] = defaultdict(list)
    for pair in open_pairs(user, kind).filter(cluster__in=page).order_by("-score", "pk"):
        assert pair.cluster is not None
        pairs[pair.cluster].append(pair)
    ids = {pk for some in pairs.values() for pair in some for pk in (pair.a, pair.b)}
    records = alive(user, kind).in_bulk(list(ids))
    sees = sight_of(user).sees
    items = [
        {
            "id": cluster,
            "score": best,
            "members": [
                member(records[pk])
                for pk in sorted({pk for pair in pairs[cluster] for pk in (pair.a, pair.b)})
            ],
            "links": [_link(pair, sees=sees) for pair in pairs[cluster]],
        }
        for cluster, best in page.items()
    ]
    return {"items": items, "total": groups.count()}


def counts_for(user: Any) -> dict[str, int]:
    return {
        kind: open_pairs(user, kind).aggregate(count=Count("cluster", distinct=True))["count"]
        for kind in RecordKind.values
    }


def records_for(user: Any, kind: str, ids: Sequence[UUID]) -> list[Record]:
    """In the order of IDS. Raises ContactNotFound, OrganisationNotFound."""
    rows = alive(user, kind).prefetch_related("contact_points", "classifications__term")
    if kind == RecordKind.PERSON:
        rows = rows.prefetch_related("positions__organisation", "positions__contact_points")
    found = {record.pk: record for record in rows.filter(pk__in=ids)}
    if len(found) < len(set(ids)):
        raise ContactNotFound if kind == RecordKind.PERSON else OrganisationNotFound
    return [found[pk] for pk in dict.fromkeys(ids)]


def comparison_for(user: Any, *, kind: str, ids: Sequence[UUID], keep: UUID | None) -> dict[str, Any]:
    """Records side by side, the one to keep first, and of each field which value would survive, and why."""
    records, sight = records_for(user, kind, ids), sight_of(user)
    uses = uses_of(record.pk for record in records) if kind == RecordKind.PERSON else {}
    keeper = next((record for record in records if record.pk == keep), chosen_keeper(records, uses))
    ordered = [keeper, *(record for record in records if record is not keeper)]
    hidden = hidden_fields(kind, sight)
    labels = dict(FieldDefinition.objects.values_list("key", "label"))
    decided = decisions(ordered, rules_for(kind))
    return {
        "keep": keeper.pk,
        "records": [_compared(record, uses.get(record.pk, 0), sight) for record in ordered],
        "fields": [
            field_told(name, decision, ordered, labels)
            for name, decision in decided.items()
            if name not in hidden and any(value_of(record, name) for record in ordered)
        ],
        "hidden": sorted(hidden),
    }


def chosen_keeper(records: Sequence[AnyRecord], uses: Mapping[UUID, int]) -> AnyRecord:
    """Which one stays unless somebody says otherwise: the most used, then the fullest, then the oldest."""
    return max(records, key=lambda one: (uses.get(one.pk, 0), _filled(one), -one.created_at.timestamp()))


def hidden_fields(kind: str, sight: Sight) -> set[str]:
    """Fields that the reader does not see, and so does not choose."""
    if sight.sees:
        return set()
    plain = PERSON_FIELDS if kind == RecordKind.PERSON else ORGANISATION_FIELDS
    return {*plain, *(CUSTOM + key for key in sight.hidden_keys(kind))}


def merges_for(user: Any) -> QuerySet[MergeOperation]:
    """Newest first, for those who may merge."""
    if not user.has_perm("contacts.merge_contacts"):
        return MergeOperation.objects.none()
    return MergeOperation.objects.select_related("author", "undone_by").order_by("-created_at", "-id")


def merge_for(user: Any, merge_id: UUID) -> MergeOperation:
    """Raises MergeNotFound."""
    found = merges_for(user).filter(pk=merge_id).first()
    if found is None:
        raise MergeNotFound
    return found


def names_of(operations: Sequence[MergeOperation]) -> Mapping[UUID, str]:
    """The names of all records that OPERATIONS speak of: two queries."""
    ids = {pk for each in operations for pk in (each.keeper, *each.losers)}
    names = {person.pk: person.name for person in Person.objects.filter(pk__in=ids)}
    return names | dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))


def member(record: Record) -> dict[str, Any]:
    if isinstance(record, Person):
        told = record.summary
        detail = ", ".join(text for text in (told.get("function"), told.get("organisation")) if text)
    else:
        detail = " · ".join(text for text in (record.acronym, record.siren) if text)
    return {"id": record.pk, "name": record.name, "detail": detail, "version": record.version}


def _link(pair: DuplicatePair, *, sees: bool) -> dict[str, Any]:
    why = [one for one in pair.why if sees or one["field"] not in _PRIVATE_EVIDENCE]
    return {"a": pair.a, "b": pair.b, "score": pair.score, "why": why}


def _filled(record: Record) -> int:
    return sum(bool(value) for name, value in vars(record).items() if not name.startswith("_"))


def _compared(record: Record, uses: int, sight: Sight) -> dict[str, Any]:
    points = list(record.contact_points.all())
    positions = list(record.positions.all()) if isinstance(record, Person) else []
    for position in positions:
        points += position.contact_points.all()
    told = [
        " · ".join(
            text
            for text in (each.function, each.service, each.organisation.name if each.organisation else "")
            if text
        )
        for each in positions
    ]
    return {
        **member(record),
        "created_at": record.created_at,
        "uses": uses,
        "points": list(dict.fromkeys(_point(point) for point in sight.points(points))),
        "positions": told,
        "terms": [each.term.label for each in record.classifications.all()],
    }


def _point(point: Any) -> str:
    state = {"refused": " (refus d’être contacté)", "bounced": " (en erreur)"}.get(point.state, "")
    return f"{display(point)}{state}"


def field_told(
    name: str, decision: Decision, records: Sequence[Record], labels: Mapping[str, str]
) -> dict[str, Any]:
    key = name.removeprefix(CUSTOM)
    return {
        "field": name,
        "label": labels.get(key, key) if name.startswith(CUSTOM) else LABELS[name],
        "values": [{"record": one.pk, "value": _text(value_of(one, name))} for one in records],
        "winner": decision.record,
        "reason": decision.reason,
        "differs": decision.differs,
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)
