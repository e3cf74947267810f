"""Scans: judged or believed, stored, and added up to who is inside (CARD-3, RF-13). The design is docs/door.md."""

from backend.checkins.scanning.answers import scanned_guest
from backend.checkins.scanning.recording import record_scans
from backend.checkins.scanning.requests import Batch, ScanRequest, WalkIn

__all__ = ["Batch", "ScanRequest", "WalkIn", "record_scans", "scanned_guest"]
