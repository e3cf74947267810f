"""Criteria of one position: what somebody does, where, and since when."""

from backend.contacts.models import Channel, Position
from backend.contacts.targeting.criteria import Choice, Criterion
from backend.contacts.targeting.fields.found import attribute, shown
from backend.contacts.targeting.kinds import CHOICE, DATE, FLAG, TEXT
from backend.contacts.targeting.sql import TODAY

FAMILY = "Fonction"
CURRENT = f"(post.ended_on IS NULL OR post.ended_on >= {TODAY})"


def _current(position: Position) -> list[str]:
    return ["en cours"] if position.is_current else [f"terminée le {shown(position.ended_on)}"]


POSITION = [
    Criterion(
        "position.function",
        "Fonction",
        FAMILY,
        "position",
        TEXT,
        "post.function",
        found=attribute("function"),
    ),
    Criterion(
        "position.service", "Service", FAMILY, "position", TEXT, "post.service", found=attribute("service")
    ),
    Criterion("position.current", "Fonction en cours", FAMILY, "position", FLAG, CURRENT, found=_current),
    Criterion(
        "position.main",
        "Fonction principale",
        FAMILY,
        "position",
        FLAG,
        "post.is_main",
        found=attribute("is_main"),
    ),
    Criterion(
        "position.started",
        "En poste",
        FAMILY,
        "position",
        DATE,
        "post.started_on",
        found=attribute("started_on"),
    ),
    Criterion(
        "position.ended",
        "Fonction terminée",
        FAMILY,
        "position",
        DATE,
        "post.ended_on",
        found=attribute("ended_on"),
    ),
    Criterion(
        "position.preferred_channel",
        "Canal préféré de la fonction",
        FAMILY,
        "position",
        CHOICE,
        "post.preferred_channel",
        choices=lambda: [Choice(value, label) for value, label in Channel.choices if value],
        found=attribute("preferred_channel"),
    ),
]
