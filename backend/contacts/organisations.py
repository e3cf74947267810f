"""Organisations, found or made by what their name amounts to."""

from collections.abc import Iterable

from django.db.models import F

from backend.contacts.models import ContactPoint, Organisation
from backend.contacts.names import match_key
from backend.contacts.phones import search_forms
from backend.core.clock import now
from backend.core.text import fold
from backend.core.work import current_work

_NUMBERS = (ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE, ContactPoint.Kind.FAX)


def organisations_named(names: Iterable[str]) -> dict[str, Organisation]:
    """The organisations of NAMES by match key; those missing are made, under the spelling given.

    Keys are taken in order, so that two writers who make the same organisations can't dead-lock.
    """
    current_work()  # a reader has no business here
    spelling = {key: name.strip() for name in reversed(list(names)) if (key := match_key(name))}
    found = _by_key(spelling)
    if missing := sorted(set(spelling) - set(found)):
        new = [new_organisation(spelling[key], key) for key in missing]
        Organisation.objects.bulk_create(new, ignore_conflicts=True)
        found |= _by_key(missing)
    _take_out_of_bin(found.values())
    return found


def new_organisation(name: str, key: str) -> Organisation:
    """An organisation that is not saved yet, with the columns that repeat its name."""
    folded = fold(name)
    return Organisation(name=name[:200], match_key=key, sort_name=folded[:250], search=f" {folded}")


def describe_organisation(organisation: Organisation) -> None:
    """Bring the columns up to date that lists and searches read; private points are left out. The caller saves."""
    points = [point for point in organisation.contact_points.all() if not point.is_private]
    texts = [organisation.name, organisation.legal_name, organisation.acronym, organisation.match_key]
    texts += [organisation.siren, organisation.siret, organisation.vat]
    for point in points:
        texts.append(search_forms(point.value) if point.kind in _NUMBERS else point.value)
    folded = dict.fromkeys(text for text in map(fold, texts) if text)
    organisation.sort_name = fold(organisation.name)[:250]
    organisation.search = " " + " ".join(folded)


def organisation_named(name: str) -> Organisation | None:
    """The organisation called NAME, made if need be; None without a name."""
    return organisations_named([name]).get(match_key(name))


def _take_out_of_bin(organisations: Iterable[Organisation]) -> None:
    """An organisation where somebody works again is no longer thrown away."""
    binned = [organisation for organisation in organisations if organisation.deleted_at]
    if not binned:
        return
    Organisation.objects.filter(pk__in=[found.pk for found in binned]).update(
        deleted_at=None, updated_at=now(), version=F("version") + 1
    )
    for organisation in binned:
        organisation.deleted_at = None


def _by_key(keys: Iterable[str]) -> dict[str, Organisation]:
    """By the key asked for; the name of one that was merged leads to where it went."""
    found = {each.match_key: each for each in Organisation.objects.filter(match_key__in=list(keys))}
    while moved := {key: each.merged_into_id for key, each in found.items() if each.merged_into_id}:
        stand = Organisation.objects.in_bulk(list(moved.values()))
        found |= {key: stand[pk] for key, pk in moved.items()}
    return found
