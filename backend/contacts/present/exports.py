from typing import Any

from backend.contacts.exports.formats import FORMATS
from backend.contacts.exports.letters.names import Names
from backend.contacts.exports.templates import fields_found
from backend.contacts.models import Export, LetterTemplate
from backend.core.clock import now


def template(found: LetterTemplate, names: Names, *, user: Any) -> dict[str, Any]:
    return {
        "id": found.pk,
        "author": found.author.display_name if found.author else "",
        "fields": [{"name": each.name, "label": each.label} for each in fields_found(names, found)],
        "mine": found.author_id == user.pk or user.has_perm("contacts.configure_contacts"),
        **{field: getattr(found, field) for field in ("name", "size", "created_at")},
    }


def export(found: Export) -> dict[str, Any]:
    kept = (
        *("scope", "scope_label", "format", "columns", "purpose", "is_sensitive", "status", "total", "done"),
        *("count", "size", "file_name", "failure", "report", "created_at", "finished_at", "expires_at"),
    )
    return {
        "id": found.pk,
        "author": found.author.display_name if found.author else "",
        "format_label": _format_label(found),
        "has_file": bool(found.expires_at and found.expires_at > now()),
        **{field: getattr(found, field) for field in kept},
    }


def _format_label(found: Export) -> str:
    return found.format_label or (FORMATS[found.format].label if found.format in FORMATS else found.format)
