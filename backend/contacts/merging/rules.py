"""The rules of survival as an administrator sets them (right configure_contacts)."""

from collections.abc import Sequence
from typing import Any

from backend.contacts.changes import AUDIENCE, FieldsChanged
from backend.contacts.merging.fields import ORGANISATION_FIELDS, PERSON_FIELDS
from backend.contacts.merging.survivorship import rules_for
from backend.contacts.models import RecordKind, SurvivorshipRule
from backend.core.actor import Actor
from backend.core.errors import Invalid
from backend.core.work import writing
from backend.live.publish import publish


def rules_of(kind: str) -> list[dict[str, Any]]:
    """Of each field its criteria, and whether it has a rule of its own; the empty name is all others."""
    rules = rules_for(kind)
    own = set(SurvivorshipRule.objects.filter(kind=kind).values_list("field", flat=True))
    return [
        {"field": field, "criteria": rules.get(field, rules[""]), "is_own": field in own}
        for field in ("", *_fields(kind))
    ]


def set_rule(actor: Actor, *, kind: str, field: str, criteria: Sequence[str]) -> None:
    """Raises Invalid where there is no such field, or a criterion stands twice."""
    if field and field not in _fields(kind):
        raise Invalid(fields={"field": "Ce champ n’existe pas."})
    if len(set(criteria)) < len(criteria):
        raise Invalid(fields={"criteria": "Un critère ne peut figurer qu’une fois."})
    with writing(actor):
        if criteria:
            SurvivorshipRule.objects.update_or_create(
                kind=kind, field=field, defaults={"criteria": list(criteria)}
            )
        else:
            SurvivorshipRule.objects.filter(kind=kind, field=field).delete()
        publish(AUDIENCE, FieldsChanged())


def _fields(kind: str) -> tuple[str, ...]:
    return PERSON_FIELDS if kind == RecordKind.PERSON else ORGANISATION_FIELDS
