"""From a personal link to the guest it speaks for."""

from backend.contacts.intermediaries import Through, written_through
from backend.core.clock import now
from backend.events.errors import LinkReplaced, LinkRevoked, LinkUnknown
from backend.events.links import read_token
from backend.events.models import Event, Guest, Offer


def guest_of_link(token: str) -> Guest:
    """The guest of TOKEN with event, principal and host.

    Raises:
        LinkUnknown: forged, or the guest is off the list. LinkReplaced: there is a newer link.
        LinkRevoked: the invitation was withdrawn, or somebody else stands in now.
    """
    link = read_token(token)
    guests = Guest.objects.select_related("event", "represents", "companion_of")
    guest = guests.filter(pk=link.guest_id).first()
    if guest is None or link.version > guest.link_version:
        raise LinkUnknown
    if link.version < guest.link_version:
        raise LinkReplaced
    if guest.revoked:
        raise LinkRevoked(_why_revoked(guest))
    return guest


def via_of_link(token: str, guest: Guest) -> Through | None:
    """Who answers for GUEST by TOKEN; None: the guest.

    Raises:
        LinkRevoked: they are no intermediary of the guest any more.
    """
    via = read_token(token).via
    if via is None:
        return None
    vias = written_through([guest.contact_id] if guest.contact_id else [])
    for through in vias.get(guest.contact_id, []) if guest.contact_id else []:
        if through.key == via:
            return through
    raise LinkRevoked(f"Vous ne répondez plus aux invitations de {guest.name}.")


def holds_ticket(guest: Guest) -> bool:
    """A ticket is shown to who comes, until the event is over."""
    event = guest.event
    return (
        guest.answer == Guest.Answer.YES
        and not guest.revoked
        and event.state != Event.State.CANCELLED
        and now() < event.ends_at
    )


def standing_offer(guest: Guest) -> Offer | None:
    """The places that are kept for GUEST now."""
    if guest.answer != Guest.Answer.WAITLISTED:
        return None
    return guest.offers.filter(state=Offer.State.PENDING, expires_at__gt=now()).first()


def _why_revoked(guest: Guest) -> str | None:
    if guest.companion_of is not None:
        return f"{guest.companion_of.name} a changé sa réponse : votre billet n’est plus valable."
    if guest.represents is None:
        return None
    return f"{guest.represents.name} a changé sa réponse : vous ne représentez plus cette personne."
