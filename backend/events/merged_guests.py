"""Guests of contacts that are merged: the invitation follows the person, and no guest is lost (RF-7)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count

from backend.contacts.merging.registry import (
    ForeignKey,
    Moving,
    register_merge_handler,
    register_usage,
)
from backend.events.changes import standing_of
from backend.events.models import Guest, Selection
from backend.events.services.moves import announce_move

_RANK = {"none": 0, "no": 1, "withdrawn": 1, "waitlisted": 2, "represented": 3, "yes": 4}


def move_guests(moving: Moving, foreign_key: ForeignKey) -> None:
    """Where both are on one list, the keeper gets the row that came furthest; the other stays with the old record.

    Its link and its ticket go on being good: somebody holds them.
    """
    journal = moving.journal
    mine = Guest.objects.filter(contact=moving.keeper, represents=None).select_for_update(no_key=True)
    there = {guest.event_id: guest for guest in mine.order_by("pk")}
    going: list[UUID] = []
    rows = Guest.objects.filter(contact=moving.loser).select_for_update(no_key=True).order_by("pk")
    for guest in rows:
        other = None if guest.is_deputy else there.get(guest.event_id)
        if other is None:
            going.append(guest.pk)
        elif _furthest(guest) > _furthest(other):
            journal.move(Guest, "contact_id", moving.loser, None, [guest.pk])
            journal.move(Guest, "contact_id", moving.keeper, moving.loser, [other.pk])
            journal.change(Guest, guest.pk, contact_id=moving.keeper)
            there[guest.event_id] = guest
            _wanted_too(moving, of=other.pk, to=guest.pk)
            announce_guests([guest.pk, other.pk])
        else:
            _wanted_too(moving, of=guest.pk, to=other.pk)
    journal.move(Guest, "contact_id", moving.loser, moving.keeper, going)
    announce_guests(going)


def _wanted_too(moving: Moving, *, of: UUID, to: UUID) -> None:
    """Whoever wanted one of two rows wants the one that is the person's now."""
    officers = Selection.objects.filter(guest=to, user__isnull=False).values("user")
    going = Selection.objects.filter(guest=of).exclude(user__in=officers)
    moving.journal.move(Selection, "guest_id", of, to, list(going.values_list("pk", flat=True)))


def announce_guests(pks: Iterable[UUID | str]) -> None:
    """Screens that show one of them fetch again: whose guest it is has changed, and nothing else."""
    for guest in Guest.objects.filter(pk__in=list(pks)).order_by("pk"):
        announce_move(guest, standing_of(guest), more=True)


def times_invited(ids: Iterable[UUID]) -> Mapping[UUID, int]:
    counts = Guest.objects.filter(contact__in=list(ids)).values_list("contact").annotate(count=Count("pk"))
    return dict(counts.order_by())


def register_guests() -> None:
    register_merge_handler("events.Guest.contact", move_guests, undone=announce_guests)
    register_usage("events.guests", times_invited)


def _furthest(guest: Guest) -> tuple[bool, int, bool, bool]:
    return (
        guest.arrived_at is not None,
        _RANK[guest.answer],
        not guest.revoked,
        guest.invitation == Guest.Invitation.SENT,
    )
