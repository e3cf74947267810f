"""Telling those who may import that a feed wants them."""

from typing import Any

from backend.accounts.models import User
from backend.contacts.models import Feed
from backend.contacts.notices import feed_failing, feed_stopped
from backend.contacts.queries import IMPORT
from backend.core.actor import Actor
from notifications.services import notify

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def tell_stopped(actor: Actor, *, feed: Feed, why: str) -> None:
    notify(actor, users=_importers(), text=feed_stopped(feed, why))


def tell_failing(actor: Actor, *, feed: Feed, why: str) -> None:
    notify(actor, users=_importers(), text=feed_failing(feed, why))


def _importers() -> list[Any]:
    return list(User.objects.with_perm(IMPORT, is_active=True, backend=_BACKEND))
