"""Who wants whom on the list, and why (RF-13). A guest stays while one officer wants them."""

from collections.abc import Iterable
from uuid import UUID

from backend.accounts.models import User
from backend.core.actor import Actor
from backend.core.errors import NotFound
from backend.core.work import writing
from backend.events.access import manages
from backend.events.changes import standing_of
from backend.events.errors import EventCancelled, WantedByOthers
from backend.events.models import Event, Guest, Selection
from backend.events.services.events import locked_event
from backend.events.services.guests import locked_guest, take_off
from backend.events.services.moves import announce_move


def select_guest(actor: Actor, *, user: User, event_id: UUID, guest_id: UUID, why: str) -> Selection:
    """USER wants a guest who is on the list, or says anew why.

    Raises:
        EventCancelled: nobody is chosen any more. NotFound: stands in for somebody, or is not on the list.
    """
    with writing(actor):
        if locked_event(event_id).cancelled:
            raise EventCancelled
        guest = locked_guest(event_id, guest_id)
        if guest.is_deputy or guest.companion_of_id:
            raise NotFound
        selection, _ = Selection.objects.update_or_create(guest=guest, user=user, defaults={"why": why})
        announce_move(guest, standing_of(guest), more=True)
    return selection


def take_back(actor: Actor, *, user: User, event_id: UUID, guest_id: UUID, selection_id: UUID) -> bool:
    """Take one selection of a guest away: one's own, or anybody's as who manages the event. True: nobody wants the
    guest any more, and they are off the list.

    Raises:
        NotFound: there is no such selection. WantedByOthers: it is somebody else's.
        AlreadyArrived: nobody else wants who came already.
    """
    with writing(actor):
        event = locked_event(event_id)
        guest = locked_guest(event_id, guest_id)
        selections = {each.pk: each for each in guest.selections.select_related("user")}
        selection = selections.pop(selection_id, None)
        if selection is None:
            raise NotFound
        if selection.user_id != user.pk and not manages(user, event):
            raise WantedByOthers(names_of([selection]))
        if not selections:
            take_off(guest)
            return True
        selection.delete()
        announce_move(guest, standing_of(guest), more=True)
    return False


def remove_guest(actor: Actor, *, user: User | None, event_id: UUID, guest_id: UUID) -> None:
    """Take a guest off the list, with deputies and companions, whoever wants them. USER: None is the office itself.

    Raises:
        WantedByOthers: somebody else does, and USER does not manage the event. AlreadyArrived: the list keeps them.
    """
    with writing(actor):
        event = locked_event(event_id)
        guest = locked_guest(event_id, guest_id)
        if user is not None:
            _check_may_remove(user, event, guest)
        take_off(guest)


def names_of(selections: Iterable[Selection]) -> str:
    """« Anne Roux, Paul Petit »."""
    return ", ".join(
        each.user.display_name if each.user else "quelqu’un qui n’a plus de compte" for each in selections
    )


def _check_may_remove(user: User, event: Event, guest: Guest) -> None:
    others = [each for each in guest.selections.select_related("user") if each.user_id != user.pk]
    if others and not manages(user, event):
        raise WantedByOthers(names_of(others))
