"""Finding organisations by every field of theirs (RF-9)."""

from uuid import UUID

from django.db.models import QuerySet

from backend.contacts.models import Organisation
from backend.contacts.search.asking import Sql
from backend.contacts.search.finding import FEW, ORGANISATIONS, Asked, Order, find
from backend.core.clock import today

_JOIN = " JOIN contacts_organisation AS house ON house.id = s.id"
# Who works there today, each person counted once.
_PEOPLE = """(SELECT count(DISTINCT job.person_id) FROM contacts_position AS job
  JOIN contacts_person AS worker ON worker.id = job.person_id AND worker.deleted_at IS NULL
 WHERE job.organisation_id = s.id AND (job.ended_on IS NULL OR job.ended_on >= DATE '{today}'))"""


def order_by(column: str, *, descending: bool) -> Order:
    """In the order of COLUMN: `sort_name`, `people`, or a date of the record."""
    way = "DESC" if descending else "ASC"
    if column == "sort_name":
        return Order(f"sort_name {way}, id")
    if column == "people":
        return Order(f"people {way}, id", extra=f", {_PEOPLE.format(today=today().isoformat())} AS people")
    return Order(f"{column} {way}, id", join=_JOIN, extra=f", house.{column}")


def organisations_matching(
    among: QuerySet[Organisation],
    query: str,
    *,
    limit: int,
    offset: int = 0,
    order: Order | None = None,
    few: int = FEW,
) -> tuple[list[UUID], int]:
    """The ids of one page of those AMONG in which QUERY is found, best first or in ORDER, and how many."""
    if among.query.is_empty():
        return [], 0
    sql, params = among.order_by().values("pk").query.sql_with_params()
    narrowed = Sql(f"s.id IN ({sql})", list(params))
    page = find(Asked(query, ORGANISATIONS, limit=limit, offset=offset, among=narrowed, order=order, few=few))
    return page.ids, page.total
