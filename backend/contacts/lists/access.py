"""Lists belong to their creator; all who see contacts may read and use them (RF-12)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from backend.accounts.models import User
from backend.accounts.queries import holders_of
from backend.contacts.errors import ListNotFound, ListRequestNotFound, NotYourList
from backend.contacts.models import ContactList, ListChangeRequest
from backend.core.actor import Actor
from backend.core.text import words

VIEW, STAND_IN = "contacts.view_person", "contacts.configure_contacts"
LIST_SORTS = {
    "name": "name",
    "updated_at": "updated_at",
    "created_at": "created_at",
    "owner": "owner__last_name",
}


def lists_for(user: Any, *, q: str = "", scope: str = "") -> QuerySet[ContactList]:
    """Lists that USER may use; SCOPE `mine`, `others`, or `bin` for those that USER may restore."""
    if not user.has_perm(VIEW):
        return ContactList.objects.none()
    lists = ContactList.objects.filter(deleted_at__isnull=scope != "bin")
    if scope == "bin" and not user.has_perm(STAND_IN):
        lists = lists.filter(Q(owner=user) | Q(delegate=user))
    if scope in ("mine", "others"):
        own = Q(owner=user) | Q(delegate=user)
        lists = lists.filter(own if scope == "mine" else ~own)
    for word in words(q):
        lists = lists.filter(search__contains=word)
    waiting = Count("requests", filter=Q(requests__state=ListChangeRequest.State.OPEN), distinct=True)
    return lists.select_related("owner", "delegate").annotate(waiting=waiting)


def list_for(user: Any, list_id: UUID, *, deleted: bool = False) -> ContactList:
    """Raises ListNotFound where there is none that USER may see."""
    found = lists_for(user, scope="bin" if deleted else "").filter(pk=list_id).first()
    if found is None:
        raise ListNotFound
    return found


def may_change(user: Any, contact_list: ContactList) -> bool:
    """Whether USER's changes apply at once: the owner, their delegate, and administrators who stand in."""
    return user.pk in (contact_list.owner_id, contact_list.delegate_id) or user.has_perm(STAND_IN)


def check_may_change(user: Any, contact_list: ContactList) -> None:
    """Raises NotYourList."""
    if not may_change(user, contact_list):
        raise NotYourList


def acting_for(actor: Actor, contact_list: ContactList) -> Actor:
    """ACTOR as the author of a change; the trace says « au nom de » where that is not the owner."""
    owner = contact_list.owner
    if owner is None or owner.pk == actor.user_id:
        return actor
    return replace(actor, label=f"{actor.label}, au nom de {owner.display_name}")


def deciders(contact_list: ContactList) -> list[User]:
    """Who is told of a request: owner and delegate; where neither can sign in any more, those who may stand in."""
    own = User.objects.filter(pk__in=[contact_list.owner_id, contact_list.delegate_id], is_active=True)
    return list(own) or list(holders_of(STAND_IN))


def colleagues_for(user: Any) -> QuerySet[User]:
    """Who may be made a delegate: those who see contacts."""
    if not user.has_perm(VIEW):
        return User.objects.none()
    return holders_of(VIEW).order_by("last_name", "first_name", "username")


def requests_for(user: Any, *, scope: str = "") -> QuerySet[ListChangeRequest]:
    """Requests that USER may see: those they decide, those they made. SCOPE `waiting` or `mine` narrows it."""
    if not user.has_perm(VIEW):
        return ListChangeRequest.objects.none()
    own = Q(list__owner=user) | Q(list__delegate=user)
    chosen = Q() if user.has_perm(STAND_IN) else own | Q(author=user)
    if scope == "waiting":
        chosen = own & Q(state=ListChangeRequest.State.OPEN)
    elif scope == "mine":
        chosen = Q(author=user)
    found = ListChangeRequest.objects.filter(chosen, list__deleted_at=None)
    return found.select_related("list__owner", "list__delegate", "author", "decided_by").order_by(
        "-created_at"
    )


def request_for(user: Any, request_id: UUID) -> ListChangeRequest:
    """Raises ListRequestNotFound."""
    found = requests_for(user).filter(pk=request_id).first()
    if found is None:
        raise ListRequestNotFound
    return found
