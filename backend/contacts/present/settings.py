"""Terms, custom fields and sources as the API gives them."""

from typing import Any

from backend.contacts.models import DataSource, FieldDefinition
from backend.contacts.vocabularies import Node


def term(node: Node) -> dict[str, Any]:
    found = node.term
    kept = ("vocabulary", "parent_id", "label", "state", "rank")
    return {
        "id": found.pk,
        **{field: getattr(found, field) for field in kept},
        "path": node.path,
        "depth": node.depth,
        "uses": node.uses,
        "uses_below": node.uses_below,
        "proposed_by": found.proposed_by.display_name if found.proposed_by else "",
        "merged_into": found.merged_into_id,
    }


def custom_field(field: FieldDefinition) -> dict[str, Any]:
    kept = ("owner", "key", "label", "kind", "choices", "is_sensitive", "rank")
    told = {name: getattr(field, name) for name in kept}
    return {"id": field.pk, **told, "retired": field.retired_at is not None}


def source(found: DataSource) -> dict[str, Any]:
    return {"id": found.pk, "name": found.name, "rank": found.rank}
