"""Scans stored in one transaction (CARD-3). Exactly one admission: the guests' rows are locked, in the order of
their ids, before anything is judged. Exactly one scan: (device, scan_id) is unique, and a replay is given what was
stored, whatever has happened since.
"""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError

from backend.checkins.models import Device, Scan
from backend.checkins.scanning.answers import answer, refused
from backend.checkins.scanning.door import Door, open_door
from backend.checkins.scanning.requests import Batch, ScanRequest
from backend.checkins.scanning.undoing import take_back
from backend.checkins.services import device_actor
from backend.core.actor import Actor
from backend.core.work import writing
from backend.door.verdict import LETS_IN

_ONCE = "once_per_device"
Answers = list[dict[str, Any]]


def record_scans(device: Device, batch: Batch, *, actor: Actor | None = None) -> Answers:
    """Store BATCH; one answer each, in its order."""
    author = actor or device_actor(device)
    try:
        with writing(author, hurried=True):
            return _record(device, batch, known=_from_another_pairing(device, batch.scans))
    except IntegrityError as error:  # some of it came before, or comes at this very moment
        if _ONCE not in str(error):
            raise
    if len(batch.scans) == 1:
        with writing(author, hurried=True):
            return _record(device, batch, known=_known(device, batch.scans))
    return [each for scan in batch.scans for each in _alone(device, batch, scan, author)]


def _alone(device: Device, batch: Batch, scan: ScanRequest, author: Actor) -> Answers:
    single = Batch([scan], batch.sent_at, batch.received, batch.mono_ms, batch.boot_id, batch.event_id)
    return record_scans(device, single, actor=author)


def _from_another_pairing(device: Device, scans: Sequence[ScanRequest]) -> dict[Any, Scan]:
    """What was done alone and came before, when the same kiosk was paired as another device. Their ids are drawn by
    lot: one id is one fact, whoever brings it."""
    ids = [scan.scan_id for scan in scans if scan.shown]
    found = (
        Scan.objects.filter(scan_id__in=ids).exclude(device=device) if ids and device.user_id is None else []
    )
    return {row.scan_id: row for row in found}


def _known(device: Device, scans: Sequence[ScanRequest]) -> dict[Any, Scan]:
    ids = [scan.scan_id for scan in scans]
    return {row.scan_id: row for row in Scan.objects.filter(device=device, scan_id__in=ids)}


def _record(device: Device, batch: Batch, *, known: dict[Any, Scan]) -> Answers:
    """Raises IntegrityError, and leaves no trace, where one of them is stored already and not KNOWN."""
    door = open_door(device, batch, known)
    answers = [_one(door, scan, known.get(scan.scan_id)) for scan in batch.scans]
    door.close()
    return [finish() for finish in answers]


def _one(door: Door, scan: ScanRequest, row: Scan | None) -> Any:
    """What gives the answer to SCAN once the door is closed and all is stored."""
    if scan.problem:
        return lambda: refused(scan.scan_id, scan.problem)
    if scan.undoes is not None:
        return take_back(door, scan)
    if row is not None:
        return _again(door, scan, row)
    row, guest = door.judge(scan)
    return lambda: answer(row, guest, conflicts=door.conflicts_of(row))


def _again(door: Door, scan: ScanRequest, row: Scan) -> Any:
    """SCAN came before. What the device showed in the end may come only now: then that is what happened, and an
    admission that the guest never got is withdrawn."""
    if row.content_digest != scan.digest() or (row.shown and scan.shown and row.shown != scan.shown):
        return lambda: refused(scan.scan_id, "scan_id_reused")
    guest = door.guest_by_id(row.guest_id)
    if scan.shown and not row.shown:
        door.learn_what_was_shown(row, scan, lets_in=scan.shown in LETS_IN)
    return lambda: answer(row, guest, replayed=True, conflicts=door.conflicts_of(row))
