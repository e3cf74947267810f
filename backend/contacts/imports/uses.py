"""Who points at rows: an imported person who was invited since is no longer only an imported person."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from backend.contacts.imports.states import TABLES, among
from backend.contacts.models import ListMember

_TABLE_OF = {model: table for table, model in TABLES.items()}
Key = tuple[str, str]
Use = tuple[str, str, str]


def uses_of(keys: Iterable[Key], rows: dict[Key, Any]) -> dict[Key, list[Use]]:
    """For each of KEYS, the rows that point at it, as (table, id, what it is called). One query a foreign key.

    Rows of tables that are not traced repeat others (search, sounds) or belong to an import: they are no use.
    Members of frozen lists are.
    """
    ids: dict[str, list[str]] = {}
    for table, pk in keys:
        ids.setdefault(table, []).append(pk)
    found: dict[Key, list[Use]] = {}
    for table, some in ids.items():
        for relation in pointers(TABLES[table]):
            model: Any = relation.related_model
            if not _is_use(model):
                continue
            column = relation.field.attname
            pointing = model._default_manager.filter(**{f"{relation.field.name}__in": among(some)})
            for pk, target in pointing.values_list("pk", column):
                use = _TABLE_OF.get(model, model._meta.model_name or ""), str(pk), _called(model)
                found.setdefault((table, str(target)), []).append(use)
    return found


def pointers(model: type[models.Model]) -> list[Any]:
    """The foreign keys at MODEL; those that have no name on its side (« + ») too."""
    found = model._meta.get_fields(include_hidden=True)
    return [item for item in found if item.auto_created and not item.concrete and not item.many_to_many]


def _is_use(model: type[models.Model]) -> bool:
    return bool(getattr(model, "traced", False)) or model is ListMember


def _called(model: type[models.Model]) -> str:
    return model._meta.label_lower
