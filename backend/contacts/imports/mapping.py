"""Which column feeds which field: guessed, changed by hand, saved under a name, offered again (RF-6)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from backend.contacts.imports.columns import LABELS, NAMES, Column
from backend.contacts.imports.refused import REASON
from backend.contacts.models import FieldDefinition, Import, ImportMapping
from backend.core.actor import Actor
from backend.core.errors import Conflict, Invalid
from backend.core.text import fold
from backend.core.work import writing


def headers_key(columns: Iterable[Column]) -> str:
    """The same for files whose columns are called the same, in whatever order."""
    told = "\n".join(sorted({fold(column.header) for column in columns} - {fold(REASON)}))
    return hashlib.sha256(told.encode()).hexdigest()


def mapped(columns: list[Column], batch: Import, key: str) -> list[Column]:
    """COLUMNS as they were chosen for BATCH; else as in its mapping, or the newest for such headers."""
    chosen: Mapping[str, str] = batch.options.get("columns") or {}
    if chosen:
        return [replace(column, field=chosen.get(column.letter) or None) for column in columns]
    guessed = batch.options.get("guessed", False)  # a feed without a mapping guesses each time
    if batch.mapping is None and not guessed:
        batch.mapping = ImportMapping.objects.filter(headers_key=key).order_by("-updated_at").first()
        _take_over(batch)
    if batch.mapping is None:
        return columns
    kept = batch.mapping.columns
    return [
        replace(column, field=kept.get(_place(column, columns), column.field) or None) for column in columns
    ]


def _take_over(batch: Import) -> None:
    """What the mapping says besides columns, where nothing was chosen for this file."""
    if batch.mapping is not None:
        batch.options = {"terms": batch.mapping.terms, **batch.options}
        batch.policy, batch.data_source = batch.mapping.policy, batch.mapping.data_source
        Import.objects.filter(pk=batch.pk).update(
            mapping=batch.mapping,
            options=batch.options,
            policy=batch.policy,
            data_source=batch.data_source,
        )


def _place(column: Column, columns: Iterable[Column]) -> str:
    """A header that comes twice is told apart by its turn: « titre », « titre#2 »."""
    name = fold(column.header)
    turn = sum(1 for other in columns if fold(other.header) == name and other.index <= column.index)
    return name if turn == 1 else f"{name}#{turn}"


def targets() -> list[dict[str, Any]]:
    """The fields that a column can feed, with their French names."""
    fixed = [{"key": key, "label": label, "group": _group(key)} for key, label in LABELS.items()]
    added = FieldDefinition.objects.filter(retired_at=None)
    return fixed + [
        {"key": f"custom:{item.key}", "label": item.label, "group": _ADDED[item.owner]} for item in added
    ]


_ADDED = {
    "person": "Champs ajoutés aux contacts",
    "position": "Champs ajoutés aux fonctions",
    "organisation": "Champs ajoutés aux organismes",
}


def _group(key: str) -> str:
    if key.startswith("term:"):
        return "Listes de valeurs"
    if key.startswith("org_"):
        return "Organisme"
    if key.startswith("private_"):
        return "Coordonnées privées"
    if key in {"function", "service", "organisation", "started_on", "ended_on"}:
        return "Poste"
    if key in {
        "email",
        "phone",
        "mobile",
        "fax",
        "web",
        "social",
        "address",
        "postal_code",
        "city",
        "country",
    }:
        return "Coordonnées"
    return "Personne"


def check_columns(chosen: Mapping[str, str]) -> None:
    """Raises Invalid where a field does not exist, or no column gives a name."""
    known = {target["key"] for target in targets()} | {""}
    if wrong := sorted(set(chosen.values()) - known):
        raise Invalid(fields={"columns": f"Ce champ n’existe pas : {', '.join(wrong)}."})
    if not NAMES & set(chosen.values()):
        raise Invalid(fields={"columns": "Choisissez au moins la colonne du nom."})


def chosen_mapping(name: str) -> dict[str, Any]:
    """The fields of an import that follows the mapping called NAME.

    Raises:
        Invalid: there is none.
    """
    mapping = ImportMapping.objects.filter(name=name).first()
    if mapping is None:
        known = ", ".join(ImportMapping.objects.values_list("name", flat=True)) or "aucune"
        raise Invalid(
            f"Aucune correspondance ne s’appelle « {name} ». Enregistrées : {known}.", code="no_mapping"
        )
    return {
        "mapping": mapping,
        "policy": mapping.policy,
        "data_source": mapping.data_source,
        "options": {"terms": mapping.terms},
    }


def save_mapping(actor: Actor, *, batch: Import, name: str) -> ImportMapping:
    """The choices of BATCH under NAME, replacing those that bore it.

    Raises:
        Conflict: the file is not read yet.
    """
    columns = [
        Column(index, str(item["header"]), "", item["field"]) for index, item in enumerate(batch.columns)
    ]
    if not columns:
        raise Conflict("Ce fichier n’est pas encore lu.")
    with writing(actor):
        mapping, _ = ImportMapping.objects.update_or_create(
            name=name,
            defaults={
                "headers_key": headers_key(columns),
                "columns": {_place(column, columns): column.field or "" for column in columns},
                "terms": batch.options.get("terms", {}),
                "policy": batch.policy,
                "data_source": batch.data_source,
            },
        )
        Import.objects.filter(pk=batch.pk).update(mapping=mapping)
    return mapping


def rename_mapping(actor: Actor, *, mapping: ImportMapping, name: str) -> ImportMapping:
    """It says the same as before: `updated_at` stays, so that feeds do not read their files anew.

    Raises Invalid where another one has this name.
    """
    if ImportMapping.objects.filter(name=name).exclude(pk=mapping.pk).exists():
        raise Invalid(fields={"name": "Une correspondance porte déjà ce nom."})
    with writing(actor):
        mapping.name = name
        mapping.save(update_fields=["name"])
    return mapping


def delete_mapping(actor: Actor, *, mapping: ImportMapping) -> None:
    """Raises Conflict where a feed needs it."""
    if feed := mapping.feeds.first():
        raise Conflict(f"L’import programmé « {feed.name} » se sert de cette correspondance.")
    with writing(actor):
        mapping.delete()
