"""Who may see which exports: one's own, and all of them for those who read traces or configure the base."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.contacts.errors import ExportFileGone, ExportNotFound
from backend.contacts.models import Export, ExportFile, ExportHabit

EXPORT = "contacts.export_contacts"
_EVERYBODYS = ("contacts.configure_contacts", "core.read_trace")


def exports_for(user: Any) -> QuerySet[Export]:
    """Those that USER made, newest first."""
    if not user.has_perm(EXPORT):
        return Export.objects.none()
    return _newest(Export.objects.filter(author_id=user.pk))


def register_for(user: Any) -> QuerySet[Export]:
    """What everybody took out of the base, newest first."""
    if not any(user.has_perm(right) for right in _EVERYBODYS):
        return Export.objects.none()
    return _newest(Export.objects.all())


def export_for(user: Any, export_id: UUID) -> Export:
    """Raises ExportNotFound where USER made none with that id."""
    found = exports_for(user).filter(pk=export_id).first()
    if found is None:
        raise ExportNotFound
    return found


def file_for(user: Any, export_id: UUID) -> tuple[Export, bytes]:
    """The file, for its author only.

    Raises:
        ExportNotFound, ExportFileGone
    """
    export = export_for(user, export_id)
    kept = ExportFile.objects.filter(pk=export.pk).first()
    if kept is None:
        raise ExportFileGone
    return export, bytes(kept.content)


def remarks_of(export: Export) -> list[dict[str, str]]:
    """Who is not in the file, or not quite, and why, as long as the file is kept."""
    return ExportFile.objects.filter(pk=export.pk).values_list("remarks", flat=True).first() or []


def habits_of(user: Any) -> dict[str, Any]:
    return ExportHabit.objects.filter(pk=user.pk).values_list("habits", flat=True).first() or {}


def _newest(exports: QuerySet[Export]) -> QuerySet[Export]:
    return exports.select_related("author").defer("criteria").order_by("-created_at", "-id")
