"""Merging persons: one stays, with the best of all; the others say where they went."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.contacts.errors import ContactChangedMeanwhile, ContactNotFound, MergedMeanwhile
from backend.contacts.merging.fields import Record, decisions
from backend.contacts.merging.journal import Journal
from backend.contacts.merging.points import keep_strictest, points_of_person
from backend.contacts.merging.refresh import refresh_persons
from backend.contacts.merging.registry import move_everything
from backend.contacts.merging.survivorship import Decision, rules_for
from backend.contacts.merging.turns import in_turn, take_turn
from backend.contacts.merging.verdicts import carry_verdicts
from backend.contacts.models import MergeOperation, Person, RecordKind
from backend.contacts.provenance import CUSTOM
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.work import writing

AT_MOST = 40
"""Records of one merge."""


def merge_persons(
    actor: Actor,
    *,
    keep: UUID,
    losers: Sequence[UUID],
    choices: Mapping[str, str] | None = None,
    versions: Mapping[UUID, int] | None = None,
) -> MergeOperation:
    """LOSERS go into KEEP. CHOICES: by field, the id of the record whose value survives; else the rules say.

    Asking twice is asking once: who went there already is not merged again. VERSIONS are those that the choice was
    made on.

    Raises:
        MergedMeanwhile: one of them went elsewhere. ContactChangedMeanwhile: one was changed. ContactNotFound: one
        is gone. Invalid: a choice is none. Collided: somebody else writes to them, again and again.
    """
    check_ids(keep, losers)
    return in_turn(lambda: _merge(actor, keep, losers, choices, versions or {}))


def _merge(
    actor: Actor,
    keep: UUID,
    losers: Sequence[UUID],
    choices: Mapping[str, str] | None,
    versions: Mapping[UUID, int],
) -> MergeOperation:
    with writing(actor):
        take_turn()
        persons = locked_persons([keep, *losers])
        if (done := merged_before(persons, keep, losers, MergedMeanwhile)) is not None:
            return done
        check_living(persons, [keep, *losers], versions, ContactNotFound)
        records = [persons[keep], *(persons[pk] for pk in losers)]
        decided = decisions(records, rules_for(RecordKind.PERSON), choices)
        operation = start(actor, RecordKind.PERSON, keep, losers, decided)
        journal = Journal(operation)
        journal.change(Person, keep, **surviving(records, decided))
        for pk in losers:
            move_everything(journal, Person, keeper=keep, loser=pk)
            carry_verdicts(journal, keeper=keep, loser=pk)
            journal.change(Person, pk, deleted_at=now(), merged_into_id=keep)
        keep_strictest(journal, points_of_person(keep))
        journal.save()
        refresh_persons([keep, *losers])
    return operation


def check_ids(keep: UUID, losers: Sequence[UUID]) -> None:
    if not losers or keep in losers or len(set(losers)) < len(losers) or len(losers) >= AT_MOST:
        raise Invalid(fields={"losers": f"De 2 à {AT_MOST} fiches différentes peuvent être fusionnées."})


def merged_before(
    records: Mapping[UUID, Any], keep: UUID, losers: Sequence[UUID], meanwhile: type[MergedMeanwhile]
) -> MergeOperation | None:
    """The operation that did it already; raises MEANWHILE where one of the records went elsewhere."""
    gone = [records[pk] for pk in losers if pk in records and records[pk].merged_into_id is not None]
    kept = records.get(keep)
    if kept is not None and kept.merged_into_id is not None:
        raise meanwhile
    if not gone:
        return None
    if len(gone) < len(losers) or any(record.merged_into_id != keep for record in gone):
        raise meanwhile
    return MergeOperation.objects.filter(keeper=keep, losers__contains=[losers[0]], undone_at=None).latest(
        "created_at"
    )


def check_living(
    records: Mapping[UUID, Any],
    ids: Sequence[UUID],
    versions: Mapping[UUID, int],
    missing: type[Exception],
) -> None:
    for pk in ids:
        if pk not in records or records[pk].deleted_at is not None:
            raise missing
        if versions.get(pk, records[pk].version) != records[pk].version:
            raise ContactChangedMeanwhile


def start(
    actor: Actor, kind: str, keep: UUID, losers: Sequence[UUID], decided: Mapping[str, Decision]
) -> MergeOperation:
    told = {name: {"record": str(one.record), "reason": one.reason} for name, one in decided.items()}
    return MergeOperation.objects.create(
        kind=kind, keeper=keep, losers=list(losers), author_id=actor.user_id, choices=told
    )


def surviving(records: Sequence[Record], decided: Mapping[str, Decision]) -> dict[str, Any]:
    """The columns of the keeper, RECORDS[0], as they will be."""
    keeper, by_id = records[0], {record.pk: record for record in records}
    values: dict[str, Any] = {}
    custom = dict(keeper.custom)
    provenance = dict(keeper.provenance) if isinstance(keeper, Person) else {}
    for field, decision in decided.items():
        if field.startswith(CUSTOM):
            if decision.value is not None:
                custom[field.removeprefix(CUSTOM)] = decision.value
        else:
            values[field] = decision.value
        winner = by_id[decision.record]
        if isinstance(winner, Person) and winner is not keeper:
            provenance.pop(field, None)
            if field in winner.provenance:
                provenance[field] = winner.provenance[field]
    values["custom"] = custom
    if isinstance(keeper, Person):
        values["provenance"] = provenance
    return values


def locked_persons(ids: Sequence[UUID]) -> dict[UUID, Person]:
    """In one order, whoever asks: two who want the same ones can't wait for each other."""
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {person.pk: person for person in rows}
