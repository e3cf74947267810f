"""Every column that a history of contacts and lists tells has a French name on screen (RF-28)."""

import re
from pathlib import Path

import pytest
from django.db.models import Model

from backend.contacts import history
from backend.contacts.lists.history import TOLD
from backend.contacts.models import ContactList, ListChangeRequest, ListPin, Organisation, Person

ROOT = Path(__file__).resolve().parents[2]
_KEYS = re.compile(r"\b([a-z_]+): ['\"]")
_SILENT = {"created_at", "updated_at", "custom", *history.TECHNICAL}


def _french() -> set[str]:
    catalog = (ROOT / "pwa/src/lib/texts/fr/history.ts").read_text("utf-8")
    return set(_KEYS.findall(catalog.split("fields: {", 1)[1]))


def _columns(model: type[Model]) -> set[str]:
    left_out = {*getattr(model, "untraced_columns", ())}
    return {field.attname for field in model._meta.concrete_fields if field.attname not in left_out}


@pytest.mark.parametrize("model", [Person, Organisation, *history.PARTS.values()])
def test_what_is_told_of_a_contact_has_a_french_name(model: type[Model]) -> None:
    told = {history.NAMED[name][0] for name in _columns(model) & set(history.NAMED)}
    told |= {name for name in _columns(model) - _SILENT if not name.endswith("_id")}
    assert told
    assert told - _french() == set()


def test_what_is_told_of_a_list_has_a_french_name() -> None:
    columns = _columns(ContactList) | _columns(ListPin) | _columns(ListChangeRequest)
    assert set(TOLD) - columns == set()
    assert {*TOLD.values(), "contact", "query"} - _french() == set()
