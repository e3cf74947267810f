"""Which machines a feed may talk to: the outside, and what the operator allows (core/reach.py)."""

from django.conf import settings

from backend.contacts.feeds.fetched import NoFile, WrongFile
from backend.core import reach


def may_be_reached(host: str, address: str) -> bool:
    return reach.may_be_reached(host, address, allowed=settings.FEEDS_ALLOW_HOSTS)


def reachable(host: str, port: int) -> list[str]:
    """The addresses of HOST.

    Raises:
        NoFile: it has none.
        WrongFile: one of them is inside.
    """
    try:
        return reach.reachable(host, port, allowed=settings.FEEDS_ALLOW_HOSTS)
    except reach.NoSuchHost:
        raise NoFile(f"L’hôte {host} est introuvable.") from None
    except reach.InsideNetwork:
        raise WrongFile(
            f"L’hôte {host} mène au réseau interne. Seul l’exploitant peut l’autoriser."
        ) from None
