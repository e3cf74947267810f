"""Exports over HTTP (RF-11)."""

from ninja import Router

router = Router(tags=["exports"])
