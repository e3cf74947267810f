"""Controlled lists of values over HTTP (RF-5)."""

from ninja import Router

router = Router(tags=["vocabularies"])
