"""Imports as the API gives them."""

from typing import Any

from backend.contacts.imports.columns import LABELS
from backend.contacts.models import Import, ImportChange, ImportMapping, ImportRow


def batch(found: Import) -> dict[str, Any]:
    kept = ("file_name", "status", "failure", "counts", "created_at", "committed_at", "undone_at", "policy")
    author = found.author.display_name if found.author else found.options.get("feed", "")
    columns = [{**column, **found.samples.get(column["letter"], {})} for column in found.columns]
    return {
        "id": found.pk,
        "author": author,
        "columns": columns,
        "sheets": found.sheets,
        "sheet": found.options.get("sheet", ""),
        "unknown_terms": found.unknown_terms,
        "terms": found.options.get("terms", {}),
        "source_id": found.data_source_id,
        "mapping_id": found.mapping_id,
        **{field: getattr(found, field) for field in kept},
    }


def import_mapping(found: ImportMapping) -> dict[str, Any]:
    kept = ("name", "policy", "updated_at")
    source = found.data_source.name if found.data_source else ""
    headers = [header for header, field in found.columns.items() if field]
    return {
        "id": found.pk,
        "source": source,
        "headers": headers,
        **{field: getattr(found, field) for field in kept},
    }


def import_row(row: ImportRow, sees: bool) -> dict[str, Any]:
    """SEES: the reader holds `contacts.view_sensitive`; others get what is sensitive masked."""
    kept = ("row", "outcome", "name", "organisation", "problems", "same_as")
    known = row.person if row.outcome in ("update", "unchanged") else None
    return {
        "contact_id": row.person_id,
        "duplicate_of": {"id": known.pk, "name": known.name} if known else None,
        "changes": [_change(change, sees) for change in row.changes],
        "values": row.values if sees else _without_sensitive(row.values),
        **{field: getattr(row, field) for field in kept},
    }


def _change(change: dict[str, Any], sees: bool) -> dict[str, Any]:
    if change["sensitive"] and not sees:
        return {**change, "before": "", "after": "", "hidden": True}
    return {**change, "hidden": False}


def _without_sensitive(values: dict[str, Any]) -> dict[str, Any]:
    left_out = {"birth_date", "note", "custom", "job_custom", "house_custom"}
    left_out |= {key for key in values if key.startswith(("private_", "custom:"))}
    points = [point for point in values.get("points", []) if not point.get("is_private")]
    return {key: points if key == "points" else value for key, value in values.items() if key not in left_out}


_TABLES = {
    "person": "la fiche",
    "position": "une fonction",
    "point": "une coordonnée",
    "filing": "un classement",
    "external": "un identifiant de source",
    "organisation": "l’organisme",
    "term": "un terme",
}


def kept_record(change: ImportChange) -> dict[str, Any]:
    """A record that the undo could not put back whole, and why."""
    return {
        "record": change.record,
        "record_id": change.record_id,
        "name": change.name,
        "reasons": [_reason(reason) for reason in change.kept],
    }


def _reason(reason: dict[str, Any]) -> str:
    what = _TABLES.get(reason["table"], reason["table"])
    if reason["code"] == "used":
        used = sorted({_USES.get(name, "une autre fiche") for name in reason["fields"]})
        return f"{what.capitalize()} sert depuis : {', '.join(used)}."
    fields = ", ".join(_FIELDS.get(name, name) for name in reason["fields"][:6])
    return f"{what.capitalize()} a changé depuis l’import : {fields}."


_USES = {
    "events.guest": "une liste d’invités",
    "contacts.contactpoint": "une coordonnée ajoutée ou changée",
    "contacts.position": "une fonction ajoutée ou changée",
    "contacts.classification": "un classement",
    "contacts.intermediary": "un intermédiaire",
    "contacts.listpin": "une liste",
    "contacts.listmember": "une liste",
    "contacts.organisation": "un organisme rattaché",
    "contacts.externalid": "une autre source",
}
_FIELDS = {
    **LABELS,
    "note": "notes",
    "deleted_at": "mise à la corbeille",
    "value": "valeur",
    "state": "état",
    "person_id": "personne",
    "organisation_id": "organisme",
    "is_main": "choix principal",
    "custom": "champs ajoutés",
    "started_on": "début",
    "ended_on": "fin",
    "rank": "ordre",
    "label": "libellé",
    "name": "nom",
    "siret": "SIRET",
    "siren": "SIREN",
    "is_private": "caractère privé",
}
