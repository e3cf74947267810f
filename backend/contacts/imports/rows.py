"""One line of a table, judged on its own: what it holds, what is refused in it, what is put right."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from backend.contacts.imports import cells
from backend.contacts.imports.columns import LABELS, Column
from backend.contacts.imports.draft import Draft, DraftPoint, Problem
from backend.contacts.imports.encoding import is_garbled
from backend.contacts.imports.lines import ErrorValue, Formula, Line
from backend.contacts.imports.more import read_more
from backend.contacts.models import ContactPoint, FieldDefinition, Person, Position
from backend.contacts.names import civility, plain
from backend.contacts.points import read_point
from backend.core.text import fold

_TEXTS = (
    "civility",
    "title",
    "given_name",
    "family_name",
    "contact_type",
    "function",
    "service",
    "organisation",
    "birth_name",
    "external_id",
)
_NUMBERS = {"phone": "Le numéro", "mobile": "Le numéro", "fax": "Le numéro de fax"}
_BEYOND_KIND = re.compile(
    r"standard|direct|pro|priv|perso|secretariat|assistant|domicile|bureau|agent|urgence"
)
_PRIVATE = re.compile(r"priv|perso|domicile|home")
OWNERS = (("person", ""), ("private", "private_"), ("organisation", "org_"))
_TOTALS = {"total", "totaux", "sous total", "total general", "total des contacts", "nombre de contacts"}
_VALUE_AT_MOST = int(ContactPoint._meta.get_field("value").max_length or 0)
_NOTE_AT_MOST = 10_000
_POINTS_AT_MOST = 40


class RowReader:
    """Reads the lines of one table, whose columns are known."""

    def __init__(
        self, columns: Iterable[Column], custom: Mapping[str, FieldDefinition] | None = None
    ) -> None:
        self.columns = [column for column in columns if column.field]
        self.custom = custom or {}

    def read(self, line: Line) -> tuple[Draft, list[Problem]]:
        return Reading(line, self.columns, self.custom).read()

    def raw(self, line: Line) -> dict[str, str]:
        """The cells as they are, for a row that is refused: by field, cut to a readable length."""
        values: dict[str, str] = {"row": str(line.number)}
        for column in self.columns:
            if text := line.cell(column.index):
                known = values.get(str(column.field))
                values[str(column.field)] = f"{known} ; {text}"[:500] if known else text[:500]
        return values


class Reading:
    """One line as it is read."""

    def __init__(self, line: Line, columns: list[Column], custom: Mapping[str, FieldDefinition]) -> None:
        self.line = line
        self.columns = columns
        self.custom = custom
        self.draft = Draft(row=line.number)
        self.problems: list[Problem] = []
        self.aside: list[str] = []
        self.place: dict[str, Column] = {}

    def read(self) -> tuple[Draft, list[Problem]]:
        texts = self._texts()
        self._names(texts)
        for field in _TEXTS:
            self._plain(field, texts)
        self._points(texts)
        self._birth_date(texts)
        read_more(self, texts)
        self._note(texts)
        self._name_is_there()
        return self.draft, self.problems

    def _texts(self) -> dict[str, list[tuple[Column, str]]]:
        """The cells that can be used, by field."""
        texts: dict[str, list[tuple[Column, str]]] = {}
        for column in self.columns:
            field = str(column.field)
            self.place.setdefault(field, column)
            text = self.line.cell(column.index)
            if text and self._usable(column, text):
                texts.setdefault(field, []).append((column, str(text)))
        return texts

    def _usable(self, column: Column, text: str) -> bool:
        if isinstance(text, Formula):
            self.refuse(column, "formula", "la cellule contient une formule. Remplacez-la par sa valeur.")
        elif isinstance(text, ErrorValue):
            self.warn(column, "cell_error", f"la cellule est en erreur ({text}) ; elle est laissée de côté.")
        elif is_garbled(text):
            self.refuse(
                column, "garbled", f"les accents de « {_short(text)} » sont illisibles. Corrigez la cellule."
            )
        else:
            return True
        return False

    def _names(self, texts: dict[str, list[tuple[Column, str]]]) -> None:
        """A column with the whole name gives what the others don't."""
        for column, text in texts.get("full_name", []):
            given, family = cells.split_name(text)
            texts.setdefault("family_name", [(column, family)])
            if "given_name" not in self.place:
                texts.setdefault("given_name", [(column, given)])

    def _plain(self, field: str, texts: dict[str, list[tuple[Column, str]]]) -> None:
        for column, text in texts.get(field, [])[:1]:
            value = " ".join(text.split())
            value = civility(value) if field == "civility" else value
            longest = _longest(field)
            if len(value) > longest:
                self.refuse(column, "too_long", f"{len(value)} caractères, {longest} au plus.")
            else:
                setattr(self.draft, field, value)

    def _points(self, texts: dict[str, list[tuple[Column, str]]]) -> None:
        for owner, prefix in OWNERS:
            for column, text in texts.get(f"{prefix}email", []):
                self._emails(column, text, owner)
            for kind in _NUMBERS:
                for column, text in texts.get(f"{prefix}{kind}", []):
                    self._phones(column, kind, text, owner)
            for kind in ("web", "social"):
                for column, text in texts.get(f"{prefix}{kind}", []):
                    self._link(column, kind, text, owner)
            self._address(texts, prefix, owner)

    def _emails(self, column: Column, text: str, owner: str) -> None:
        for piece, address in cells.emails_in(text):
            if address is None:
                self.refuse(column, "invalid_email", f"« {_short(piece)} » n’est pas une adresse valable.")
            else:
                self._add(
                    DraftPoint("email", address, "", _label(column), _private(column, owner)), column, owner
                )

    def _phones(self, column: Column, kind: str, text: str, owner: str) -> None:
        for piece, phone in cells.phones_in(text):
            if phone is None:
                self.warn(
                    column,
                    "unreadable_phone",
                    f"« {_short(piece)} » ne peut pas être composé ; gardé dans les notes.",
                )
                self.aside.append(f"{LABELS[kind]} : {piece}")
                continue
            kept = "mobile" if phone.is_mobile and kind == "phone" else kind
            label = phone.remark or _label(column)
            self._add(
                DraftPoint(kept, phone.value, phone.extension, label, _private(column, owner)), column, owner
            )

    def _link(self, column: Column, kind: str, text: str, owner: str) -> None:
        try:
            kept = read_point(kind, text)
        except ValueError:
            self.warn(
                column,
                "unreadable_link",
                f"« {_short(text)} » n’est pas une adresse de site ; gardée en note.",
            )
            self.aside.append(f"{LABELS[kind]} : {text}")
            return
        self._add(DraftPoint(kind, kept.value, label=_label(column)), column, owner)

    def _address(self, texts: dict[str, list[tuple[Column, str]]], prefix: str, owner: str) -> None:
        streets = "\n".join(text for _, text in texts.get(f"{prefix}address", []))
        parts = [f"{prefix}{field}" for field in ("postal_code", "city", "country")]
        code, city, country = (texts.get(field, [(None, "")])[0][1] for field in parts)
        try:
            kept = cells.address_in(streets, code, city, country)
        except ValueError as error:
            kept = None
            self.refuse(self._place_of(texts, prefix), "too_long", str(error))
        if kept is not None:
            column = self._place_of(texts, prefix)
            point = DraftPoint(
                "address", kept.value, "", _label(column), _private(column, owner), kept.address
            )
            self._add(point, column, owner)

    def _place_of(self, texts: dict[str, list[tuple[Column, str]]], prefix: str) -> Column:
        fields = (f"{prefix}{name}" for name in ("address", "city", "postal_code"))
        return next(texts[field][0][0] for field in fields if field in texts)

    def _add(self, point: DraftPoint, column: Column, owner: str) -> None:
        points = self.draft.reach if owner == "organisation" else self.draft.points
        if len(point.value) > _VALUE_AT_MOST:
            self.refuse(column, "too_long", f"{len(point.value)} caractères, {_VALUE_AT_MOST} au plus.")
        elif len(points) >= _POINTS_AT_MOST:
            self.refuse(column, "too_many_points", f"plus de {_POINTS_AT_MOST} coordonnées dans une ligne.")
        elif all((known.kind, known.value) != (point.kind, point.value) for known in points):
            points.append(point)

    def _birth_date(self, texts: dict[str, list[tuple[Column, str]]]) -> None:
        for column, text in texts.get("birth_date", [])[:1]:
            if cells.is_no_date(text):
                continue
            if (born := cells.date_in(text, is_past=True)) is None:
                self.warn(
                    column,
                    "unreadable_date",
                    f"« {_short(text)} » n’est pas une date ; gardée dans les notes.",
                )
                self.aside.append(f"Date de naissance : {text}")
            else:
                self.draft.birth_date = born.isoformat()

    def _note(self, texts: dict[str, list[tuple[Column, str]]]) -> None:
        lines = [text for _, text in texts.get("note", [])]
        for column, text in texts.get("category", [])[:1]:
            if self.draft.contact_type or len(text) > _longest("contact_type"):
                lines.append(f"{column.header} : {text}")
            else:
                self.draft.contact_type = text
        note = "\n".join([*lines, *self.aside])
        if len(note) > _NOTE_AT_MOST:
            self.refuse(
                self.place.get("note"), "too_long", f"{len(note)} caractères, {_NOTE_AT_MOST} au plus."
            )
        else:
            self.draft.note = note

    def _name_is_there(self) -> None:
        asked = self.place.get("family_name") or self.place.get("full_name")
        blamed = {problem.column for problem in self.problems if problem.severity == "error"}
        if (
            self.draft.name
            and fold(self.draft.name) in _TOTALS
            and not (self.draft.emails or self.draft.service)
        ):
            self.refuse(asked, "total_line", "cette ligne est un total, pas un contact.")
        elif not self.draft.family_name and not (asked and asked.letter in blamed):
            self.refuse(asked, "no_name", "le nom manque.")

    def refuse(self, column: Column | None, code: str, message: str) -> None:
        self._note_problem(column, code, message, "error")

    def warn(self, column: Column, code: str, message: str) -> None:
        self._note_problem(column, code, message, "warning")

    def _note_problem(self, column: Column | None, code: str, message: str, severity: str) -> None:
        where = f"Colonne {column.letter} ({column.header}) : " if column else ""
        name = column.letter if column else ""
        self.problems.append(Problem(self.line.number, name, code, (where + message)[:300], severity))


@lru_cache
def _longest(field: str) -> int:
    if field == "organisation":
        return 200
    if field == "external_id":
        return 120
    model = Position if field in {"function", "service"} else Person
    return int(getattr(model._meta.get_field(field), "max_length", 0))


@lru_cache
def _private(column: Column, owner: str) -> bool:
    """A private number, as its header or the group over it says (seen with `contacts.view_sensitive` only)."""
    if owner == "organisation":
        return False
    return owner == "private" or any(_PRIVATE.search(plain(text)) for text in (column.header, column.group))


@lru_cache
def _label(column: Column) -> str:
    """What the header, or the group over it, says beyond the kind: « Standard », « Coordonnées privées »."""
    told = next((text for text in (column.header, column.group) if _BEYOND_KIND.search(plain(text))), "")
    return told[:80]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
