"""While a person is written down by hand: who is known already, and what speaks for it (RF-13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from backend.contacts.duplicates.drafts import candidates_for
from backend.contacts.matching import Learned, Matcher, Record
from backend.core.text import fold
from backend.events.models import Event, Guest, Selection

_COMPARED, _SHOWN = 40, 6
_LEAST = 0.3
_DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Known:
    guest_id: UUID | None
    contact_id: UUID | None
    name: str
    detail: str
    why: Sequence[str]
    wanted_by: Sequence[str]


def known_persons(user: Any, event: Event, *, name: str, email: str, organisation: str) -> list[Known]:
    """First who is on the list, then who is in the base; each once, with what the search for duplicates says.

    A fixed number of queries; contacts only for who may see them.
    """
    if len(name.strip()) < 2 and "@" not in email:
        return []
    contacts = _contacts(user, name, email, organisation)
    guests = _guests(event, name, email, [each.contact_id for each in contacts])
    by_contact = {guest.contact_id: guest for guest in guests if guest.contact_id}
    known = [_placed(each, by_contact.get(each.contact_id) if each.contact_id else None) for each in contacts]
    there = {each.guest_id for each in known}
    by_hand = _alike([guest for guest in guests if guest.pk not in there], name, email, organisation)
    return sorted([*known, *by_hand], key=lambda each: each.guest_id is None)[:_SHOWN]


def _contacts(user: Any, name: str, email: str, organisation: str) -> list[Known]:
    if not user.has_perm("contacts.view_person"):
        return []
    given, family = _parts(name)
    found = candidates_for(
        user,
        given_name=given,
        family_name=family,
        birth_name="",
        birth_date=None,
        organisation=organisation,
        emails=[email] if email else [],
        phones=[],
    )
    return [Known(None, each["id"], each["name"], each["detail"], each["why"], ()) for each in found]


def _guests(event: Event, name: str, email: str, contacts: Iterable[UUID | None]) -> list[Guest]:
    wanted = Q(contact__in=[pk for pk in contacts if pk])
    if email:
        wanted |= Q(email__iexact=email)
    if family := fold(_parts(name)[1]):
        wanted |= Q(search__contains=family)
    rows = event.guests.filter(wanted, represents=None, companion_of=None).order_by("sort_name", "id")
    officers = Prefetch("selections", Selection.objects.select_related("user"))
    return list(rows.prefetch_related(officers)[:_COMPARED])


def _alike(guests: Sequence[Guest], name: str, email: str, organisation: str) -> list[Known]:
    """Those of GUESTS who are likely the person, or have the same name or address."""
    draft = _record(_DRAFT, name, email, organisation)
    records = [_record(str(guest.pk), guest.name, guest.email, guest.organisation) for guest in guests]
    matcher = Matcher([draft, *records], learned=Learned())
    pairs = zip(guests, matcher.compare_with(_DRAFT, [record.id for record in records]), strict=True)
    known = []
    for guest, pair in sorted(pairs, key=lambda each: -each[1].score):
        if pair.score >= _LEAST or fold(guest.name) == fold(name) or _same_address(guest.email, email):
            why = [one.sentence for one in pair.why if one.bits > 0]
            known.append(_placed(Known(None, guest.contact_id, guest.name, "", why, ()), guest))
    return known


def _same_address(first: str, second: str) -> bool:
    return bool(first) and first.lower() == second.lower()


def _placed(known: Known, guest: Guest | None) -> Known:
    if guest is None:
        return known
    detail = known.detail or ", ".join(text for text in (guest.function, guest.organisation) if text)
    names = [each.user.display_name for each in guest.selections.all() if each.user]
    return replace(known, guest_id=guest.pk, detail=detail, wanted_by=names)


def _record(pk: str, name: str, email: str, organisation: str) -> Record:
    given, family = _parts(name)
    emails = [email] if email else []
    return Record(id=pk, given_name=given, surname=family, emails=emails, organisation=organisation)


def _parts(name: str) -> tuple[str, str]:
    """Given names and, as far as one can tell, the family name: the last word."""
    given, _, family = name.strip().rpartition(" ")
    return given, family
