"""Fields added by administrators over HTTP (RF-24)."""

from ninja import Router

router = Router(tags=["fields"])
