"""Conflicts and scans of an event, for who may decide."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.accounts.models import User
from backend.checkins.models import Conflict, Scan

DECIDE = "checkins.decide_conflicts"
_STATES = {
    "": Q(),
    "open": Q(decision="", explained_at=None),
    "decided": ~Q(decision=""),
    "explained": Q(decision="", explained_at__isnull=False),
}


def conflicts_for(user: User, event: Any, *, state: str = "") -> "QuerySet[Conflict]":
    """Those of EVENT, newest first, with all that a row of the list shows."""
    if not user.has_perm(DECIDE):
        return Conflict.objects.none()
    rows = Conflict.objects.filter(_STATES[state], event=event.pk)
    shown = rows.select_related("guest", "scan__device", "other__device", "decided_by")
    return shown.order_by("-created_at", "-id")


def journal_for(
    user: User, event: Any, *, gate: str = "", verdict: str = "", device: UUID | None = None
) -> "QuerySet[Scan]":
    """Every scan of EVENT, refused ones included, newest first. VERDICT is what was shown at the door."""
    if not user.has_perm(DECIDE):
        return Scan.objects.none()
    scans = Scan.objects.filter(event=event.pk).select_related("guest", "device")
    if gate:
        scans = scans.filter(gate=gate)
    if device:
        scans = scans.filter(device=device)
    if verdict:
        scans = scans.filter(Q(shown=verdict) | Q(shown="", verdict=verdict))
    return scans.order_by("-happened_at", "-id")


def places_of(event: Any) -> dict[str, Any]:
    """Gates and devices that scanned at EVENT, to filter the journal by."""
    scans = Scan.objects.filter(event=event.pk).order_by()
    found = scans.values_list("gate", "device_id", "device__name").distinct()
    gates, devices = set(), {}
    for gate, device_id, name in found:
        gates.add(gate)
        devices[device_id] = name
    named = sorted(devices.items(), key=lambda item: (item[1], item[0]))
    return {
        "gates": sorted(gates - {""}),
        "devices": [{"id": device_id, "name": name} for device_id, name in named],
    }
