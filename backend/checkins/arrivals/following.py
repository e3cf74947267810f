"""Officers ask to be told when a guest arrives."""

from typing import Any
from uuid import UUID

from backend.checkins.models import Follow
from backend.core.actor import Actor
from backend.core.work import writing


def follow_guest(actor: Actor, *, user: Any, guest: Any) -> None:
    with writing(actor):
        Follow.objects.get_or_create(user=user, guest_id=guest.pk)


def unfollow_guest(actor: Actor, *, user: Any, guest: Any) -> None:
    with writing(actor):
        Follow.objects.filter(user=user, guest_id=guest.pk).delete()


def followed_by(user: Any, event: Any) -> list[UUID]:
    """The guests of EVENT whose arrival USER asked to be told of."""
    followed = Follow.objects.filter(user=user, guest__event=event.pk)
    return list(followed.order_by("guest").values_list("guest_id", flat=True))
