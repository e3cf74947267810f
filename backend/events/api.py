"""Events, their guests, and the invitations to them."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from backend.accounts.auth import Right, actor_of, user_of
from backend.core.http.paging import Page, Paging, ordered, page_of
from backend.core.http.traces import TraceEntry, traces_of
from backend.events.changes import audience_of
from backend.events.letters.preview import SHOWN_APART, preview_invitation
from backend.events.present import event_out, events_out, guest_out
from backend.events.present_officers import standing_towards
from backend.events.queries import (
    EVENT_SORTS,
    GUEST_SORTS,
    categories_for,
    event_for,
    event_with_counts,
    events_matching,
    guest_for,
    guests_for,
)
from backend.events.schemas import (
    AddedOut,
    AddGuestsIn,
    AnswerIn,
    CategoriesOut,
    EventDetailOut,
    EventIn,
    EventOut,
    EventPatch,
    GuestOut,
    GuestPage,
    GuestPatch,
    GuestState,
    InvitedOut,
    InviteIn,
    PreviewOut,
    Wording,
)
from backend.events.services.adding import NewGuest, add_guests
from backend.events.services.answers import Deputy, answer_invitation
from backend.events.services.companions import Companion, Party
from backend.events.services.events import cancel_event, change_event, create_event
from backend.events.services.guests import change_guest, reissue_ticket, revoke_guest
from backend.events.services.invitations import invite_guests
from backend.events.services.selections import remove_guest
from backend.live.publish import snapshot

router = Router(tags=["événements"])
TRACE = Right("core.read_trace")
VIEW, CHANGE, INVITE = Right("events.view_event"), Right("events.change_event"), Right("events.invite_guests")
_GUEST = "/events/{uuid:event_id}/guests/{uuid:guest_id}"


@router.get("/events", response=Page[EventOut], auth=VIEW, summary="Les événements")
def list_events(
    request: HttpRequest, paging: Query[Paging], period: Literal["", "upcoming", "past"] = ""
) -> dict[str, Any]:
    events = events_matching(user_of(request), q=paging.q, period=period)
    page = page_of(ordered(events, paging.sort, EVENT_SORTS, "-starts_at"), paging, lambda event: event)
    return {**page, "items": events_out(page["items"])}


@router.post("/events", response={201: EventDetailOut}, auth=CHANGE, summary="Créer un événement")
def post_event(request: HttpRequest, payload: EventIn) -> Status[dict[str, Any]]:
    user = user_of(request)
    event = create_event(user.actor, owner=user, values=payload.dict())
    return Status(201, _detail(request, event.pk))


@router.get("/events/categories", response=CategoriesOut, auth=VIEW, summary="Catégories proposées")
def list_categories(request: HttpRequest) -> dict[str, Any]:
    return {"items": categories_for(user_of(request))}


@router.get("/events/{uuid:event_id}", response=EventDetailOut, auth=VIEW, summary="Un événement")
def get_event(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    return _detail(request, event_id)


@router.patch("/events/{uuid:event_id}", response=EventDetailOut, auth=CHANGE, summary="Modifier ou annuler")
def patch_event(request: HttpRequest, event_id: UUID, payload: EventPatch) -> dict[str, Any]:
    event_for(user_of(request), event_id)
    values = payload.dict(exclude_unset=True)
    version = values.pop("version")
    change_event(actor_of(request), event_id=event_id, version=version, values=values)
    return _detail(request, event_id)


@router.post("/events/{uuid:event_id}/cancel", response=EventDetailOut, auth=CHANGE, summary="Annuler")
def post_cancel(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    event_for(user_of(request), event_id)
    cancel_event(actor_of(request), event_id=event_id)
    return _detail(request, event_id)


@router.get(
    "/events/{uuid:event_id}/history",
    response=list[TraceEntry],
    auth=TRACE,
    summary="Qui a changé quoi dans un événement",
)
def event_history(request: HttpRequest, event_id: UUID) -> list[dict[str, Any]]:
    return traces_of(event_for(user_of(request), event_id))


@router.get(
    _GUEST + "/history", response=list[TraceEntry], auth=TRACE, summary="Qui a changé quoi chez un invité"
)
def guest_history(request: HttpRequest, event_id: UUID, guest_id: UUID) -> list[dict[str, Any]]:
    return traces_of(guest_for(event_for(user_of(request), event_id), guest_id))


@router.get("/events/{uuid:event_id}/guests", response=GuestPage, auth=VIEW, summary="La liste des invités")
def list_guests(
    request: HttpRequest, event_id: UUID, paging: Query[Paging], state: GuestState = "", mine: bool = False
) -> dict[str, Any]:
    user = user_of(request)
    event = event_for(user, event_id)
    found = guests_for(event, q=paging.q, state=state, selected_by=user.pk if mine else None)
    guests = ordered(found, paging.sort, GUEST_SORTS, "sort_name")
    page, cursor = snapshot(audience_of(event_id), lambda: page_of(guests, paging, guest_out))
    return {**page, "cursor": cursor}


@router.post("/events/{uuid:event_id}/guests", response=AddedOut, auth=CHANGE, summary="Ajouter des invités")
def post_guests(request: HttpRequest, event_id: UUID, payload: AddGuestsIn) -> dict[str, Any]:
    user = user_of(request)
    event = event_for(user, event_id)
    persons = [NewGuest(**each.dict()) for each in payload.guests]
    names = ("contact_ids", "list_id", "search", "query", "category", "attention", "why")
    values = {name: getattr(payload, name) for name in names}
    added = add_guests(user.actor, user=user, event_id=event.pk, persons=persons, **values)
    return {
        "added": len(added.guests),
        "joined": len(added.joined),
        "already": added.already,
        "unknown": added.unknown,
        "guests": [
            guest_out(guest) for guest in guests_for(event).filter(pk__in=added.ids).order_by("sort_name")
        ],
    }


@router.get(_GUEST, response=GuestOut, auth=VIEW, summary="Un invité")
def get_guest(request: HttpRequest, event_id: UUID, guest_id: UUID) -> dict[str, Any]:
    return _guest(request, event_id, guest_id)


@router.patch(_GUEST, response=GuestOut, auth=CHANGE, summary="Modifier un invité")
def patch_guest(request: HttpRequest, event_id: UUID, guest_id: UUID, payload: GuestPatch) -> dict[str, Any]:
    event_for(user_of(request), event_id)
    values = payload.dict(exclude_unset=True)
    change_guest(actor_of(request), event_id=event_id, guest_id=guest_id, values=values)
    return _guest(request, event_id, guest_id)


@router.delete(_GUEST, response={204: None}, auth=CHANGE, summary="Retirer un invité de la liste")
def delete_guest(request: HttpRequest, event_id: UUID, guest_id: UUID) -> Status[None]:
    user = user_of(request)
    event_for(user, event_id)
    remove_guest(user.actor, user=user, event_id=event_id, guest_id=guest_id)
    return Status(204, None)


@router.post(_GUEST + "/answer", response=GuestOut, auth=CHANGE, summary="Noter la réponse d’un invité")
def post_answer(request: HttpRequest, event_id: UUID, guest_id: UUID, payload: AnswerIn) -> dict[str, Any]:
    event_for(user_of(request), event_id)
    deputy = Deputy(**payload.deputy.dict()) if payload.deputy else None
    said: dict[str, Any] = {"answer": payload.answer, "deputy": deputy, "party": _party(payload)}
    answer_invitation(actor_of(request), event_id=event_id, guest_id=guest_id, **said)
    return _guest(request, event_id, guest_id)


@router.post(_GUEST + "/reissue", response=GuestOut, auth=INVITE, summary="Nouveau lien et nouveau billet")
def post_reissue(request: HttpRequest, event_id: UUID, guest_id: UUID) -> dict[str, Any]:
    event_for(user_of(request), event_id)
    reissue_ticket(actor_of(request), event_id=event_id, guest_id=guest_id)
    return _guest(request, event_id, guest_id)


@router.post(_GUEST + "/revoke", response=GuestOut, auth=INVITE, summary="Retirer le lien et le billet")
def post_revoke(request: HttpRequest, event_id: UUID, guest_id: UUID) -> dict[str, Any]:
    event_for(user_of(request), event_id)
    revoke_guest(actor_of(request), event_id=event_id, guest_id=guest_id)
    return _guest(request, event_id, guest_id)


@router.post(
    "/events/{uuid:event_id}/invitations",
    response={202: InvitedOut},
    auth=INVITE,
    summary="Envoyer les invitations",
)
def post_invitations(request: HttpRequest, event_id: UUID, payload: InviteIn) -> Status[dict[str, Any]]:
    event_for(user_of(request), event_id)
    queued, skipped = invite_guests(actor_of(request), event_id=event_id, **payload.dict())
    return Status(202, {"queued": queued, "skipped": skipped})


@router.get(
    "/events/{uuid:event_id}/invitations/preview",
    response=PreviewOut,
    auth=INVITE,
    summary="Aperçu de l’invitation",
)
def get_preview(request: HttpRequest, event_id: UUID, wording: Query[Wording]) -> dict[str, Any]:
    event = event_for(user_of(request), event_id)
    letter = preview_invitation(event, subject=wording.subject, message=wording.message)
    return {"subject": letter.subject, "text": letter.text, "html": letter.html}


@router.get(
    "/events/{uuid:event_id}/invitations/preview.html", auth=INVITE, summary="Aperçu de l’invitation, en page"
)
def get_preview_page(request: HttpRequest, event_id: UUID, wording: Query[Wording]) -> HttpResponse:
    event = event_for(user_of(request), event_id)
    letter = preview_invitation(event, subject=wording.subject, message=wording.message)
    return HttpResponse(letter.html, headers=SHOWN_APART)


def _detail(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    (event, counts), cursor = snapshot(audience_of(event_id), lambda: event_with_counts(user, event_id))
    return {**event_out(event, counts), **standing_towards(user, event), "cursor": cursor}


def _party(payload: AnswerIn) -> Party | None:
    if payload.companions is None:
        return None
    return Party(tuple(Companion(**each.dict()) for each in payload.companions), payload.unnamed)


def _guest(request: HttpRequest, event_id: UUID, guest_id: UUID) -> dict[str, Any]:
    return guest_out(guest_for(event_for(user_of(request), event_id), guest_id))
