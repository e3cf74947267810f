"""Who looks after which foreign key when what it points to is merged. Upper domains register their own.

A test fails when a foreign key to a person, an organisation or a position has no handler here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from backend.contacts.merging.journal import Journal
from backend.contacts.models import Organisation, Person, Position


@dataclass(frozen=True, slots=True)
class Moving:
    """One record, or position, that goes into another of the same model; all writing goes through the journal."""

    journal: Journal
    keeper: UUID
    loser: UUID


ForeignKey = models.ForeignKey[Any, Any]
Handler = Callable[[Moving, ForeignKey], None]
Undone = Callable[[Iterable[str]], None]
Usage = Callable[[Iterable[UUID]], Mapping[UUID, int]]
_handlers: dict[str, Handler] = {}
_undone: dict[str, Undone] = {}
_usages: dict[str, Usage] = {}


def register_merge_handler(foreign_key: str, handler: Handler, *, undone: Undone | None = None) -> None:
    """HANDLER looks after FOREIGN_KEY, such as `events.Guest.contact`.

    UNDONE is told the ids of the rows of that table that an undoing put back, to announce them.
    """
    _handlers[foreign_key] = handler
    if undone is not None:
        _undone[foreign_key.rpartition(".")[0]] = undone


def register_usage(name: str, usage: Usage) -> None:
    """USAGE tells of persons how often they are used (invited, pinned on a list): a merge prefers who is used."""
    _usages[name] = usage


def move_everything(journal: Journal, model: type[models.Model], *, keeper: UUID, loser: UUID) -> None:
    """Have every handler of a foreign key to MODEL bring over what points to LOSER."""
    for label, handler in list(_handlers.items()):
        foreign_key = foreign_key_named(label)
        if foreign_key.related_model is model:
            handler(Moving(journal, keeper, loser), foreign_key)


def told_undone(model: str, pks: Iterable[str]) -> None:
    if model in _undone:
        _undone[model](pks)


def uses_of(ids: Iterable[UUID]) -> dict[UUID, int]:
    """How often each of IDS is used, over all domains."""
    wanted = list(ids)
    totals = dict.fromkeys(wanted, 0)
    for usage in _usages.values():
        for pk, count in usage(wanted).items():
            totals[pk] = totals.get(pk, 0) + count
    return totals


def foreign_key_named(label: str) -> ForeignKey:
    model, _, name = label.rpartition(".")
    field = apps.get_model(model)._meta.get_field(name)
    assert isinstance(field, models.ForeignKey)
    return field


def handled() -> set[str]:
    return set(_handlers)


def foreign_keys(every: Iterable[type[models.Model]] | None = None) -> Iterator[str]:
    """All foreign keys to what can be merged, those of many-to-many tables included."""
    for model in every or apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model in (
                Person,
                Organisation,
                Position,
            ):
                yield f"{model._meta.label}.{field.name}"
