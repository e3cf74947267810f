"""What other systems hear of guests (RF-15): ids and numbers, no names. Who may know more asks the API."""

from datetime import datetime
from typing import Any

from backend.events.changes import Standing
from backend.events.models import Guest
from backend.webhooks.kinds import register_kind
from backend.webhooks.services import emit

KINDS = {
    "guest.added": "Un invité est ajouté à la liste",
    "guest.removed": "Un invité est retiré de la liste",
    "guest.answered": "Un invité a répondu",
    "guest.arrived": "Un invité est arrivé",
    "guest.left": "Un invité est reparti",
    "guest.arrival_withdrawn": "Une arrivée est annulée",
}


def register() -> None:
    for name, label in KINDS.items():
        register_kind(name, label)


def tell(
    guest: Guest, before: Standing | None, after: Standing | None, *, at: datetime, gate: str | None
) -> None:
    """Emit what happened to GUEST between the two, inside the open unit of work."""
    for kind in _kinds(before, after):
        emit(kind, _data(guest, after, at, gate))


def _kinds(before: Standing | None, after: Standing | None) -> list[str]:
    if before is None or after is None:
        return ["guest.added"] if after else ["guest.removed"]
    told = []
    if before.answer != after.answer:
        told.append("guest.answered")
    if after.came > before.came or (after.inside > before.inside and before.attendance == "left"):
        told.append("guest.arrived")
    if after.came < before.came:
        told.append("guest.arrival_withdrawn")
    if after.attendance == "left" != before.attendance:
        told.append("guest.left")
    return told


def _data(guest: Guest, after: Standing | None, at: datetime, gate: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "event_id": str(guest.event_id),
        "guest_id": str(guest.pk),
        "at": at.isoformat(),
    }
    if after is not None:
        told |= {
            "answer": after.answer,
            "attendance": after.attendance,
            "party": after.party,
            "inside": after.inside,
            "came": after.came,
            "revoked": after.revoked,
        }
    return told | ({"gate": gate} if gate else {})
