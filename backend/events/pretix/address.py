"""The address of a pretix as it is typed, checked like that of any other system we talk to (core/reach.py)."""

import httpx
from django.conf import settings

from backend.core.errors import Invalid
from backend.core.reach import may_be_reached

_AT_MOST = 300


def base_of(typed: str) -> str:
    """Where TYPED leads, without "/" at the end: scheme, host, and the path below which pretix lives.

    Raises:
        Invalid: it leads nowhere that we may go.
    """
    try:
        url = httpx.URL(typed.strip())
        host = url.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise _invalid("Cette adresse est mal formée.") from None
    if url.scheme not in ("http", "https") or not host or not 0 < (url.port or 443) < 65_536:
        raise _invalid("Donnez une adresse qui commence par https://.")
    if url.userinfo:
        raise _invalid("Retirez le nom et le mot de passe de cette adresse : ils y seraient lisibles.")
    allowed = settings.TICKETING_ALLOW_HOSTS
    if url.scheme == "http" and host not in allowed:
        raise _invalid("Cette adresse n’est pas chiffrée : elle doit commencer par https://.")
    if not may_be_reached(host, host, allowed=allowed):
        raise _invalid("Cette adresse mène au réseau interne. Seul l’exploitant peut autoriser cet hôte.")
    base = str(url.copy_with(query=None, fragment=None)).rstrip("/").removesuffix("/api/v1")
    if len(base) > _AT_MOST:
        raise _invalid("Cette adresse est trop longue.")
    return base


def _invalid(why: str) -> Invalid:
    return Invalid(fields={"url": why})
