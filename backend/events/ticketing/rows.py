"""From the export of a ticketing system to rows: columns by their French and English headers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.lines import Line
from backend.contacts.imports.reading import tables_of
from backend.core.text import fold

Status = Literal["valid", "pending", "cancelled", "unknown"]
ROWS_AT_MOST = 50_000
_HEADERS: dict[str, tuple[str, ...]] = {
    "reference": (
        *("reference", "ref", "numero de billet", "n billet", "n de billet", "billet", "code"),
        *("ticket", "ticket id", "ticket number", "order code", "id"),
        *("numero", "numero de commande", "commande", "order", "reference du billet"),
    ),
    "code": (
        *("code barre", "code barres", "barcode", "secret", "qr", "qr code", "code qr", "contenu du code"),
    ),
    "name": (
        *("nom complet", "participant", "nom du participant", "attendee name", "attendee", "name"),
        *("full name", "nom et prenom", "prenom et nom", "spectateur"),
    ),
    "given_name": ("prenom", "first name", "given name", "prenom du participant", "attendee first name"),
    "family_name": ("nom", "nom de famille", "last name", "surname", "family name", "attendee last name"),
    "email": ("e mail", "email", "mail", "adresse e mail", "courriel", "attendee email", "adresse mail"),
    "organisation": ("organisation", "organisme", "societe", "entreprise", "company", "structure"),
    "category": ("categorie", "tarif", "type de billet", "product", "item", "ticket type", "type"),
    "status": ("statut", "etat", "status", "state", "order status"),
    "count": ("nombre", "quantite", "nombre de places", "places", "quantity", "count"),
}
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(
        ("", "valide", "valid", "paye", "paid", "p", "confirme", "confirmed", "ok", "emis", "actif", "vendu"),
        "valid",
    ),
    **dict.fromkeys(
        ("en attente", "pending", "n", "reserve", "reserved", "option", "non paye", "unpaid"), "pending"
    ),
    **dict.fromkeys(
        (
            "annule",
            "annulee",
            "canceled",
            "cancelled",
            "c",
            "rembourse",
            "refunded",
            "expire",
            "expired",
            "e",
        ),
        "cancelled",
    ),
}


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket as the other system has it. LINE is the row of the file, from 1."""

    line: int
    reference: str
    name: str
    email: str = ""
    organisation: str = ""
    category: str = ""
    status: Status = "valid"
    count: int = 1
    code: str = ""
    """What the QR code of the ticket says, where the source tells."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    line: int
    why: str


def read_tickets(content: bytes) -> Iterator[TicketRow | RefusedRow]:
    """The rows of the first table of a file.

    Raises:
        UnreadableFile, TooLarge: no table, or a table without references or names.
    """
    lines = (line for line in tables_of(content)[0].lines if not line.is_blank)
    header = next(lines, None)
    columns = _columns(header) if header else {}
    if "code" in columns:
        columns.setdefault("reference", columns["code"])
    if "reference" not in columns or not {"name", "family_name"} & set(columns):
        raise UnreadableFile(
            "Il faut une colonne « Référence » (ou « Billet », « Code ») et une colonne « Nom ».",
            code="no_ticket_columns",
        )
    seen: dict[str, int] = {}
    for count, line in enumerate(lines):
        if count >= ROWS_AT_MOST:
            raise UnreadableFile(f"Ce fichier compte plus de {ROWS_AT_MOST} billets.", code="too_many_rows")
        yield _row(line, columns, seen)


def _columns(header: Line) -> dict[str, int]:
    """Which field stands in which column; the first column of a kind counts."""
    found: dict[str, int] = {}
    for index, cell in enumerate(header.cells):
        title = fold(cell).replace(".", " ").replace("  ", " ").strip()
        for field, titles in _HEADERS.items():
            if title in titles:
                found.setdefault(field, index)
    return found


def _row(line: Line, columns: dict[str, int], seen: dict[str, int]) -> TicketRow | RefusedRow:
    cells = {field: " ".join(line.cell(index).split()) for field, index in columns.items()}
    name = cells.get("name") or f"{cells.get('given_name', '')} {cells.get('family_name', '')}".strip()
    count = cells.get("count", "") or "1"
    return judged_row(
        TicketRow(
            line=line.number,
            reference=cells["reference"],
            name=name,
            email=cells.get("email", ""),
            organisation=cells.get("organisation", "")[:200],
            category=cells.get("category", "")[:80],
            status=_STATUSES.get(fold(cells.get("status", "")), "unknown"),
            count=int(count) if count.isascii() and count.isdigit() and len(count) < 5 else 0,
            code=cells.get("code", ""),
        ),
        seen,
    )


def judged_row(row: TicketRow, seen: dict[str, int]) -> TicketRow | RefusedRow:
    """ROW, or why it can't be taken over. SEEN, the references before it by their line, is added to."""
    if why := _refusal(row, seen):
        return RefusedRow(row.line, why)
    seen[row.reference] = row.line
    return row


def _refusal(row: TicketRow, seen: dict[str, int]) -> str:
    """What is wrong with a row, in French; "" where nothing is."""
    if not row.reference or len(row.reference) > 80:
        return "La référence du billet manque ou dépasse 80 caractères."
    if row.reference in seen:
        return f"Cette référence est déjà à la ligne {seen[row.reference]}."
    if not row.name or len(row.name) > 250:
        return "Le nom manque ou dépasse 250 caractères."
    if row.email and not _is_address(row.email):
        return f"« {row.email[:60]} » n’est pas une adresse e-mail."
    if row.status == "unknown":
        return "Ce statut n’est pas connu. Attendu : valide, en attente ou annulé."
    if not 1 <= row.count <= 500:
        return "Le nombre de places doit être entre 1 et 500."
    if len(row.code) > 500:
        return "Le code du billet dépasse 500 caractères."
    return ""


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
