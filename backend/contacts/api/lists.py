"""Targetings and lists over HTTP (RF-10, RF-12)."""

from ninja import Router

router = Router(tags=["lists"])
