"""Write what a roster holds, in bulk, and note each step, so that the whole import can be undone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models

from backend.contacts.imports.copying import copy_in, fresh
from backend.contacts.imports.judge import Roster
from backend.contacts.imports.known import Known, KnownOrganisation
from backend.contacts.imports.states import plain_value, state_of
from backend.contacts.models import (
    Classification,
    ContactPoint,
    ExternalId,
    Import,
    ImportChange,
    Organisation,
    Person,
    Position,
    Source,
    Term,
)
from backend.contacts.summaries import summarise
from backend.core.clock import now

_CHANGED = [
    *("civility", "title", "given_name", "birth_name", "birth_date", "contact_type", "preferred_channel"),
    *("note", "custom", "provenance", "sort_name", "summary", "version", "updated_at"),
]
_CHANGED_POSITION = ["function", "service", "started_on", "ended_on", "custom", "updated_at"]
_CHANGED_ORGANISATION = ["legal_name", "acronym", "siren", "siret", "custom", "version", "updated_at"]
Step = dict[str, Any]


def save(roster: Roster, batch: Import) -> int:
    """How many persons were created or changed."""
    changes: list[ImportChange] = []
    touched = [known for known in roster.touched.values() if known.is_changed or known.is_new]
    terms = _save_terms(roster, touched, batch, changes)
    _save_organisations(roster, touched, terms, batch, changes)
    _save_persons(touched, batch)
    _save_parts(touched)
    filings = _save_filings(touched, terms)
    numbers = _save_numbers(roster, touched)
    for known in touched:
        steps = _steps_of(known, filings.get(known.person.pk, []), numbers.get(known.person.pk))
        changes.append(_change(batch, "person", known.person, known.person.name, steps))
    copy_in(changes)
    return len(touched)


def _change(batch: Import, record: str, row: models.Model, name: str, steps: list[Step]) -> ImportChange:
    return fresh(
        ImportChange, batch_id=batch.pk, record=record, record_id=row.pk, name=name[:250], steps=steps
    )


def _created(table: str, row: models.Model) -> Step:
    return {"table": table, "id": str(row.pk), "action": "created", "after": state_of(table, row)}


def _changed(table: str, row: models.Model, before: dict[str, Any]) -> Step:
    old = {name: plain_value(value) for name, value in before.items()}
    new = {name: plain_value(getattr(row, name)) for name in before}
    return {"table": table, "id": str(row.pk), "action": "changed", "before": old, "after": new}


# Terms and organisations


def _save_terms(
    roster: Roster, touched: list[Known], batch: Import, changes: list[ImportChange]
) -> dict[tuple[str, str], Term]:
    """Labels that no term bears are proposed, for an administrator to decide (RF-5)."""
    wanted = [term for known in touched for _, term in known.new_terms]
    wanted += [term for known in roster.organisations.values() for term in known.new_terms]
    new = {(term.vocabulary, term.match_key): term for term in wanted if term._state.adding}
    kept: dict[tuple[str, str], Term] = {}
    for key, term in sorted(new.items()):
        found, made = Term.objects.get_or_create(
            vocabulary=term.vocabulary,
            match_key=term.match_key,
            parent=None,
            defaults={
                "id": term.pk,
                "label": term.label,
                "state": Term.State.PROPOSED,
                "proposed_by_id": batch.author_id,
            },
        )
        kept[key] = found
        roster.rules.terms.known[key] = found
        if made:
            changes.append(_change(batch, "term", found, found.label, [_created("term", found)]))
    return kept


def _saved(term: Term, terms: dict[tuple[str, str], Term]) -> Term:
    return terms.get((term.vocabulary, term.match_key), term)


def _save_organisations(
    roster: Roster,
    touched: list[Known],
    terms: dict[tuple[str, str], Term],
    batch: Import,
    changes: list[ImportChange],
) -> None:
    """Keys are taken in order, so that two writers who make the same organisations can't dead-lock."""
    used = {
        key: known for key, known in sorted(roster.organisations.items()) if known.is_new or known.is_changed
    }
    new = [known.organisation for known in used.values() if known.is_new]
    Organisation.objects.bulk_create(new, ignore_conflicts=True)
    there = {
        item.match_key: item for item in Organisation.objects.filter(match_key__in=[o.match_key for o in new])
    }
    for key, known in used.items():
        if known.is_new:
            ours = there[key].pk == known.organisation.pk
            _replace_organisation(known, there[key], touched)
            known.is_new = ours
    old = [known.organisation for known in used.values() if known.before and not known.is_new]
    for organisation in old:
        organisation.version, organisation.updated_at = organisation.version + 1, now()
    Organisation.objects.bulk_update(old, _CHANGED_ORGANISATION)
    copy_in([point for known in used.values() for point in known.new_points])
    for known in used.values():
        _note_organisation(known, terms, batch, changes)


def _replace_organisation(known: KnownOrganisation, row: Organisation, touched: list[Known]) -> None:
    """Somebody else made the same one a moment ago: theirs is taken, ours was not written."""
    made, known.organisation = known.organisation, row
    for point in known.new_points:
        point.organisation = row
    for person in touched:
        for position in person.new_positions:
            if position.organisation is made:
                position.organisation = row


def _note_organisation(
    known: KnownOrganisation, terms: dict[tuple[str, str], Term], batch: Import, changes: list[ImportChange]
) -> None:
    steps = [_created("organisation", known.organisation)] if known.is_new else []
    if known.before and not known.is_new:
        steps.append(_changed("organisation", known.organisation, known.before))
    steps += [_created("point", point) for point in known.new_points]
    filings = [
        Classification(organisation=known.organisation, term=_saved(term, terms)) for term in known.new_terms
    ]
    Classification.objects.bulk_create(filings)
    steps += [_created("filing", filing) for filing in filings]
    if steps:
        changes.append(_change(batch, "organisation", known.organisation, known.organisation.name, steps))


# Persons


def _save_persons(touched: list[Known], batch: Import) -> None:
    for known in touched:
        positions = [position for position in known.positions if position.is_main]
        positions += [position for position in known.positions if not position.is_main]
        summarise(known.person, positions, sorted(known.points, key=_main_first))
        if known.is_new:
            known.person.source = Source.IMPORT
            known.person.data_source_id = batch.data_source_id
            known.person.origin_file, known.person.origin_import = batch.file_name, batch
        else:
            known.person.version += 1
            known.person.updated_at = now()
    copy_in([known.person for known in touched if known.is_new])
    Person.objects.bulk_update([known.person for known in touched if not known.is_new], _CHANGED)


def _save_parts(touched: list[Known]) -> None:
    copy_in([item for known in touched for item in known.new_positions])
    changed = [item for known in touched for item in known.changed_positions]
    for position in changed:
        position.updated_at = now()
    Position.objects.bulk_update(changed, _CHANGED_POSITION)
    copy_in([item for known in touched for item in known.new_points])


def _save_filings(
    touched: list[Known], terms: dict[tuple[str, str], Term]
) -> dict[UUID, list[Classification]]:
    made: dict[UUID, list[Classification]] = {}
    for known in touched:
        for position, term in known.new_terms:
            owner = {"person_id": known.person.pk} if position is None else {"position_id": position.pk}
            filing = fresh(Classification, term_id=_saved(term, terms).pk, **owner)
            made.setdefault(known.person.pk, []).append(filing)
    copy_in([filing for some in made.values() for filing in some])
    return made


def _save_numbers(roster: Roster, touched: list[Known]) -> dict[UUID, ExternalId]:
    """Under which numbers the source knows persons."""
    source = roster.rules.source
    if source is None:
        return {}
    numbered = {known.external_id: known for known in touched if known.external_id}
    there = set(
        ExternalId.objects.filter(data_source=source, value__in=numbered).values_list("value", flat=True)
    )
    made = {
        known.person.pk: ExternalId(data_source_id=source, value=value, person=known.person)
        for value, known in numbered.items()
        if value not in there
    }
    ExternalId.objects.bulk_create(made.values())
    return made


def _steps_of(known: Known, filings: Iterable[Classification], number: ExternalId | None) -> list[Step]:
    steps = [_created("person", known.person)] if known.is_new else []
    if known.before and not known.is_new:
        steps.append(_changed("person", known.person, known.before))
    steps += [_created("position", position) for position in known.new_positions]
    steps += [
        _changed("position", position, known.positions_before[position.pk])
        for position in known.changed_positions
    ]
    steps += [_created("point", point) for point in known.new_points]
    steps += [_created("filing", filing) for filing in filings]
    return [*steps, _created("external", number)] if number else steps


def _main_first(point: ContactPoint) -> tuple[bool, int]:
    return not point.is_main, point.rank
