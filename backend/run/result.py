"""How a step of `make check` went."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    ok: bool
    text: str = ""
