"""Organisations over HTTP (RF-4)."""

from ninja import Router

router = Router(tags=["organisations"])
