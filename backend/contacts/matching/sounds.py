"""The one door to the phonetic rules."""

import re
from functools import lru_cache

_RULES = [
    (re.compile(pattern), by)
    for pattern, by in (
        (r"ph", "f"), (r"eau|au", "o"), (r"ck|qu|q|c(?=[aoulrn])|k", "k"), (r"c(?=[eiy])|ss|z|x", "s"),
        (r"(?<=.)h", ""), (r"[iy]", "i"), (r"(.)\1+", r"\1"), (r"(?<=..)[estdxzp]+$", ""), (r"ai|ei", "e"),
    )
]  # fmt: skip


@lru_cache(maxsize=200_000)
def sound(name: str) -> str:
    """How a name of one or more words sounds; words are glued, for hyphens and spaces come and go."""
    code = name.replace(" ", "")
    for pattern, by in _RULES:
        code = pattern.sub(by, code)
    return code
