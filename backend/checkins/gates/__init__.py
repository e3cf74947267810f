"""The doors of an event as officers set them, and the kiosks that stand there (CARD-3)."""

from backend.checkins.gates.services import change_doors, kiosks_by_gate

__all__ = ["change_doors", "kiosks_by_gate"]
