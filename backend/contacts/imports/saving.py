"""Write what a roster holds: new organisations, persons, positions and contact points, in bulk."""

from collections.abc import Iterable

from backend.contacts.imports.judge import Known, Roster
from backend.contacts.models import ContactPoint, Import, Person, Position, Source
from backend.contacts.organisations import organisations_named
from backend.contacts.summaries import summarise
from backend.core.clock import now

_CHANGED = [
    *("civility", "title", "given_name", "birth_date", "contact_type", "note"),
    *("sort_name", "search", "summary", "version", "updated_at"),
]


def save(roster: Roster, batch: Import) -> int:
    """How many persons were created or changed."""
    touched = [known for known in roster.touched.values() if known.is_changed or known.is_new]
    _save_organisations(known.new_positions for known in touched)
    _save_persons(touched, batch)
    Position.objects.bulk_create([item for known in touched for item in known.new_positions])
    changed = [item for known in touched for item in known.changed_positions]
    for position in changed:
        position.updated_at = now()
    Position.objects.bulk_update(changed, ["function", "service", "updated_at"])
    ContactPoint.objects.bulk_create([item for known in touched for item in known.new_points])
    return len(touched)


def _save_organisations(positions: Iterable[list[Position]]) -> None:
    every = [position for some in positions for position in some if position.organisation]
    new = {item.organisation.name for item in every if item.organisation and item.organisation._state.adding}
    saved = organisations_named(sorted(new)) if new else {}
    for position in every:
        if position.organisation and position.organisation._state.adding:
            position.organisation = saved[position.organisation.match_key]


def _save_persons(touched: list[Known], batch: Import) -> None:
    for known in touched:
        summarise(known.person, known.positions, sorted(known.points, key=_main_first))
        if known.is_new:
            known.person.source = Source.IMPORT
            known.person.origin_file, known.person.origin_import = batch.file_name, batch
        else:
            known.person.version += 1
            known.person.updated_at = now()
    Person.objects.bulk_create([known.person for known in touched if known.is_new])
    Person.objects.bulk_update([known.person for known in touched if not known.is_new], _CHANGED)


def _main_first(point: ContactPoint) -> tuple[bool, int]:
    return not point.is_main, point.rank
