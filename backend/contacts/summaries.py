"""What a person repeats of their positions and contact points, so that lists and phones read one row."""

from collections.abc import Iterable

from backend.contacts.models import ContactPoint, Person, Position
from backend.contacts.names import sort_name
from backend.contacts.phones import show_phone

EMAIL, FAX = ContactPoint.Kind.EMAIL, ContactPoint.Kind.FAX
NOTHING: dict[str, object] = {"function": "", "organisation": "", "emails": [], "phones": []}
DERIVED = ("sort_name", "summary")
"""The columns that `summarise` writes."""
PHONES = (ContactPoint.Kind.MOBILE, ContactPoint.Kind.PHONE)


def summarise(person: Person, positions: Iterable[Position], points: Iterable[ContactPoint]) -> None:
    """Bring the two columns up to date; POSITIONS and POINTS come main ones first. The caller saves.

    Private points are left out: lists and phones show these columns to all who see the person.
    """
    held, reached = list(positions), [point for point in points if not point.is_private]
    main = next((position for position in held if position.is_current), None)
    person.sort_name = sort_name(person.given_name, person.family_name)
    person.summary = {
        "function": main.function if main else "",
        "organisation": main.organisation.name if main and main.organisation else "",
        "emails": [point.value for point in reached if point.kind == EMAIL and point.state == "valid"],
        "phones": [show_phone(point.value, point.extension) for point in reached if point.kind in PHONES],
    }
