"""Who may follow which audience. Live delivery and replay ask here, and nowhere else.

Each domain registers the prefix it owns in its AppConfig; the part before the colon decides.
"""

from collections.abc import Callable
from typing import Any

Rule = Callable[[Any, str], bool]
Gate = Callable[[Any], bool]
_rules: dict[str, Rule] = {}
_gates: list[Gate] = []


def register_audience(prefix: str, rule: Rule) -> None:
    """RULE(user, key) tells whether USER may follow `PREFIX:key` (key is empty for a bare prefix)."""
    _rules[prefix] = rule


def register_gate(gate: Gate) -> None:
    """GATE(user) tells whether USER may follow anything at all."""
    _gates.append(gate)


def may_follow(user: Any, audience: str) -> bool:
    prefix, _, key = audience.partition(":")
    rule = _rules.get(prefix)
    if rule is None or not getattr(user, "is_active", False):
        return False
    return rule(user, key) and all(gate(user) for gate in _gates)
