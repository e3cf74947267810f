"""Who is told, and when: in the scan's transaction, once an arrival, of guests to be greeted in person only."""

from typing import Any

from backend.accounts.models import User
from backend.checkins.models import Follow, Scan
from backend.checkins.notices import arrival_withdrawn, guest_arrived
from backend.core.work import current_work
from backend.events.changes import Standing
from notifications.services import notify

_RIGHT = "checkins.view_board"


def tell_hosts(guest: Any, before: Standing | None, row: Scan) -> None:
    """GUEST, who stood as BEFORE, has come, or has not come after all; ROW is the scan that says so.

    Costs nobody else anything: whether a guest is one to be greeted is in the row that the scan holds anyway.
    """
    had_come = before is not None and before.came > 0
    if had_come == (guest.came > 0) or not _to_be_greeted(guest):
        return
    text = (
        arrival_withdrawn(guest, gate=row.gate)
        if had_come
        else guest_arrived(guest, at=guest.arrived_at, gate=guest.arrived_gate)
    )
    if hosts := hosts_of(guest):
        notify(current_work().actor, users=hosts, text=text)


def hosts_of(guest: Any) -> list[User]:
    """Who put GUEST, or the guest they stand for, on the list, the event's owner, and who follows either of them;
    those who may not see the board any more are told nothing."""
    both = [guest, guest.represents] if guest.represents_id else [guest]
    wanted = {guest.event.owner_id, *(each.added_by_id for each in both)}
    wanted |= set(
        Follow.objects.filter(guest__in=[each.pk for each in both]).values_list("user_id", flat=True)
    )
    users = User.objects.filter(pk__in=wanted - {None}, is_active=True).order_by("pk")
    return [user for user in users if user.has_perm(_RIGHT)]


def _to_be_greeted(guest: Any) -> bool:
    return bool(guest.attention or (guest.represents_id and guest.represents.attention))
