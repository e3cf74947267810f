"""Merges as the API gives them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend.contacts.models import MergeOperation

_ROWS = {
    "ContactPoint": "Une coordonnée",
    "Position": "Une fonction",
    "Classification": "Un terme",
    "Intermediary": "Un intermédiaire",
    "Person": "La fiche",
    "Organisation": "L’organisme",
    "Guest": "Une invitation",
    "Candidate": "Un contact proposé",
}
_GONE = "Fiche supprimée"


def merge(found: MergeOperation, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "id": found.pk,
        "kind": found.kind,
        "keeper": found.keeper,
        "keeper_name": names.get(found.keeper, _GONE),
        "losers": found.losers,
        "loser_names": [names.get(pk, _GONE) for pk in found.losers],
        "author": found.author.display_name if found.author else "",
        "created_at": found.created_at,
        "undone_at": found.undone_at,
        "undone_by": found.undone_by.display_name if found.undone_by else "",
        "report": [_left(each) for each in found.report],
    }


def _left(each: Mapping[str, Any]) -> dict[str, str]:
    """What it is about, without its value: a report is no way around a right."""
    return {"what": each["what"], "label": _ROWS.get(each["model"].rpartition(".")[2], "Une ligne")}
