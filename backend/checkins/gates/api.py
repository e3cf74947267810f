from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from backend.accounts.auth import Right, actor_of, user_of
from backend.checkins.gates.schemas import DoorsIn, DoorsOut
from backend.checkins.gates.services import change_doors, kiosks_by_gate
from backend.events.access import manages
from backend.events.queries import event_for
from backend.events.roster import gates_of

router = Router(tags=["accueil"])
_DOORS = "/events/{uuid:event_id}/doors"


@router.get(_DOORS, response=DoorsOut, auth=Right("events.view_event"), summary="Les portes d’un événement")
def get_doors(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    return _doors(request, event_id)


@router.post(_DOORS, response=DoorsOut, auth=Right("events.change_event"), summary="Régler les portes")
def post_doors(request: HttpRequest, event_id: UUID, payload: DoorsIn) -> dict[str, Any]:
    user = user_of(request)
    event_for(user, event_id)
    change_doors(
        actor_of(request), user=user, event_id=event_id, version=payload.version, wish=payload.as_wish()
    )
    return _doors(request, event_id)


def _doors(request: HttpRequest, event_id: UUID) -> dict[str, Any]:
    user = user_of(request)
    event = event_for(user, event_id)
    kiosks = kiosks_by_gate(event_id)
    names = ("id", "name", "zone", "categories", "opens_at", "closes_at")
    return {
        "version": event.version,
        "open_at": event.doors_open_at,
        "close_at": event.doors_close_at,
        "capacity": event.capacity,
        "has_pin": bool(event.override_pin),
        "manages": manages(user, event),
        "gates": [
            {**{name: getattr(gate, name) for name in names}, "kiosks": kiosks.pop(gate.name, [])}
            for gate in gates_of(event)
        ],
        "elsewhere": [device for devices in kiosks.values() for device in devices],
    }
