"""Address labels on A4 sheets, as PDF (RF-11): six lines of 38 characters each (NF Z10-011)."""

from backend.contacts.exports.labels.paper import FORMAT

__all__ = ["FORMAT"]
