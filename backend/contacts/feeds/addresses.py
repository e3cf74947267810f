"""The address of a feed as it is typed: `https://…`, or `dossier:NAME` for a folder of the server."""

import re

import httpx
from django.conf import settings

from backend.contacts.feeds.guarding import may_be_reached
from backend.core.errors import Invalid

FOLDER = "dossier:"
_FOLDER_NAME = re.compile(r"^(?!\.)[^/\\\x00-\x1f\x7f]{1,100}$")
_HOST_NAME = re.compile(r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$")
_AT_MOST = 500


def split_address(typed: str) -> tuple[str, str]:
    """TYPED as (address, what follows its "?"), checked.

    Raises:
        Invalid: it names neither a page nor a folder that a feed may read.
    """
    if typed.lower().startswith(FOLDER):
        return FOLDER + _folder(typed[len(FOLDER) :].strip()), ""
    url = _url(typed)
    if refusal := refuses_url(url):
        raise _invalid(refusal)
    query = url.query.decode("ascii")
    address = str(url.copy_with(query=None, fragment=None))
    if max(len(address), len(query)) > _AT_MOST:
        raise _invalid("Cette adresse est trop longue.")
    return address, query


def joined(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def is_folder(address: str) -> bool:
    return address.startswith(FOLDER)


def is_folder_name(name: str) -> bool:
    """One step down, and neither back nor hidden."""
    return bool(_FOLDER_NAME.match(name))


def refuses_url(url: httpx.URL) -> str:
    """Why a feed may not read URL; empty where it may try. Asked for what is typed and for each redirection."""
    if url.scheme not in ("http", "https") or not url.host:
        return "Donnez une adresse qui commence par https://, ou un dossier."
    if not _is_host(url) or not 0 < (url.port or 443) < 65_536:
        return "Cette adresse est mal formée."
    if url.userinfo:
        return "Retirez le nom et le mot de passe de cette adresse : ils y seraient lisibles."
    if url.scheme == "http" and url.host.lower() not in settings.FEEDS_ALLOW_HOSTS:
        return "Cette adresse n’est pas chiffrée : elle doit commencer par https://."
    if not may_be_reached(url.host, url.host):
        return "Cette adresse mène au réseau interne. Seul l’exploitant peut autoriser cet hôte."
    return ""


def _is_host(url: httpx.URL) -> bool:
    host = url.raw_host.decode("ascii")
    return ":" in host or bool(_HOST_NAME.match(host))


def _folder(name: str) -> str:
    if not is_folder_name(name):
        raise _invalid("Donnez le nom d’un seul dossier, sans « / ».")
    return name


def _url(typed: str) -> httpx.URL:
    try:
        url = httpx.URL(typed)
        url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise _invalid("Cette adresse est mal formée.") from None
    return url


def _invalid(why: str) -> Invalid:
    return Invalid(fields={"address": why})
