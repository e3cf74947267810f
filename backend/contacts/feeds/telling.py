"""Telling those who may import that a feed wants them."""

from backend.accounts.queries import holders_of
from backend.contacts.models import Feed
from backend.contacts.notices import feed_failing, feed_stopped
from backend.contacts.queries import IMPORT
from backend.core.actor import Actor
from notifications.services import notify


def tell_stopped(actor: Actor, *, feed: Feed, why: str) -> None:
    notify(actor, users=holders_of(IMPORT), text=feed_stopped(feed, why))


def tell_failing(actor: Actor, *, feed: Feed, why: str) -> None:
    notify(actor, users=holders_of(IMPORT), text=feed_failing(feed, why))
