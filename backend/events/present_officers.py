"""What officers do for an event, as the API shows it: who decides, who wants whom, quotas, reminders."""

from typing import Any

from backend.events.access import manages
from backend.events.models import Event, Quota, Reminder, Selection
from backend.events.quotas import Places


def standing_towards(user: Any, event: Event) -> dict[str, Any]:
    """Who decides about EVENT, and whether that is USER."""
    owner = event.owner
    return {
        "owner": {"id": owner.pk, "name": owner.display_name} if owner else None,
        "manages": manages(user, event),
    }


def quota_out(quota: Quota, places: Places) -> dict[str, Any]:
    user = quota.user
    return {
        "id": quota.pk,
        "user": {"id": user.pk, "name": user.display_name} if user else None,
        "category": quota.category,
        "places": quota.places,
        "used": places.used[quota.pk],
        "waiting": places.short[quota.pk],
    }


def reminder_out(reminder: Reminder) -> dict[str, Any]:
    names = ("audience", "at", "days_before", "due_at", "subject", "message", "state", "sent_at", "people")
    made_by = reminder.made_by
    return {
        "id": reminder.pk,
        **{name: getattr(reminder, name) for name in names},
        "made_by": made_by.display_name if made_by else None,
    }


def selection_out(selection: Selection) -> dict[str, Any]:
    user = selection.user
    return {
        "id": selection.pk,
        "user": {"id": user.pk, "name": user.display_name} if user else None,
        "why": selection.why,
        "source": selection.source,
        "source_label": selection.source_label,
        "at": selection.created_at,
    }
