"""Who of a list has a place, and who waits for one (RF-13).

An invitation counts for the officer who wanted the guest first, and for the guest’s category. Places go to who
is invited, then to the others in the order in which they were added; who declined, withdrew or was withdrawn gives
theirs back. Nothing of it is stored: it follows from the list, so that no order of writing can make it wrong. The
application works it out by the same rule (pwa/src/features/events/quotas.ts).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import OuterRef, Subquery

from backend.events.models import Event, Guest, Quota, Selection

_FREES = (Guest.Answer.NO, Guest.Answer.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Holder:
    """A guest as far as quotas go: the officer who wanted them first, and whether an invitation has left."""

    id: UUID
    officer: UUID | None
    category: str
    invited: bool


@dataclass(frozen=True, slots=True)
class Places:
    """WAITING: guests without a place. USED and SHORT, by quota: who holds a place, who has none because of it."""

    quotas: Sequence[Quota]
    waiting: set[UUID] = field(default_factory=set)
    used: Counter[UUID] = field(default_factory=Counter)
    short: Counter[UUID] = field(default_factory=Counter)


def places_of(event: Event) -> Places:
    """Two queries; one where EVENT has no quota."""
    quotas = list(event.quotas.select_related("user").order_by("category", "created_at", "id"))
    return given_out(quotas, _holders(event) if quotas else [])


def given_out(quotas: Sequence[Quota], holders: Sequence[Holder]) -> Places:
    places = Places(quotas)
    for holder in sorted(holders, key=lambda each: (not each.invited, each.id)):
        concerned = [quota for quota in quotas if _concerns(quota, holder)]
        full = [quota.pk for quota in concerned if places.used[quota.pk] >= quota.places]
        if full and not holder.invited:
            places.waiting.add(holder.id)
            places.short.update(full)
        else:
            places.used.update(quota.pk for quota in concerned)
    return places


def _concerns(quota: Quota, holder: Holder) -> bool:
    return quota.user_id in (None, holder.officer) and quota.category in ("", holder.category)


def _holders(event: Event) -> list[Holder]:
    first = Selection.objects.filter(guest=OuterRef("pk"), user__isnull=False).order_by("created_at", "id")
    guests = event.guests.filter(represents=None, companion_of=None, revoked_at=None, walk_in=False)
    rows = guests.exclude(answer__in=_FREES).values_list(
        "pk", Subquery(first.values("user")[:1]), "category", "invitation"
    )
    return [Holder(pk, officer, category, invitation != "none") for pk, officer, category, invitation in rows]
