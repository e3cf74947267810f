"""Imports as the API gives them."""

from typing import Any

from backend.contacts.models import Import, ImportRow


def batch(found: Import) -> dict[str, Any]:
    kept = ("file_name", "status", "counts", "columns", "created_at", "committed_at")
    author = found.author.display_name if found.author else ""
    return {"id": found.pk, "author": author, **{field: getattr(found, field) for field in kept}}


def import_row(row: ImportRow) -> dict[str, Any]:
    kept = ("row", "outcome", "name", "organisation", "problems", "values")
    return {"contact_id": row.person_id, **{field: getattr(row, field) for field in kept}}
