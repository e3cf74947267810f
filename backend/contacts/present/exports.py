from typing import Any

from backend.contacts.exports.formats import FORMATS
from backend.contacts.models import Export
from backend.core.clock import now


def export(found: Export) -> dict[str, Any]:
    kept = (
        *("scope", "scope_label", "format", "columns", "purpose", "is_sensitive", "status", "total", "done"),
        *("count", "size", "file_name", "failure", "report", "created_at", "finished_at", "expires_at"),
    )
    return {
        "id": found.pk,
        "author": found.author.display_name if found.author else "",
        "format_label": FORMATS[found.format].label if found.format in FORMATS else found.format,
        "has_file": bool(found.expires_at and found.expires_at > now()),
        **{field: getattr(found, field) for field in kept},
    }
