"""What contradicts itself at the doors of an event, for a supervisor to decide; the journal of scans (CARD-3)."""

from backend.checkins.conflicts.crowd import crowd_of
from backend.checkins.conflicts.deciding import decide_conflict
from backend.checkins.conflicts.queries import conflicts_for, journal_for, places_of

__all__ = ["conflicts_for", "crowd_of", "decide_conflict", "journal_for", "places_of"]
