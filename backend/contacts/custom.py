"""Values of the fields that administrators added, checked by kind (RF-24)."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from backend.contacts.models import FieldDefinition
from backend.contacts.sensitive import EVERYTHING, Sight
from backend.core.dates import typed_day
from backend.core.errors import Invalid
from backend.core.text import fold

Kind = FieldDefinition.Kind
_TEXT_AT_MOST = 2_000
_NUMBER_BELOW = 10**15
_SPACES = re.compile(r"[\s\u00a0\u202f]")


class CustomReader:
    """Reads the values of one OWNER (`person`, `organisation`, `position`); asks the database once, when made."""

    def __init__(self, owner: str, sight: Sight = EVERYTHING) -> None:
        self.fields = {field.key: field for field in FieldDefinition.objects.filter(owner=owner)}
        self.sight = sight

    def read(
        self, values: Mapping[str, Any], current: Mapping[str, Any] | None = None, *, path: str = "custom"
    ) -> dict[str, Any]:
        """CURRENT completed by VALUES; None and empty text take a value away, keys not given are left.

        Raises:
            Invalid: an unknown or retired field, one that the writer may not see, or a value that does not fit.
        """
        kept, wrong = dict(current or {}), {}
        for key, value in values.items():
            try:
                read = self._read(key, value, kept.get(key))
            except ValueError as error:
                wrong[f"{path}.{key}"] = str(error)
                continue
            if read is None:
                kept.pop(key, None)
            else:
                kept[key] = read
        if wrong:
            raise Invalid(fields=wrong)
        return kept

    def _read(self, key: str, value: Any, current: Any) -> Any:
        field = self.fields.get(key)
        if field is None:
            raise ValueError("Ce champ n’existe pas.")
        if self.sight.hides_key(key):
            raise ValueError("Vous n’avez pas le droit de voir ce champ : il ne peut pas être modifié.")
        if value == current:
            return current
        if field.retired_at:
            raise ValueError("Ce champ n’est plus en usage.")
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        return read_value(field, value)


def read_custom(
    owner: str,
    values: Mapping[str, Any],
    current: Mapping[str, Any] | None = None,
    *,
    sight: Sight = EVERYTHING,
    path: str = "custom",
) -> dict[str, Any]:
    """CustomReader.read for one record; nothing is asked where VALUES is empty."""
    if not values:
        return dict(current or {})
    return CustomReader(owner, sight).read(values, current, path=path)


def read_value(field: FieldDefinition, value: Any) -> str | int | float:
    """VALUE as FIELD keeps it.

    Raises:
        ValueError: it does not fit; its message is for a person.
    """
    if field.kind == Kind.NUMBER:
        return _number(value)
    if field.kind == Kind.DATE:
        return _date(value)
    if field.kind == Kind.CHOICE:
        return _choice(value, field.choices)
    text = str(value).strip()
    if len(text) > _TEXT_AT_MOST:
        raise ValueError(f"Ce texte dépasse {_TEXT_AT_MOST} caractères.")
    return text


def _number(value: Any) -> int | float:
    """`1 234,5` -> 1234.5; whole numbers are int."""
    try:
        read = float(_SPACES.sub("", str(value)).replace(",", "."))
    except ValueError:
        raise ValueError("Ce n’est pas un nombre.") from None
    if not math.isfinite(read) or abs(read) >= _NUMBER_BELOW:
        raise ValueError("Ce nombre est trop grand.")
    return int(read) if read.is_integer() else read


def _date(value: Any) -> str:
    """A date, `2026-03-12`, `12/03/2026` or `12 mars 2026` -> ISO 8601."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if (day := typed_day(str(value))) is None:
        raise ValueError("Ce n’est pas une date : écrivez par exemple 31/12/2026.")
    return day.isoformat()


def _choice(value: Any, choices: list[str]) -> str:
    wanted = fold(str(value))
    found = next((choice for choice in choices if fold(choice) == wanted), None)
    if found is None:
        raise ValueError(f"Choix possibles : {', '.join(choices)}.")
    return found
