"""Duplicates, merges and their undoing over HTTP (RF-7)."""

from ninja import Router

router = Router(tags=["duplicates"])
