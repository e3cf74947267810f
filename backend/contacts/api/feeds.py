"""Scheduled imports over HTTP: set up, run, and what becomes of a file that looks wrong (RF-8)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.contacts import services
from backend.contacts.feeds.queries import feed_as_set, feed_for, feeds_for, missing_for, runs_of
from backend.contacts.feeds.watching import folders
from backend.contacts.models import Feed
from backend.contacts.present import feeds as present
from backend.contacts.schemas.feeds import FeedIn, FeedOut, FeedPatch, FeedRunOut, MissingPersonOut
from backend.core.http.paging import Page, Paging, page_of

CONFIGURE = "contacts.configure_contacts"
router = Router(tags=["feeds"], auth=Right("contacts.import_contacts"))
configured = Right(CONFIGURE)


@router.get("", response=Page[FeedOut], summary="Les imports programmés")
def list_feeds(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    user = user_of(request)
    configures = user.has_perm(CONFIGURE)
    return page_of(feeds_for(user), paging, lambda feed: present.feed(feed, configures))


@router.post("", response={201: FeedOut}, auth=configured, summary="Programmer un import")
def create_feed(request: HttpRequest, payload: FeedIn) -> Status[dict[str, Any]]:
    return Status(201, _shown(services.create_feed(actor_of(request), **payload.model_dump())))


@router.get(
    "/folders", response=list[str], auth=configured, summary="Les dossiers qui peuvent être surveillés"
)
def list_folders(request: HttpRequest) -> list[str]:
    return folders()


@router.get("/{uuid:feed_id}", response=FeedOut, summary="Un import programmé")
def read_feed(request: HttpRequest, feed_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    return present.feed(feed_for(user, feed_id), user.has_perm(CONFIGURE))


@router.patch("/{uuid:feed_id}", response=FeedOut, auth=configured, summary="Modifier un import programmé")
def change_feed(request: HttpRequest, feed_id: UUID, payload: FeedPatch) -> dict[str, Any]:
    changes = payload.model_dump(exclude_unset=True)
    return _shown(services.change_feed(actor_of(request), feed_id=feed_id, changes=changes))


@router.delete(
    "/{uuid:feed_id}", response={204: None}, auth=configured, summary="Supprimer un import programmé"
)
def delete_feed(request: HttpRequest, feed_id: UUID) -> Status[None]:
    services.delete_feed(actor_of(request), feed_id=feed_id)
    return Status(204, None)


@router.post("/{uuid:feed_id}/pause", response=FeedOut, auth=configured, summary="Mettre en pause")
def pause_feed(request: HttpRequest, feed_id: UUID) -> dict[str, Any]:
    return _shown(services.pause_feed(actor_of(request), feed_id=feed_id))


@router.post("/{uuid:feed_id}/resume", response=FeedOut, auth=configured, summary="Remettre en service")
def resume_feed(request: HttpRequest, feed_id: UUID) -> dict[str, Any]:
    return _shown(services.resume_feed(actor_of(request), feed_id=feed_id))


@router.post("/{uuid:feed_id}/run", response={202: FeedOut}, auth=configured, summary="Lire maintenant")
def run_feed(request: HttpRequest, feed_id: UUID) -> Status[dict[str, Any]]:
    return Status(202, _shown(services.run_feed_now(actor_of(request), feed_id=feed_id)))


@router.post(
    "/{uuid:feed_id}/accept",
    response={202: FeedOut},
    auth=configured,
    summary="Accepter le fichier qui a arrêté l’import",
)
def accept_file(request: HttpRequest, feed_id: UUID) -> Status[dict[str, Any]]:
    return Status(202, _shown(services.accept_file(actor_of(request), feed_id=feed_id)))


@router.get(
    "/{uuid:feed_id}/runs",
    response=Page[FeedRunOut],
    summary="Ses lectures, de la dernière à la première",
)
def list_runs(request: HttpRequest, feed_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(runs_of(feed_for(user_of(request), feed_id)), paging, present.feed_run)


@router.get(
    "/{uuid:feed_id}/missing",
    response=Page[MissingPersonOut],
    summary="Les personnes que le dernier fichier ne nomme plus",
)
def list_missing(request: HttpRequest, feed_id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    user = user_of(request)
    return page_of(missing_for(user, feed_for(user, feed_id)), paging, present.missing_person)


def _shown(feed: Feed) -> dict[str, Any]:
    """FEED as it is now; who sets feeds up is answered in full, whether or not they may import."""
    return present.feed(feed_as_set(feed.pk), configures=True)
