"""Finding organisations by every field of theirs, and how many there are."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.contacts.models import Organisation
from backend.contacts.queries import VIEW
from backend.contacts.search.finding import FEW, ORGANISATIONS, Asked, find


@dataclass(frozen=True, slots=True)
class FoundOrganisations:
    organisations: list[Organisation]
    total: int
    total_capped: bool = False


def search_organisations(
    user: Any, query: str, *, limit: int, offset: int = 0, few: int = FEW
) -> FoundOrganisations:
    """Those whom USER may see and in which every word of QUERY is found, best first (RF-9)."""
    if not user.has_perm(VIEW):
        return FoundOrganisations([], 0)
    rows = Organisation.objects.filter(deleted_at=None)
    if not query.strip():
        page = rows.order_by("sort_name", "id")[offset : offset + limit]
        return FoundOrganisations(list(page), rows.count())
    found = find(Asked(query=query, table=ORGANISATIONS, limit=limit, offset=offset, few=few))
    held: dict[UUID, Organisation] = {row.pk: row for row in rows.filter(pk__in=found.ids)}
    return FoundOrganisations([held[pk] for pk in found.ids if pk in held], found.total, found.is_capped)
