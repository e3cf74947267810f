"""The kiosks as a whole: what each tells of itself, where it stands, what it is asked to do (CARD-3)."""

from backend.checkins.fleet.beats import Beat, Check, beat_of, record_beat
from backend.checkins.fleet.moving import ask_drill, move_device

__all__ = ["Beat", "Check", "ask_drill", "beat_of", "move_device", "record_beat"]
