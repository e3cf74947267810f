"""How names of several words sound: words are glued, for hyphens and spaces come and go."""

from functools import lru_cache

from backend.contacts import phonetics


@lru_cache(maxsize=200_000)
def sound(name: str) -> str:
    """The first reading; the letters themselves where there is nothing to sound."""
    glued = name.replace(" ", "")
    return phonetics.strict(glued) or glued


@lru_cache(maxsize=200_000)
def skeleton(name: str) -> str:
    """A coarse code, to bring names together that are then compared."""
    glued = name.replace(" ", "")
    return phonetics.loose(glued) or glued


@lru_cache(maxsize=50_000)
def readings(name: str) -> frozenset[str]:
    return phonetics.codes(name.replace(" ", ""))
