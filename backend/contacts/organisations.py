"""Organisations, found or made by what their name amounts to."""

from collections.abc import Iterable

from backend.contacts.models import Organisation
from backend.contacts.names import match_key
from backend.core.text import fold
from backend.core.work import current_work


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
    return found


def new_organisation(name: str, key: str) -> Organisation:
    """An organisation that is not saved yet, with the columns that repeat its name."""
    folded = fold(name)
    return Organisation(name=name[:200], match_key=key, sort_name=folded[:250], search=f" {folded}")


def organisation_named(name: str) -> Organisation | None:
    """The organisation called NAME, made if need be; None without a name."""
    return organisations_named([name]).get(match_key(name))


def _by_key(keys: Iterable[str]) -> dict[str, Organisation]:
    found = Organisation.objects.filter(match_key__in=list(keys))
    return {organisation.match_key: organisation for organisation in found}
