"""A steward takes a scan back: within a quarter of a minute, or later with a reason."""

from collections.abc import Callable
from typing import Any

from backend.checkins.models import Undoing
from backend.checkins.scanning.answers import refused, undone
from backend.checkins.scanning.door import Door
from backend.checkins.scanning.requests import ScanRequest
from backend.checkins.scanning.times import in_time


def take_back(door: Door, scan: ScanRequest) -> Callable[[], dict[str, Any]]:
    """Store the undoing; the scan that it names may come later, and is then withdrawn as it is stored. An undoing
    that came too late without a reason is kept, and does nothing."""
    assert scan.undoes is not None
    undoing, _ = Undoing.objects.get_or_create(
        device=door.device,
        scan_id=scan.scan_id,
        defaults={
            "undone": scan.undoes,
            "reason": scan.override,
            "at": scan.at,
            "happened_at": door.batch.exact_moment_of(scan),
            "received_at": door.batch.received,
        },
    )
    if undoing.undone != scan.undoes:
        return lambda: refused(scan.scan_id, "scan_id_reused")
    row = door.row_of(scan.undoes)
    if row is None:
        return lambda: undone(scan.scan_id, None, None)
    if not in_time((row.at, row.happened_at), (undoing.at, undoing.happened_at), undoing.reason):
        return lambda: undone(scan.scan_id, row, None, problem="too_late")
    door.withdraw(row)
    return lambda: undone(scan.scan_id, row, door.guest_by_id(row.guest_id))
