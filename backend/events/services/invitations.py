"""Invite: queue the letters, and note what became of each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.work import writing
from backend.events.changes import standing_of
from backend.events.errors import EventNotOpen
from backend.events.models import Event, Guest
from backend.events.notices import invitations_sent
from backend.events.quotas import places_of
from backend.events.services.events import locked_event
from backend.events.services.letters import routes_of, write_to_all
from backend.events.services.moves import announce_move
from notifications.services import notify


@dataclass(frozen=True, slots=True)
class Skipped:
    guest_id: UUID
    reason: str


def invite_guests(
    actor: Actor, *, event_id: UUID, guest_ids: Sequence[UUID] | None, subject: str = "", message: str = ""
) -> tuple[int, list[Skipped]]:
    """Queue an invitation for each of GUEST_IDS (None: all who have none yet); who is left out, and why.

    Raises:
        EventNotOpen: a draft, cancelled, or over.
    """
    with writing(actor):
        event = locked_event(event_id)
        if not event.takes_answers(now()):
            raise EventNotOpen
        guests = _candidates(event, guest_ids)
        waiting, routes = places_of(event).waiting, routes_of(guests)
        reasons = {guest.pk: _obstacle(guest, waiting, reached=bool(routes[guest])) for guest in guests}
        skipped = [Skipped(pk, reason) for pk, reason in reasons.items() if reason]
        skipped += [Skipped(each, "Absent de la liste.") for each in _missing(guests, guest_ids)]
        invited = [guest for guest in guests if not reasons[guest.pk]]
        write_to_all(invited, "invitation", bulk=True, subject=subject, message=message)
        _set_invitation(invited, Guest.Invitation.QUEUED)
    return len(invited), skipped


def mark_sent(guest_ids: Iterable[UUID]) -> None:
    """The mail server took the invitations of GUEST_IDS, inside the open unit of work."""
    _set_invitation(_locked(guest_ids), Guest.Invitation.SENT)


def mark_failed(guest_ids: Iterable[UUID], reason: str) -> None:
    """The invitations of GUEST_IDS can't be delivered, for REASON (French, shown in the list)."""
    _set_invitation(_locked(guest_ids), Guest.Invitation.FAILED, reason)


def tell_owners(actor: Actor, guest_ids: Iterable[UUID]) -> None:
    """A notice to the owner of each event of GUEST_IDS that has no invitation left to send."""
    events = Event.objects.filter(guests__in=list(guest_ids), owner__isnull=False).distinct()
    for event in events.exclude(guests__invitation=Guest.Invitation.QUEUED).select_related("owner"):
        states = list(event.guests.filter(represents=None).values_list("invitation", flat=True))
        text = invitations_sent(event, sent=states.count("sent"), failed=states.count("failed"))
        notify(actor, users=[event.owner], text=text)


def _candidates(event: Event, guest_ids: Sequence[UUID] | None) -> list[Guest]:
    principals_first = F("represents").asc(nulls_first=True)
    guests = event.guests.select_for_update(no_key=True).order_by(principals_first, "id")
    if guest_ids is None:
        return list(
            guests.filter(
                invitation=Guest.Invitation.NONE, represents=None, companion_of=None, revoked_at=None
            )
        )
    return list(guests.filter(pk__in=guest_ids))


def _missing(found: Iterable[Guest], guest_ids: Sequence[UUID] | None) -> list[UUID]:
    known = {guest.pk for guest in found}
    return [each for each in dict.fromkeys(guest_ids or ()) if each not in known]


def _obstacle(guest: Guest, waiting: Collection[UUID], *, reached: bool) -> str:
    """Why GUEST can't be invited by mail now, in French, or nothing; REACHED: somebody can be written to."""
    if guest.revoked:
        return "Invitation retirée."
    if guest.is_deputy:
        return "Représentant : son invitation suit la réponse de la personne représentée."
    if guest.companion_of_id:
        return "Accompagnant : son invitation suit la réponse de la personne accompagnée."
    if guest.invitation == Guest.Invitation.QUEUED:
        return "Envoi déjà en cours."
    if guest.pk in waiting:
        return "En attente de place : le quota est atteint."
    return "" if reached else "Aucune adresse e-mail."


def _locked(guest_ids: Iterable[UUID]) -> list[Guest]:
    rows = Guest.objects.select_for_update(no_key=True).filter(pk__in=list(guest_ids))
    return list(rows.order_by("id"))


def _set_invitation(guests: Iterable[Guest], state: Guest.Invitation, reason: str = "") -> None:
    moment, changed = now(), list(guests)
    values: dict[str, Any] = {"invitation": state.value, "invitation_error": reason, "updated_at": moment}
    if state == Guest.Invitation.SENT:
        values["invited_at"] = moment
    for guest in changed:
        before = standing_of(guest)
        guest.invitation = state.value
        announce_move(guest, before, at=moment)
    Guest.objects.filter(pk__in=[guest.pk for guest in changed]).update(**values)
