"""What targetings may ask of events: who was invited, answered, came, and when one last wrote to them (RF-10)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from backend.contacts.targeting.criteria import Asking, Criterion
from backend.contacts.targeting.fields.found import shown
from backend.contacts.targeting.kinds import DATE, EVENT
from backend.contacts.targeting.sql import Sql, all_of, negation, within
from backend.core.clock import now, today
from backend.core.dates import day_in_words
from backend.events.models import Event, Guest

FAMILY = "Événements"
_OWN = Q(represents=None)
_STATES: list[tuple[str, str, Q]] = [
    ("history.invited", "Invité", _OWN & Q(invitation=Guest.Invitation.SENT)),
    ("history.listed", "Sur la liste des invités", _OWN & Q(revoked_at=None)),
    ("history.came", "Venu", Q(attendance__in=[Guest.Attendance.ARRIVED, Guest.Attendance.LEFT])),
    ("history.accepted", "A répondu qu’il viendrait", _OWN & Q(answer=Guest.Answer.YES)),
    ("history.declined", "A décliné", _OWN & Q(answer=Guest.Answer.NO)),
    ("history.represented", "S’est fait représenter", _OWN & Q(answer=Guest.Answer.REPRESENTED)),
    (
        "history.silent",
        "N’a pas répondu",
        _OWN & Q(invitation=Guest.Invitation.SENT, answer=Guest.Answer.NONE),
    ),
]
_ID = "contacts_person.id"


def _guests(state: Q) -> "QuerySet[Guest]":
    return Guest.objects.filter(state, contact__isnull=False)


def _build(state: Q) -> Callable[[Asking, str, Any], Sql]:
    def build(asking: Asking, cmp: str, value: Any) -> Sql:
        guests = _guests(state)
        if cmp == "in":
            guests = guests.filter(event__in=value)
        elif cmp == "last_days":
            moment = now()
            guests = guests.filter(event__starts_at__range=(moment - timedelta(days=value), moment))
        return within(_ID, guests.values("contact_id"))

    return build


def _found(state: Q) -> Callable[[Any], Iterable[str]]:
    def read(person: Any) -> Iterable[str]:
        guests = (
            _guests(state).filter(contact=person.pk).select_related("event").order_by("-event__starts_at")
        )
        return [f"{guest.event.title}, {shown(guest.event.starts_at)}" for guest in guests[:8]]

    return read


def _names(ids: Sequence[Any]) -> dict[str, str]:
    return {str(pk): title for pk, title in Event.objects.filter(pk__in=ids).values_list("pk", "title")}


def _last_contact(asking: Asking, cmp: str, value: Any) -> Sql:
    """The day of the last invitation: before a day means none since; a person never written to has no such day."""
    written = _guests(Q(invited_at__isnull=False))
    ever = within(_ID, written.values("contact_id"))
    if cmp in ("filled", "empty"):
        return ever if cmp == "filled" else negation(ever)
    if cmp in ("last_days", "older_days"):
        cmp, value = {"last_days": "since", "older_days": "before"}[cmp], today() - timedelta(days=value)
    since = within(_ID, written.filter(invited_at__date__gte=_day(value)).values("contact_id"))
    return since if cmp == "since" else all_of([ever, negation(since)])


def _day(value: Any) -> date:
    assert isinstance(value, date)
    return value


def _last_found(person: Any) -> Iterable[str]:
    last = _guests(Q(invited_at__isnull=False)).filter(contact=person.pk).order_by("-invited_at").first()
    return [day_in_words(last.invited_at.date())] if last and last.invited_at else []


CRITERIA = [
    *(
        Criterion(
            name, label, FAMILY, "person", EVENT, build=_build(state), names=_names, found=_found(state)
        )
        for name, label, state in _STATES
    ),
    Criterion(
        "history.last_contact",
        "Dernière invitation",
        FAMILY,
        "person",
        DATE,
        build=_last_contact,
        found=_last_found,
        comparisons=("since", "before", "last_days", "older_days", "empty", "filled"),
    ),
]
