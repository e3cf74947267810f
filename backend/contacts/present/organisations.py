"""Organisations as the API gives them; their rows come from directory.py, so nothing is asked here."""

from typing import Any

from backend.contacts.identifiers import show_siren, show_siret, show_vat
from backend.contacts.models import ContactPoint, Organisation, Position, PositionMove
from backend.contacts.points import address_of
from backend.contacts.present.parts import ADDRESS, display, points_out, principal_out, terms_out
from backend.contacts.sensitive import ORGANISATION_FIELDS, Sight
from backend.contacts.summaries import EMAIL, NOTHING, PHONES

_PLAIN = ("name", "legal_name", "acronym", "siren", "siret", "vat", "created_at", "updated_at", "version")


def organisation_card(organisation: Organisation) -> dict[str, Any]:
    """Private points are in no card, whoever reads it."""
    points = [point for point in organisation.contact_points.all() if not point.is_private]
    kept = ("name", "acronym", "legal_name", "updated_at")
    return {
        "id": organisation.pk,
        **{field: getattr(organisation, field) for field in kept},
        "town": _town(points),
        "kinds": [found.term.label for found in organisation.classifications.all()],
        "people": getattr(organisation, "people", 0),
        "email": next((point.value for point in points if point.kind == EMAIL), ""),
        "phone": next((display(point) for point in points if point.kind in PHONES), ""),
    }


def organisation_record(organisation: Organisation, sight: Sight) -> dict[str, Any]:
    parent = organisation.parent
    return {
        "id": organisation.pk,
        **{field: getattr(organisation, field) for field in _PLAIN},
        "parent": {"id": parent.pk, "name": parent.name} if parent else None,
        "parts": [{"id": part.pk, "name": part.name} for part in organisation.parts.all()],
        "siren_display": show_siren(organisation.siren),
        "siret_display": show_siret(organisation.siret),
        "vat_display": show_vat(organisation.vat),
        "note": organisation.note if sight.sees else "",
        "custom": sight.custom(organisation.custom),
        "terms": terms_out(organisation.classifications.all()),
        "contact_points": points_out(organisation.contact_points.all(), sight),
        "principals": [principal_out(found) for found in organisation.principals.all()],
        "current_people": getattr(organisation, "current", 0),
        "past_people": getattr(organisation, "past", 0),
        "hidden": sight.hidden("organisation", ORGANISATION_FIELDS),
        "deleted": organisation.deleted_at is not None,
    }


def organisation_person(position: Position) -> dict[str, Any]:
    person = position.person
    told: dict[str, Any] = {**NOTHING, **person.summary}
    kept = ("function", "service", "started_on", "ended_on", "is_current", "is_main")
    return {
        "id": position.pk,
        "person_id": person.pk,
        "name": person.name,
        "civility": person.civility,
        **{field: getattr(position, field) for field in kept},
        "email": next(iter(told["emails"]), ""),
        "phone": next(iter(told["phones"]), ""),
    }


def move(found: PositionMove) -> dict[str, Any]:
    target = found.target
    return {
        "id": found.pk,
        "at": found.created_at,
        "to": {"id": target.pk, "name": target.name} if target else None,
        "day": found.day,
        "count": len(found.positions),
        "undone_at": found.undone_at,
    }


def _town(points: list[ContactPoint]) -> str:
    address = next((point for point in points if point.kind == ADDRESS), None)
    return address_of(address).city if address else ""
