"""Whether a file looks wrong. It was judged row by row by then, and nothing of it is written (RF-8)."""

from dataclasses import dataclass
from typing import Any

SHARE = 2
"""One in so many rows or persons gone is too many; so are more of them refused or changed."""
FEW = 20
"""Rows below which a share of changed ones says nothing."""


@dataclass(frozen=True, slots=True)
class Look:
    """EXPECTED is the key of the headers it should have, or "". KNOWN persons were named last time; GONE of them
    are not named now."""

    rows: int
    refused: int
    changed: int
    headers_key: str
    expected: str
    known: int = 0
    gone: int = 0


def why_wrong(look: Look, good: dict[str, Any]) -> str:
    """What is wrong with it, for a person to read; empty where nothing is. GOOD is what Feed.good holds."""
    before = int(good.get("rows", 0))
    if look.expected and look.headers_key != look.expected:
        return "Ses colonnes ne portent plus les mêmes noms que d’habitude."
    if look.rows * SHARE <= before:
        return f"Il compte {_rows(look.rows)}, contre {_number(before)} la dernière fois."
    if look.refused * SHARE > look.rows:
        return f"{_number(look.refused)} de ses {_rows(look.rows)} sont refusées."
    if look.gone and look.gone * SHARE >= look.known:
        return f"{_number(look.gone)} des {_number(look.known)} personnes de la dernière fois n’y sont plus."
    if before >= FEW and look.changed * SHARE > look.rows:
        return f"Il changerait {_number(look.changed)} fiches d’un coup, sur {_rows(look.rows)}."
    return ""


def _rows(count: int) -> str:
    return f"{_number(count)} {'ligne' if count < 2 else 'lignes'}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
