"""Merging organisations: positions, contact points, parts and classifications go to the one that stays."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from backend.contacts.errors import MergedMeanwhile, OrganisationNotFound
from backend.contacts.merging.fields import decisions
from backend.contacts.merging.journal import Journal
from backend.contacts.merging.persons import (
    check_ids,
    check_living,
    merged_before,
    start,
    surviving,
)
from backend.contacts.merging.points import keep_strictest
from backend.contacts.merging.refresh import refresh_organisations
from backend.contacts.merging.registry import move_everything
from backend.contacts.merging.survivorship import rules_for
from backend.contacts.merging.turns import in_turn, take_turn
from backend.contacts.merging.verdicts import carry_verdicts
from backend.contacts.models import ContactPoint, MergeOperation, Organisation, RecordKind
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing


def merge_organisations(
    actor: Actor,
    *,
    keep: UUID,
    losers: Sequence[UUID],
    choices: Mapping[str, str] | None = None,
    versions: Mapping[UUID, int] | None = None,
) -> MergeOperation:
    """LOSERS go into KEEP, as persons do (merging/persons.py). Their names go on finding the keeper.

    Raises:
        MergedMeanwhile, ContactChangedMeanwhile, OrganisationNotFound, Invalid, Collided.
    """
    check_ids(keep, losers)
    return in_turn(lambda: _merge(actor, keep, losers, choices, versions or {}))


def locked_organisations(ids: Sequence[UUID]) -> dict[UUID, Organisation]:
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return {organisation.pk: organisation for organisation in rows.order_by("pk")}


def _merge(
    actor: Actor,
    keep: UUID,
    losers: Sequence[UUID],
    choices: Mapping[str, str] | None,
    versions: Mapping[UUID, int],
) -> MergeOperation:
    with writing(actor):
        take_turn()
        found = locked_organisations([keep, *losers])
        if (done := merged_before(found, keep, losers, MergedMeanwhile)) is not None:
            return done
        check_living(found, [keep, *losers], versions, OrganisationNotFound)
        records = [found[keep], *(found[pk] for pk in losers)]
        decided = decisions(records, rules_for(RecordKind.ORGANISATION), choices)
        operation = start(actor, RecordKind.ORGANISATION, keep, losers, decided)
        journal = Journal(operation)
        journal.change(Organisation, keep, **surviving(records, decided))
        for pk in losers:
            move_everything(journal, Organisation, keeper=keep, loser=pk)
            carry_verdicts(journal, keeper=keep, loser=pk)
            journal.change(Organisation, pk, deleted_at=now(), merged_into_id=keep)
        keep_strictest(journal, ContactPoint.objects.filter(organisation=keep).order_by("pk"))
        journal.save()
        refresh_organisations([keep, *losers])
    return operation
