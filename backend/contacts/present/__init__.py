"""Rows as the API gives them, one module a subject."""

from backend.contacts.present.imports import batch, import_row
from backend.contacts.present.parts import display
from backend.contacts.present.people import card, offline, points, record

__all__ = ["batch", "card", "display", "import_row", "offline", "points", "record"]
