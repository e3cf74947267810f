"""Contact points of two records become those of one: no double, and the stricter state wins, always."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from backend.contacts.merging.journal import Journal
from backend.contacts.merging.registry import ForeignKey, Moving
from backend.contacts.models import ContactPoint

State = ContactPoint.State
_STRICTEST = (State.REFUSED, State.BOUNCED, State.VALID)


def unite_points(moving: Moving, foreign_key: ForeignKey) -> None:
    """What both have is kept once, with what either knows of it; the rest moves behind the keeper's own."""
    column = foreign_key.attname
    mine = list(ContactPoint.objects.filter(**{column: moving.keeper}).order_by("rank", "pk"))
    there = {_key(point): point for point in mine}
    main = {point.kind for point in mine if point.is_main}
    rank = max((point.rank for point in mine), default=-1)
    for point in ContactPoint.objects.filter(**{column: moving.loser}).order_by("rank", "pk"):
        twin = there.get(_key(point))
        if twin is not None:
            told = _together(twin, point)
            moving.journal.change(ContactPoint, twin.pk, **told)
            for name, value in told.items():  # a third of the same is compared with what it is by then
                setattr(twin, name, value)
            moving.journal.take_out(ContactPoint, point.pk, same_as=twin.pk)
            continue
        rank = min(rank + 1, 32_767)
        still_main = point.is_main and point.kind not in main
        moving.journal.change(ContactPoint, point.pk, is_main=still_main, rank=rank)
        moving.journal.move(ContactPoint, column, moving.loser, moving.keeper, [point.pk])
        main |= {point.kind} if still_main else set()


def keep_strictest(journal: Journal, points: Iterable[ContactPoint]) -> None:
    """An address that is refused at one of its places is refused at all of them; a private one is private."""
    by_value: dict[tuple[str, str], list[ContactPoint]] = defaultdict(list)
    for point in points:
        by_value[point.kind, point.value].append(point)
    for same in by_value.values():
        state, private = strictest(point.state for point in same), any(point.is_private for point in same)
        for point in same:
            if (point.state, point.is_private) != (state, private):
                journal.change(ContactPoint, point.pk, state=state, is_private=private)


def points_of_person(person_id: UUID) -> list[ContactPoint]:
    """The points of a person and of their positions, fresh from the table."""
    own = ContactPoint.objects.filter(person=person_id)
    return [*own.order_by("pk"), *ContactPoint.objects.filter(position__person=person_id).order_by("pk")]


def strictest(states: Iterable[str]) -> str:
    found = set(states)
    return next((state.value for state in _STRICTEST if state in found), State.VALID.value)


def _key(point: ContactPoint) -> tuple[str, str, str]:
    return point.kind, point.value, point.extension


def _together(kept: ContactPoint, gone: ContactPoint) -> dict[str, Any]:
    verified = [at for at in (kept.verified_at, gone.verified_at) if at is not None]
    return {
        "state": strictest([kept.state, gone.state]),
        "is_private": kept.is_private or gone.is_private,
        "label": kept.label or gone.label,
        "verified_at": max(verified, default=None),
        "data_source_id": kept.data_source_id or gone.data_source_id,
    }
