"""Criteria of one contact point of a person or of one of their positions."""

from backend.contacts.models import ContactPoint
from backend.contacts.targeting.criteria import Choice, Criterion
from backend.contacts.targeting.fields.found import attribute
from backend.contacts.targeting.kinds import CHOICE, CODE, DATE, FLAG, TEXT

FAMILY = "Coordonnée"


def _kind(point: ContactPoint) -> list[str]:
    return [f"{ContactPoint.Kind(point.kind).label} {point.value}"]


POINT = [
    Criterion(
        "point.kind",
        "Coordonnée",
        FAMILY,
        "point",
        CHOICE,
        "point.kind",
        choices=lambda: [Choice(value, label) for value, label in ContactPoint.Kind.choices],
        found=_kind,
        comparisons=("is",),
        hint="a un e-mail, un téléphone, une adresse",
    ),
    Criterion(
        "point.state",
        "État de la coordonnée",
        FAMILY,
        "point",
        CHOICE,
        "point.state",
        choices=lambda: [Choice(value, label) for value, label in ContactPoint.State.choices],
        found=lambda point: [ContactPoint.State(point.state).label],
        comparisons=("is",),
    ),
    Criterion("point.value", "Valeur", FAMILY, "point", TEXT, "point.value", found=attribute("value")),
    Criterion("point.exact", "Valeur exacte", FAMILY, "point", CODE, "point.value", found=attribute("value")),
    Criterion(
        "point.label",
        "Libellé de la coordonnée",
        FAMILY,
        "point",
        TEXT,
        "point.label",
        found=attribute("label"),
    ),
    Criterion(
        "point.main",
        "Coordonnée principale",
        FAMILY,
        "point",
        FLAG,
        "point.is_main",
        found=attribute("is_main"),
    ),
    Criterion(
        "point.verified",
        "Vérifiée",
        FAMILY,
        "point",
        DATE,
        "(point.verified_at AT TIME ZONE 'Europe/Paris')::date",
        found=attribute("verified_at"),
    ),
]
