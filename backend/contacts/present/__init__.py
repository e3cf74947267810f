"""Rows as the API gives them, one module a subject."""

from backend.contacts.present.binned import binned
from backend.contacts.present.imports import batch, import_mapping, import_row, kept_record
from backend.contacts.present.organisations import (
    move,
    organisation_card,
    organisation_person,
    organisation_record,
)
from backend.contacts.present.parts import display
from backend.contacts.present.people import card, offline, points, record
from backend.contacts.present.settings import custom_field, source, term

__all__ = [
    "batch",
    "binned",
    "card",
    "custom_field",
    "display",
    "import_mapping",
    "import_row",
    "kept_record",
    "move",
    "offline",
    "organisation_card",
    "organisation_person",
    "organisation_record",
    "points",
    "record",
    "source",
    "term",
]
