"""Finding organisations by every field of theirs (RF-9)."""

from uuid import UUID

from django.db.models import QuerySet

from backend.contacts.models import Organisation
from backend.contacts.search.asking import Sql
from backend.contacts.search.finding import FEW, ORGANISATIONS, Asked, find


def organisations_matching(
    among: QuerySet[Organisation], query: str, *, limit: int, offset: int = 0, few: int = FEW
) -> tuple[list[UUID], int]:
    """The ids of one page of those AMONG in which QUERY is found, best first, and how many there are."""
    if among.query.is_empty():
        return [], 0
    sql, params = among.order_by().values("pk").query.sql_with_params()
    narrowed = Sql(f"s.id IN ({sql})", list(params))
    page = find(Asked(query=query, table=ORGANISATIONS, limit=limit, offset=offset, among=narrowed, few=few))
    return page.ids, page.total
