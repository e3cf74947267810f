"""Points, terms and intermediaries as the API gives them; their rows were fetched with the record."""

from collections.abc import Iterable
from typing import Any

from backend.contacts.addresses import print_address, shown_lines
from backend.contacts.models import Classification, ContactPoint, Intermediary
from backend.contacts.phones import show_phone
from backend.contacts.points import address_of
from backend.contacts.sensitive import Sight
from backend.contacts.summaries import FAX, NOTHING, PHONES
from backend.contacts.terms import path_of

ADDRESS = ContactPoint.Kind.ADDRESS
_KEPT = ("id", "kind", "value", "extension", "label", "state", "is_main", "is_private", "verified_at")
_LINK = ("role", "routing", "channels", "started_on", "ended_on", "is_current")


def display(point: ContactPoint) -> str:
    if point.kind in {*PHONES, FAX}:
        return show_phone(point.value, point.extension)
    if point.kind == ADDRESS and point.address:
        return "\n".join(shown_lines(address_of(point)))
    return point.value


def point_out(point: ContactPoint) -> dict[str, Any]:
    address = address_of(point) if point.kind == ADDRESS else None
    return {
        **{field: getattr(point, field) for field in _KEPT},
        "display": display(point),
        "verified": point.verified_at is not None,
        "address": address.as_json() if address else None,
        "warnings": print_address(address).warnings if address else [],
    }


def points_out(points: Iterable[ContactPoint], sight: Sight) -> list[dict[str, Any]]:
    return [point_out(point) for point in sight.points(points)]


def terms_out(classifications: Iterable[Classification]) -> list[dict[str, Any]]:
    return [
        {
            "id": term.pk,
            "vocabulary": term.vocabulary,
            "label": term.label,
            "path": path_of(term),
            "state": term.state,
        }
        for term in (found.term for found in classifications)
    ]


def intermediary_out(found: Intermediary) -> dict[str, Any]:
    return {
        "id": found.pk,
        "via": _via(found),
        "position_id": found.position_id,
        **{field: getattr(found, field) for field in _LINK},
    }


def principal_out(found: Intermediary) -> dict[str, Any]:
    principal = {"id": found.principal_id, "name": found.principal.name}
    return {"id": found.pk, "principal": principal, **{field: getattr(found, field) for field in _LINK}}


def _via(found: Intermediary) -> dict[str, Any]:
    person, organisation = found.via_person, found.via_organisation
    if person is not None:
        told: dict[str, Any] = {**NOTHING, **person.summary}
        return {
            "kind": "person",
            "id": person.pk,
            "name": person.name,
            "function": told["function"],
            "organisation": told["organisation"],
            "email": next(iter(told["emails"]), ""),
            "phone": next(iter(told["phones"]), ""),
            "deleted": person.deleted_at is not None,
        }
    assert organisation is not None  # intermediary_one_via
    return {
        "kind": "organisation",
        "id": organisation.pk,
        "name": organisation.name,
        "function": "",
        "organisation": "",
        "email": "",
        "phone": "",
        "deleted": organisation.deleted_at is not None,
    }
