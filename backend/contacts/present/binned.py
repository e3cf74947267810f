"""What is in the bin, as the API gives it."""

from typing import Any

from backend.contacts.bin import Binned
from backend.contacts.models import Person
from backend.contacts.summaries import NOTHING


def binned(found: Binned) -> dict[str, Any]:
    row = found.row
    is_person = isinstance(row, Person)
    return {
        "id": row.pk,
        "kind": "person" if is_person else "organisation",
        "name": row.name,
        "detail": _detail(row) if isinstance(row, Person) else row.legal_name,
        "deleted_at": found.deleted_at,
        "deleted_by": found.deleted_by,
        "days_left": found.days_left,
    }


def _detail(person: Person) -> str:
    told = {**NOTHING, **person.summary}
    return ", ".join(str(told[field]) for field in ("function", "organisation") if told[field])
