"""Writing custom fields and sources (RF-24, RF-7)."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from backend.contacts.changes import AUDIENCE, FieldsChanged
from backend.contacts.errors import FieldNotFound, SourceNotFound
from backend.contacts.models import DataSource, FieldDefinition, Organisation, Person, Position
from backend.contacts.models.sources import UNRANKED
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.text import fold
from backend.core.work import writing
from backend.live.publish import publish

_OWNERS: dict[str, Any] = {"person": Person, "organisation": Organisation, "position": Position}
_CHOICE_AT_MOST = 200
_NOT_IN_KEY = re.compile("[^a-z0-9]+")


def create_field(
    actor: Actor,
    *,
    owner: str,
    label: str,
    kind: str,
    choices: Sequence[str] = (),
    is_sensitive: bool = False,
) -> FieldDefinition:
    """A field whose key is made of its label: « Badge presse » -> `badge_presse`.

    Raises:
        Invalid: a choice without choices, or a label that says nothing or is taken.
    """
    with writing(actor):
        field = FieldDefinition(owner=owner, kind=kind, is_sensitive=is_sensitive)
        _set(field, {"label": label, "choices": choices})
        field.key = _free_key(label)
        last = FieldDefinition.objects.filter(owner=owner).aggregate(last=Max("rank"))["last"]
        field.rank = 0 if last is None else last + 1
        field.save()
        publish(AUDIENCE, FieldsChanged())
    return field


def change_field(actor: Actor, *, field_id: UUID, changes: dict[str, Any]) -> FieldDefinition:
    """Change what CHANGES gives: label, choices, is_sensitive, kind, place. Values are never lost.

    Raises:
        FieldNotFound: there is none.
        Invalid: the kind of a field that records use, or what create_field refuses.
    """
    with writing(actor):
        field = _locked(field_id)
        if changes.get("kind", field.kind) != field.kind:
            if is_used(field):
                raise Invalid(
                    fields={"kind": "Des fiches ont déjà une valeur : le type ne peut plus changer."}
                )
            field.kind = changes["kind"]
        _set(field, changes)
        field.save()
        if "place" in changes:
            _reorder(field, changes["place"])
        publish(AUDIENCE, FieldsChanged())
    return field


def retire_field(actor: Actor, *, field_id: UUID, retired: bool = True) -> FieldDefinition:
    """A retired field keeps its values and is shown no more; it can come back."""
    with writing(actor):
        field = _locked(field_id)
        field.retired_at = (field.retired_at or now()) if retired else None
        field.save()
        publish(AUDIENCE, FieldsChanged())
    return field


def is_used(field: FieldDefinition) -> bool:
    return bool(_OWNERS[field.owner].objects.filter(custom__has_key=field.key).exists())


def create_source(actor: Actor, *, name: str, rank: int) -> DataSource:
    """Raises Invalid where the name is taken."""
    with writing(actor):
        source = DataSource(name=name, rank=rank)
        _save_source(source)
    return source


def change_source(actor: Actor, *, source_id: UUID, changes: dict[str, Any]) -> DataSource:
    """Raises SourceNotFound, or Invalid where the name is taken or empty."""
    with writing(actor):
        source = DataSource.objects.select_for_update().filter(pk=source_id).first()
        if source is None:
            raise SourceNotFound
        for field in ("name", "rank"):
            if field in changes:
                setattr(source, field, changes[field])
        _save_source(source)
    return source


def order_sources(actor: Actor, *, first: Sequence[UUID], last: Sequence[UUID]) -> None:
    """FIRST are believed before what is typed here or comes from nowhere known, LAST after it; others stay.

    Raises:
        SourceNotFound: there is none.
        Invalid: one stands twice.
    """
    wanted = [*first, *last]
    if len(set(wanted)) < len(wanted):
        raise Invalid(fields={"first": "Une source ne peut figurer qu’une fois."})
    ranks = {pk: min(place, UNRANKED - 1) for place, pk in enumerate(first)}
    ranks |= {pk: UNRANKED + 1 + place for place, pk in enumerate(last)}
    with writing(actor):
        found = list(DataSource.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
        if len(found) < len(wanted):
            raise SourceNotFound
        for source in found:
            source.rank, source.updated_at = ranks[source.pk], now()
        DataSource.objects.bulk_update(found, ["rank", "updated_at"])
        publish(AUDIENCE, FieldsChanged())


def _save_source(source: DataSource) -> None:
    if not source.name:
        raise Invalid(fields={"name": "Le nom est obligatoire."})
    key = fold(source.name)
    if any(
        fold(name) == key for name in DataSource.objects.exclude(pk=source.pk).values_list("name", flat=True)
    ):
        raise Invalid(fields={"name": "Une source porte déjà ce nom."})
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise Invalid(fields={"name": "Une source porte déjà ce nom."}) from None
    publish(AUDIENCE, FieldsChanged())


def _locked(field_id: UUID) -> FieldDefinition:
    field = FieldDefinition.objects.select_for_update().filter(pk=field_id).first()
    if field is None:
        raise FieldNotFound
    return field


def _set(field: FieldDefinition, changes: dict[str, Any]) -> None:
    if "label" in changes:
        field.label = changes["label"]
        _check_label(field)
    if "is_sensitive" in changes:
        field.is_sensitive = changes["is_sensitive"]
    if "choices" in changes:
        field.choices = _distinct(changes["choices"])
    if not field.label:
        raise Invalid(fields={"label": "Le libellé est obligatoire."})
    if field.kind != FieldDefinition.Kind.CHOICE:
        field.choices = []
    elif not field.choices:
        raise Invalid(fields={"choices": "Donnez au moins un choix."})


def _distinct(choices: Sequence[str]) -> list[str]:
    """CHOICES in order, without empty ones and other spellings of one that came before.

    Raises Invalid where one is too long.
    """
    kept: dict[str, str] = {}
    for choice in choices:
        if len(choice.strip()) > _CHOICE_AT_MOST:
            raise Invalid(
                fields={"choices": f"Un choix est trop long ({_CHOICE_AT_MOST} caractères au plus)."}
            )
        if key := fold(choice):
            kept.setdefault(key, choice.strip())
    return list(kept.values())


def _check_label(field: FieldDefinition) -> None:
    """Two fields of one name can't be told apart in a form, a mapping or an export."""
    key = fold(field.label)
    if field.label and not key:
        raise Invalid(fields={"label": "Le libellé doit contenir une lettre ou un chiffre."})
    for other in FieldDefinition.objects.filter(owner=field.owner).exclude(pk=field.pk):
        if fold(other.label) == key:
            where = ", parmi les champs retirés" if other.retired_at else ""
            raise Invalid(fields={"label": f"Un champ porte déjà ce nom : « {other.label} »{where}."})


def _free_key(label: str) -> str:
    """Raises Invalid where LABEL has neither letter nor digit."""
    stem = _NOT_IN_KEY.sub("_", fold(label)).strip("_")[:50]
    if not stem:
        raise Invalid(fields={"label": "Le libellé doit contenir une lettre latine ou un chiffre."})
    taken = set(FieldDefinition.objects.filter(key__startswith=stem).values_list("key", flat=True))
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key


def _reorder(field: FieldDefinition, place: int) -> None:
    rows = FieldDefinition.objects.filter(owner=field.owner).select_for_update()
    siblings = [row for row in rows.order_by("rank", "label") if row.pk != field.pk]
    siblings.insert(place, field)
    for rank, row in enumerate(siblings):
        row.rank, row.updated_at = rank, now()
    FieldDefinition.objects.bulk_update(siblings, ["rank", "updated_at"])
