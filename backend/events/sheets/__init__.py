"""Attendance sheets (« émargement », RF-13): to sign before an event, with times and gates after it."""
