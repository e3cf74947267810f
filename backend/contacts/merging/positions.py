"""Positions of two persons become those of one: the same job is kept once, with what either knows of it."""

from typing import Any

from backend.contacts.merging.registry import ForeignKey, Moving, move_everything
from backend.contacts.models import Person, Position
from backend.contacts.provenance import differing, of_custom, of_position
from backend.core.text import fold

_TOLD = ("function", "service", "started_on", "preferred_channel")


def unite_positions(moving: Moving, foreign_key: ForeignKey) -> None:
    journal = moving.journal
    mine = list(Position.objects.filter(person=moving.keeper).order_by("-is_main", "created_at", "pk"))
    has_main = any(position.is_main for position in mine)
    theirs = Position.objects.filter(person=moving.loser).order_by("-is_main", "created_at", "pk")
    told, brought = Person.objects.only("provenance").get(pk=moving.loser).provenance, {}
    for position in theirs:
        twin = next((other for other in mine if same_job(other, position)), None)
        if twin is not None:
            missing = _missing(twin, position)
            for name in _filled(twin, missing):
                if written := told.get(of_position(position.pk, name)):
                    brought[of_position(twin.pk, name)] = written
            for field, value in missing.items():
                setattr(twin, field, value)
                journal.change(Position, twin.pk, **{field: value})
            move_everything(journal, Position, keeper=twin.pk, loser=position.pk)
            journal.take_out(Position, position.pk, same_as=twin.pk)
            continue
        if position.is_main and has_main:
            journal.change(Position, position.pk, is_main=False)
        journal.move(Position, "person_id", moving.loser, moving.keeper, [position.pk])
        own = of_position(position.pk, "")
        brought |= {name: written for name, written in told.items() if name.startswith(own)}
        has_main = has_main or position.is_main
    if brought:
        keeper = Person.objects.only("provenance").get(pk=moving.keeper)
        journal.change(Person, keeper.pk, provenance={**keeper.provenance, **brought})


def same_job(one: Position, other: Position) -> bool:
    """In one organisation, with nothing that differs: what one side leaves out is no difference."""
    return (
        one.organisation_id == other.organisation_id
        and (one.organisation_id is not None or bool(fold(one.function) and fold(other.function)))
        and _agree(fold(one.function), fold(other.function))
        and _agree(fold(one.service), fold(other.service))
        and _agree(one.started_on, other.started_on)
        and one.ended_on == other.ended_on
        and all(_agree(one.custom.get(key), other.custom.get(key)) for key in one.custom)
    )


def _agree(one: Any, other: Any) -> bool:
    return not one or not other or one == other


def _missing(kept: Position, gone: Position) -> dict[str, Any]:
    found = {name: getattr(gone, name) for name in _TOLD if not getattr(kept, name) and getattr(gone, name)}
    custom = {**gone.custom, **{key: value for key, value in kept.custom.items() if value not in (None, "")}}
    if custom != kept.custom:
        found["custom"] = custom
    return found


def _filled(kept: Position, missing: dict[str, Any]) -> list[str]:
    """The names, as provenance has them, of what KEPT is given by MISSING."""
    custom = differing(of_custom(kept.custom), of_custom(missing.get("custom", kept.custom)))
    return [*(name for name in missing if name != "custom"), *custom]
