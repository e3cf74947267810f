"""What a person repeats of their positions and contact points, so that lists and phones read one row."""

from collections.abc import Iterable

from backend.contacts.models import ContactPoint, Person, Position
from backend.contacts.names import sort_name
from backend.contacts.phones import show_phone
from backend.contacts.search import search_text

EMAIL, FAX = ContactPoint.Kind.EMAIL, ContactPoint.Kind.FAX
NOTHING: dict[str, object] = {"function": "", "organisation": "", "emails": [], "phones": []}
DERIVED = ("sort_name", "search", "summary")
"""The columns that `summarise` writes."""
PHONES = (ContactPoint.Kind.MOBILE, ContactPoint.Kind.PHONE)


def summarise(person: Person, positions: Iterable[Position], points: Iterable[ContactPoint]) -> None:
    """Bring the three columns up to date; POSITIONS and POINTS come main ones first. The caller saves.

    Private points are left out: lists, phones and search show these columns to all who see the person.
    """
    held, reached = list(positions), [point for point in points if not point.is_private]
    organisations = [position.organisation.name for position in held if position.organisation]
    main = next((position for position in held if position.is_current), None)
    person.sort_name = sort_name(person.given_name, person.family_name)
    person.search = search_text(
        given_name=person.given_name,
        family_name=person.family_name,
        jobs=[text for position in held for text in (position.function, position.service)],
        organisations=organisations,
        emails=[point.value for point in reached if point.kind == EMAIL],
        phones=[point.value for point in reached if point.kind in (*PHONES, FAX)],
    )
    person.summary = {
        "function": main.function if main else "",
        "organisation": main.organisation.name if main and main.organisation else "",
        "emails": [point.value for point in reached if point.kind == EMAIL and point.state == "valid"],
        "phones": [show_phone(point.value, point.extension) for point in reached if point.kind in PHONES],
    }
