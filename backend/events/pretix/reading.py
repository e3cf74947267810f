"""From the orders of a pretix to tickets: one position that admits somebody is one ticket.

Left out: orders in test mode, products that admit nobody (`admission`), add-ons, and other dates of a series.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from backend.events.pretix.client import PretixProblem
from backend.events.ticketing.rows import ROWS_AT_MOST, RefusedRow, Status, TicketRow, judged_row

_ENDED = ("c", "e", "r")  # canceled, expired; refunded, before pretix 2.4
_LANGUAGES = ("fr", "en")


class _Position(BaseModel):
    positionid: int
    item: int
    variation: int | None = None
    attendee_name: str | None = None
    attendee_email: str | None = None
    company: str | None = None
    secret: str | None = None
    addon_to: int | None = None
    subevent: int | None = None
    canceled: bool = False
    blocked: list[Any] | None = None


class _Invoice(BaseModel):
    name: str | None = None
    company: str | None = None


class _Order(BaseModel):
    code: str
    status: str
    testmode: bool = False
    email: str | None = None
    invoice_address: _Invoice | None = None
    require_approval: bool = False
    valid_if_pending: bool | None = None
    positions: list[_Position]


class _Variation(BaseModel):
    id: int
    value: dict[str, str] | str


class _Item(BaseModel):
    id: int
    name: dict[str, str] | str
    admission: bool = True
    variations: list[_Variation] = []


def read_orders(
    orders: Iterable[Any], items: Iterable[Any], *, subevent: int | None
) -> list[TicketRow | RefusedRow]:
    """Raises PretixProblem: what pretix told is not of the documented form, or is too much."""
    try:
        products = {item.id: item for item in map(_Item.model_validate, items)}
        rows: list[TicketRow | RefusedRow] = []
        seen: dict[str, int] = {}
        for order in map(_Order.model_validate, orders):
            for position in _tickets(order, products, subevent):
                rows.append(judged_row(_row(len(rows) + 1, order, position, products), seen))
                if len(rows) > ROWS_AT_MOST:
                    raise PretixProblem(f"Cet événement compte plus de {ROWS_AT_MOST} billets.", passes=False)
    except ValidationError:  # its text would quote persons
        raise PretixProblem("pretix a répondu sous une forme qui n’est pas connue.", passes=False) from None
    return rows


def _tickets(order: _Order, products: dict[int, _Item], subevent: int | None) -> list[_Position]:
    if order.testmode:
        return []
    return [
        position
        for position in order.positions
        if position.addon_to is None
        and (subevent is None or position.subevent == subevent)
        and (position.item not in products or products[position.item].admission)
    ]


def _row(line: int, order: _Order, position: _Position, products: dict[int, _Item]) -> TicketRow:
    invoice = order.invoice_address or _Invoice()
    name = _clean(position.attendee_name) or _clean(invoice.name)
    return TicketRow(
        line=line,
        reference=_clean(f"{order.code}-{position.positionid}"),
        name=name or f"Commande {_clean(order.code)}",
        email=_clean(position.attendee_email) or _clean(order.email),
        organisation=(_clean(position.company) or _clean(invoice.company))[:200],
        category=_category(position, products)[:80],
        status=_status(order, position),
        code=_clean(position.secret),
    )


def _status(order: _Order, position: _Position) -> Status:
    if position.canceled or order.status in _ENDED:
        return "cancelled"
    if position.blocked is not None or (order.require_approval and order.status == "n"):
        return "pending"
    if order.status == "p" or (order.status == "n" and order.valid_if_pending):
        return "valid"
    return "pending" if order.status == "n" else "unknown"


def _category(position: _Position, products: dict[int, _Item]) -> str:
    item = products.get(position.item)
    if item is None:
        return ""
    named = next((each for each in item.variations if each.id == position.variation), None)
    return ", ".join(filter(None, (_said(item.name), _said(named.value) if named else "")))


def _said(text: dict[str, str] | str) -> str:
    """In French where pretix has it, else in English, else as it is."""
    if isinstance(text, str):
        return _clean(text)
    found = [text[language] for language in _LANGUAGES if text.get(language)]
    return _clean(next(iter([*found, *text.values()]), ""))


def _clean(text: str | None) -> str:
    """One line that a database takes."""
    return " ".join((text or "").replace("\0", "").encode("utf-8", "ignore").decode().split())
