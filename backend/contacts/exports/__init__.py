"""Contacts as files (RF-11, GRC-11, GRC-25): one module a format, all alike; see docs/exports.md."""
