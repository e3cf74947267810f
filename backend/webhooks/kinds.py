"""What other systems may hear of. A domain declares its kinds in its AppConfig, and emits them in its services."""

_kinds: dict[str, str] = {}


def register_kind(name: str, label: str) -> None:
    """NAME as in `guest.arrived`; LABEL as a person chooses it, in French."""
    _kinds[name] = label


def kinds() -> dict[str, str]:
    return dict(_kinds)
