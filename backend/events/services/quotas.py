"""Set how many invitations officers and categories have: who manages the event decides (RF-13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.accounts.models import User
from backend.accounts.queries import holders_of
from backend.core.actor import Actor
from backend.core.errors import Invalid
from backend.core.work import writing
from backend.events.access import check_manages
from backend.events.changes import audience_of, event_changed
from backend.events.models import Quota
from backend.events.services.events import locked_event
from backend.live.publish import publish


@dataclass(frozen=True, slots=True)
class QuotaWish:
    user_id: UUID | None
    category: str
    places: int


def officers() -> list[User]:
    """Who may put guests on a list, by name."""
    return list(holders_of("events.change_event").order_by("last_name", "first_name", "username"))


def set_quotas(actor: Actor, *, user: User, event_id: UUID, wishes: Sequence[QuotaWish]) -> None:
    """WISHES are the quotas of the event from now on. Invitations that have left stay, beyond a quota too.

    Raises:
        NotYourEvent: USER does not manage it. Invalid: twice the same, of nobody and nothing, or of no officer.
    """
    _check(wishes)
    with writing(actor):
        event = locked_event(event_id)
        check_manages(user, event)
        kept = {(quota.user_id, quota.category): quota for quota in event.quotas.all()}
        for wish in wishes:
            quota = kept.pop((wish.user_id, wish.category), None) or Quota(event=event)
            quota.user_id, quota.category, quota.places = wish.user_id, wish.category, wish.places
            quota.save()
        Quota.objects.filter(pk__in=[quota.pk for quota in kept.values()]).delete()
        publish(audience_of(event.pk), event_changed(event))


def _check(wishes: Sequence[QuotaWish]) -> None:
    known = {user.pk for user in officers()}
    seen: set[tuple[UUID | None, str]] = set()
    for number, wish in enumerate(wishes):
        key, path = (wish.user_id, wish.category), f"quotas.{number}"
        if key == (None, ""):
            raise Invalid(fields={f"{path}.user_id": "Choisissez une personne, une catégorie, ou les deux."})
        if key in seen:
            raise Invalid(fields={f"{path}.user_id": "Ce quota est déjà fixé plus haut."})
        if wish.user_id and wish.user_id not in known:
            raise Invalid(fields={f"{path}.user_id": "Cette personne ne peut pas proposer d’invités."})
        seen.add(key)
