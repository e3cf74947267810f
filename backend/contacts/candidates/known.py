"""Who is named with a name and an address is surely somebody of the base already (RF-7, RF-20)."""

from uuid import UUID

from django.db.models import Q

from backend.contacts.emails import read_email
from backend.contacts.models import ContactPoint, Person
from backend.contacts.names import name_key, names_agree


def person_surely(*, name: str, email: str) -> UUID | None:
    """The one person who has both. An address that several share, and a name alone, say nothing for sure.

    Private addresses are left out: what is done with the answer would tell them.
    """
    address = read_email(email) if email else None
    if not address:
        return None
    points = ContactPoint.objects.filter(
        kind=ContactPoint.Kind.EMAIL, value=address, state=ContactPoint.State.VALID, is_private=False
    )
    owned = Q(contact_points__in=points) | Q(positions__contact_points__in=points)
    persons = list(Person.objects.filter(owned, deleted_at=None).distinct()[:2])
    if len(persons) != 1:
        return None
    (person,) = persons
    known = name_key(person.given_name, person.family_name)
    return person.pk if names_agree(name_key("", name), known) else None
