"""Through whom a person is written to by e-mail, for the domains above (RF-3)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.contacts.models import Channel, ContactPoint, Intermediary
from backend.core.clock import today
from backend.core.text import fold

_FEMININE = ("mme", "mlle", "madame", "mademoiselle")
_REACHED = Q(via_person__summary__emails__0__isnull=False) | Q(
    via_organisation__contact_points__kind=ContactPoint.Kind.EMAIL,
    via_organisation__contact_points__state=ContactPoint.State.VALID,
    via_organisation__contact_points__is_private=False,
)


@dataclass(frozen=True, slots=True)
class Through:
    """KEY is of this intermediary as long as it is the same person or organisation.

    REPLACES: gets the mail of the person (in their place, or in care of them), who gets none; else a copy.
    ORGANISATION: only for the position there; empty: for whatever they do.
    """

    key: UUID
    name: str
    civility: str
    role: str
    email: str
    replaces: bool
    organisation: str = ""

    @property
    def told(self) -> str:
        """As French says by whom: "son assistante, Mme Claire Roux"; without a role the name alone."""
        name = f"{self.civility} {self.name}".strip()
        role = _within_a_sentence(self.role.strip())
        if not role:
            return name
        if fold(role)[:1] in "aeiouyh":
            return f"son {role}, {name}"
        if not self.civility:
            return f"{name}, {role}"
        return f"{'sa' if self.civility.strip('.').lower() in _FEMININE else 'son'} {role}, {name}"


def written_through(person_ids: Collection[UUID]) -> dict[UUID, list[Through]]:
    """By person, the current intermediaries whom e-mail reaches; those who replace come first. Three queries."""
    found: dict[UUID, list[Through]] = defaultdict(list)
    if person_ids:
        for each in _current().filter(principal__in=person_ids):
            if (through := _through(each)).email:
                found[each.principal_id].append(through)
    return {pk: sorted(throughs, key=lambda each: not each.replaces) for pk, throughs in found.items()}


def persons_written_through() -> QuerySet[Intermediary, UUID]:
    """The ids of all persons for whom `written_through` has somebody."""
    return _current().filter(_REACHED).order_by().values_list("principal", flat=True)


def _current() -> QuerySet[Intermediary]:
    day = today()
    began = Q(started_on=None) | Q(started_on__lte=day)
    lasts = Q(ended_on=None) | Q(ended_on__gte=day)
    held = Q(position=None) | Q(position__ended_on=None) | Q(position__ended_on__gte=day)
    there = Q(via_person__isnull=False, via_person__deleted_at=None) | Q(
        via_organisation__isnull=False, via_organisation__deleted_at=None
    )
    by_mail = Q(channels=[]) | Q(channels__contains=[Channel.EMAIL])
    rows = Intermediary.objects.filter(began, lasts, held, there, by_mail)
    rows = rows.select_related("via_person", "via_organisation", "position__organisation")
    return rows.prefetch_related("via_organisation__contact_points").order_by("created_at", "id")


def _through(found: Intermediary) -> Through:
    person, organisation = found.via_person, found.via_organisation
    if person is not None:
        via, civility = person.pk, person.civility
        name, emails = person.name, person.summary.get("emails", [])
    else:
        assert organisation is not None  # intermediary_one_via
        via, civility = organisation.pk, ""
        name, emails = organisation.name, _emails_of(organisation.contact_points.all())
    position = found.position
    return Through(
        key=UUID(bytes=sha256(found.pk.bytes + via.bytes).digest()[:16]),
        name=name,
        civility=civility,
        role=found.role,
        email=emails[0] if emails else "",
        replaces=found.routing != Intermediary.Routing.COPIED,
        organisation=position.organisation.name if position and position.organisation else "",
    )


def _emails_of(points: Collection[ContactPoint]) -> list[str]:
    kind, valid = ContactPoint.Kind.EMAIL, ContactPoint.State.VALID
    return [p.value for p in points if p.kind == kind and p.state == valid and not p.is_private]


def _within_a_sentence(role: str) -> str:
    """ "Assistante" -> "assistante"; an acronym stays."""
    return role if role[1:2].isupper() else role[:1].lower() + role[1:]
