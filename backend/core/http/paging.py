"""Lists, paged, sorted and filtered alike everywhere."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema

from backend.core.errors import Invalid

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Page(Schema, Generic[T]):
    items: list[T]
    total: int
    limit: int
    offset: int


class Paging(Schema):
    """Query parameters of a list: at most 200 rows, from `offset`, sorted by `sort` (`-name` is descending)."""

    q: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=200)
    offset: int = Field(0, ge=0, le=1_000_000)
    sort: str = Field("", max_length=40)


def ordered(rows: QuerySet[M], sort: str, columns: Mapping[str, str], default: str) -> QuerySet[M]:
    """ROWS sorted by one of COLUMNS (public name -> database column), ties by id.

    Raises:
        Invalid: SORT names no column.
    """
    name, descending = (sort[1:], True) if sort.startswith("-") else (sort, False)
    if name and name not in columns:
        known = ", ".join(sorted(columns))
        raise Invalid(fields={"sort": f"Tri inconnu. Tris possibles : {known}."})
    column = ("-" if descending else "") + columns[name] if name else default
    return rows.order_by(column, "id")


def page_of(rows: QuerySet[M], paging: Paging, present: Callable[[M], T]) -> dict[str, Any]:
    """One page of ROWS as the body of an answer."""
    presented = [present(row) for row in rows[paging.offset : paging.offset + paging.limit]]
    short = len(presented) < paging.limit and (presented or paging.offset == 0)
    total = paging.offset + len(presented) if short else rows.count()
    return {"items": presented, "total": total, "limit": paging.limit, "offset": paging.offset}
