"""The secret that opens a pretix: sealed in its row, never shown again."""

from backend.core.secrets import SecretLost, open_secret, seal_secret
from backend.events.models import PretixLink
from backend.events.pretix.client import Place, PretixProblem

_PURPOSE = "pretix-token"


def sealed_token(token: str) -> bytes:
    return seal_secret(_PURPOSE, token)


def place_of(link: PretixLink) -> Place:
    """Raises PretixProblem: its token can't be read any more."""
    try:
        token = open_secret(_PURPOSE, bytes(link.token))
    except SecretLost:
        why = "Le jeton ne peut plus être lu : donnez-le de nouveau."
        raise PretixProblem(why, passes=False) from None
    return Place(link.url, link.organizer, link.event_slug, token)
