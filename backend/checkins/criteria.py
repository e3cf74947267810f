"""What targetings may ask of the door: when somebody last came in (RF-10)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from backend.checkins.models import Scan
from backend.contacts.targeting.criteria import Asking, Criterion
from backend.contacts.targeting.fields.found import shown
from backend.contacts.targeting.kinds import DATE
from backend.contacts.targeting.sql import Sql, all_of, negation, within
from backend.core.clock import today

_ID = "contacts_person.id"


def _admitted() -> "QuerySet[Scan]":
    return Scan.objects.filter(let_in=True, direction="in", guest__contact__isnull=False)


def _last_entry(asking: Asking, cmp: str, value: Any) -> Sql:
    """The day of the last entry: before a day means none since; who never came has no such day."""
    ever = within(_ID, _admitted().values("guest__contact_id"))
    if cmp in ("filled", "empty"):
        return ever if cmp == "filled" else negation(ever)
    since_day: date = value if isinstance(value, date) else today() - timedelta(days=value)
    since = within(_ID, _admitted().filter(happened_at__date__gte=since_day).values("guest__contact_id"))
    return since if cmp in ("since", "last_days") else all_of([ever, negation(since)])


def _found(person: Any) -> Iterable[str]:
    last = _admitted().filter(guest__contact=person.pk).order_by("-happened_at").first()
    return [shown(last.happened_at)] if last else []


LAST_ENTRY = Criterion(
    "history.last_entry",
    "Dernière venue",
    "Événements",
    "person",
    DATE,
    build=_last_entry,
    found=_found,
    comparisons=("since", "before", "last_days", "older_days", "empty", "filled"),
)
