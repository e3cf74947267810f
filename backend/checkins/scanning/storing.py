"""How scans are stored: with the last statements of their unit of work, where nothing reads them before."""

from backend.checkins.models import Scan
from backend.core.work import Statement, current_work


def store(rows: list[Scan], *, at_once: bool) -> None:
    """Raises IntegrityError, now or at the end of the unit: one of them is stored already."""
    if at_once:
        Scan.objects.bulk_create(rows)
    elif rows:
        current_work().last(_insert(rows))


def _insert(rows: list[Scan]) -> Statement:
    """By hand, as in events.attendance."""
    fields = [field for field in Scan._meta.concrete_fields if not field.primary_key]
    places = f"({', '.join(['%s'] * len(fields))})"
    sql = (
        f"INSERT INTO checkins_scan ({', '.join(str(field.column) for field in fields)}) "  # noqa: S608  (our columns)
        f"VALUES {', '.join([places] * len(rows))}"
    )
    return sql, [getattr(row, field.attname) for row in rows for field in fields]
