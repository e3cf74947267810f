"""The one search box: each domain says what it finds, and the box asks them all.

Whoever adds a kind registers a finder, in the order in which kinds are shown: domains register from below upwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the box. HINT tells it apart from others of the same LABEL; MATCHED says why it was found."""

    kind: str
    id: UUID
    label: str
    hint: str = ""
    matched: str = ""


Finder = Callable[[Any, str, int], list[Hit]]
_finders: dict[str, Finder] = {}


def register_search(kind: str, finder: Finder) -> None:
    """FINDER(user, query, limit) gives LIMIT hits at most, best first, and none that the user may not see."""
    _finders[kind] = finder


def search_everything(user: Any, query: str, limit: int) -> list[Hit]:
    """The LIMIT best of each kind; nothing where QUERY holds neither a letter nor a digit."""
    if not any(char.isalnum() for char in query):
        return []
    return [hit for finder in _finders.values() for hit in finder(user, query, limit)]
