"""Criteria of the fields that an administrator added, read from the base: they change without a release."""

from collections.abc import Callable, Iterable, Sequence

from backend.contacts.models import FieldDefinition
from backend.contacts.targeting.criteria import ALIASES, Choice, Criterion, Scope
from backend.contacts.targeting.fields.found import shown
from backend.contacts.targeting.kinds import CHOICE, DATE, NUMBER, TEXT, Kind

_KINDS: dict[str, Kind] = {"text": TEXT, "number": NUMBER, "date": DATE, "choice": CHOICE}
_FAMILIES = {
    "person": "Champs du contact",
    "organisation": "Champs de l’organisme",
    "position": "Champs de la fonction",
}
_DAY = r"'^\d{4}-\d{2}-\d{2}$'"


def custom_criteria() -> list[Criterion]:
    """One for each field, retired ones included: a list that asks for one goes on."""
    return [_criterion(definition) for definition in FieldDefinition.objects.all()]


def _criterion(definition: FieldDefinition) -> Criterion:
    scope: Scope = definition.owner  # type: ignore[assignment]
    expression, times = _expression(f"{ALIASES[scope]}.custom", definition.kind)
    return Criterion(
        name=f"{scope}.custom.{definition.key}",
        label=definition.label,
        family=_FAMILIES[scope],
        scope=scope,
        kind=_KINDS[definition.kind],
        expression=expression,
        params=(definition.key,) * times,
        found=_found(definition.key),
        choices=_choices(definition.choices) if definition.kind == "choice" else None,
        sensitive=definition.is_sensitive,
    )


def _expression(column: str, kind: str) -> tuple[str, int]:
    """SQL for one value, and how often the key is in it. What is not of the kind counts as not filled in."""
    text = f"({column} ->> %s)"
    if kind == "number":
        return f"(CASE WHEN jsonb_typeof({column} -> %s) = 'number' THEN {text}::numeric END)", 2
    if kind == "date":
        return f"(CASE WHEN {text} ~ {_DAY} THEN {text}::date END)", 2
    return f"coalesce({text}, '')", 1


def _choices(values: Sequence[str]) -> Callable[[], Sequence[Choice]]:
    return lambda: [Choice(value, value) for value in values]


def _found(key: str) -> Callable[[object], Iterable[str]]:
    def read(row: object) -> Iterable[str]:
        value = getattr(row, "custom", {}).get(key)
        return [shown(value)] if value not in (None, "") else []

    return read
