"""Asking for an export: checked, traced, then made at once when it is small, by the worker when it is not."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django_q.tasks import async_task

from backend.contacts.exports.choice import how_many, label_of
from backend.contacts.exports.columns import chosen_columns
from backend.contacts.exports.formats import FORMATS
from backend.contacts.exports.making import fail, forget_old_files, make, stale
from backend.contacts.exports.templates import checked_template
from backend.contacts.models import Export, ExportHabit
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid, NotAllowed
from backend.core.work import writing

AT_ONCE = 2_000  # contacts: more than that are written by the worker


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. CRITERIA as in `Export`; OPTIONS by name, those that the format knows."""

    scope: str
    format: str
    criteria: dict[str, Any]
    columns: list[str]
    options: dict[str, Any]
    purpose: str = ""


def ask_export(actor: Actor, *, user: Any, wish: Wish) -> Export:
    """Trace the export, then make it or have it made.

    Raises:
        Invalid: a column, an option or the number of contacts can't be had.
        NotAllowed: private points without `contacts.view_sensitive`.
    """
    format = FORMATS[wish.format]
    columns = chosen_columns(user, wish.columns) if format.chooses_columns else []
    if format.chooses_columns and not columns:
        raise Invalid(fields={"columns": "Choisissez au moins une colonne."})
    if wish.options.get("use_private") and not user.has_perm("contacts.view_sensitive"):
        raise NotAllowed("Les coordonnées privées vous sont fermées.", code="private_points")
    template_is_sensitive = False
    if format.takes_template:
        _, template_is_sensitive = checked_template(user, wish.options.get("template_id"))
    total = _counted(user, wish, format.at_most)
    with writing(actor):
        export = Export.objects.create(
            author=user,
            scope=wish.scope,
            scope_label=label_of(user, wish.scope, wish.criteria),
            format=format.key,
            columns=[column.key for column in columns],
            options=wish.options,
            criteria=wish.criteria,
            purpose=wish.purpose,
            is_sensitive=any(column.is_sensitive for column in columns)
            or bool(wish.options.get("use_private"))
            or template_is_sensitive,
            total=total,
        )
        _remember(user, wish)
        if later := format.is_long or total > AT_ONCE:
            transaction.on_commit(partial(queue, export.pk))
    if not later:
        make(export.pk)
    return Export.objects.select_related("author").get(pk=export.pk)


def queue(export_id: UUID) -> None:
    async_task("backend.contacts.tasks.make_export", str(export_id), q_options={"save": False})


def tidy() -> None:
    """The sweep: an export whose worker died is taken up again; files older than a day are forgotten."""
    forget_old_files()
    for export, given_up in stale():
        if given_up:
            fail(export.pk, "L’export s’est interrompu plusieurs fois. Recommencez avec moins de contacts.")
        elif Export.objects.filter(pk=export.pk, updated_at=export.updated_at).update(updated_at=now()):
            queue(export.pk)


def _counted(user: Any, wish: Wish, at_most: int) -> int:
    total = how_many(user, wish.scope, wish.criteria)
    if not total:
        raise Invalid("Aucun contact à exporter.", code="nothing_to_export")
    if total > at_most:
        raise Invalid(
            f"Cet export a {total} contacts ; {at_most} au plus à la fois.", code="too_many_contacts"
        )
    return total


def _remember(user: Any, wish: Wish) -> None:
    """What USER chose, so that the next export begins with it."""
    habit, _ = ExportHabit.objects.get_or_create(user=user)
    kept = {key: value for key, value in wish.options.items() if key not in ("start",)}
    choices = {**habit.habits.get("choices", {}), wish.format: {"columns": wish.columns, "options": kept}}
    habit.habits = {"format": wish.format, "choices": choices}
    habit.save()
