"""The file behind a URL, within bounds of time and size. Sentences name the host, never the path or the query."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from urllib.parse import unquote

import certifi
import httpcore
import httpx
from django.conf import settings

from backend.contacts.feeds.addresses import refuses_url
from backend.contacts.feeds.fetched import Fetched, NoFile, WrongFile
from backend.contacts.feeds.guarding import reachable
from backend.contacts.imports.lines import BYTES_AT_MOST
from backend.core.reach import GuardedNetwork

REDIRECTIONS = 3
SECONDS = 120.0
_TIMEOUT = {"connect": 10.0, "read": 30.0, "write": 10.0, "pool": 10.0}
_MOVED = {301, 302, 303, 307, 308}


def fetch(address: str, *, etag: str = "", modified: str = "", seconds: float = SECONDS) -> Fetched | None:
    """The file at ADDRESS; None where it is still the version of ETAG or MODIFIED.

    Raises:
        NoFile: the server can't be reached, or has none to give.
        WrongFile: the address leads inside, or the file is too large.
    """
    url, name = httpx.URL(address), _name(httpx.URL(address))
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {"Accept-Encoding": "identity", "User-Agent": "Entregent", "Accept": "*/*"}
    headers |= {header: value for header, value in known.items() if value}
    with _connections(url, seconds) as pool:
        for _ in range(REDIRECTIONS + 1):
            target, told = _request(url, headers)
            with pool.stream("GET", target, headers=told, extensions={"timeout": _TIMEOUT}) as answer:
                if answer.status not in _MOVED:
                    return _taken(answer, url.host, name)
                url = _next(url, answer)
    raise WrongFile(f"{url.host} renvoie sans cesse vers d’autres adresses.")


def _request(url: httpx.URL, headers: dict[str, str]) -> tuple[httpcore.URL, list[tuple[bytes, bytes]]]:
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    told = {"Host": url.netloc.decode("ascii"), **headers}
    if secret := settings.FEEDS_CREDENTIALS.get(url.host.lower()):
        told["Authorization"] = secret  # asked for each redirection: no other host gets it
    return target, [(key.encode("ascii"), value.encode("latin-1")) for key, value in told.items()]


@contextmanager
def _connections(url: httpx.URL, seconds: float) -> Iterator[httpcore.ConnectionPool]:
    """What goes wrong on the way becomes NoFile. No proxy: it would resolve names in our place."""
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(certifi.where())
    try:
        with httpcore.ConnectionPool(
            ssl_context=trusted,
            network_backend=GuardedNetwork(seconds, resolve=reachable),
            max_connections=1,
        ) as pool:
            yield pool
    except httpcore.TimeoutException:
        raise NoFile(f"{url.host} n’a pas répondu à temps.") from None
    except httpcore.ConnectError as error:
        if "CERTIFICATE" in str(error).upper():
            raise NoFile(f"Le certificat de {url.host} n’est pas reconnu.") from None
        raise NoFile(f"{url.host} ne peut pas être joint.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol):
        raise NoFile(f"La lecture de {url.host} s’est interrompue.") from None


def _next(url: httpx.URL, answer: httpcore.Response) -> httpx.URL:
    """Where ANSWER sends us. Raises WrongFile where a feed may not go there."""
    try:
        there = url.join(_header(answer, b"location"))
    except (httpx.InvalidURL, ValueError):
        raise WrongFile(f"{url.host} renvoie vers une adresse mal formée.") from None
    if url.scheme == "https" and there.scheme != "https":
        raise WrongFile(f"{url.host} renvoie vers une adresse qui n’est pas chiffrée.")
    if refusal := refuses_url(there):
        raise WrongFile(f"{url.host} renvoie ailleurs. {refusal}")
    return there


def _taken(answer: httpcore.Response, host: str, name: str) -> Fetched | None:
    if answer.status == 304:
        return None
    if answer.status != 200:
        raise NoFile(
            _TOLD.get(answer.status, "{host} a répondu {status}.").format(host=host, status=answer.status)
        )
    if _header(answer, b"content-encoding").lower() not in ("", "identity"):
        raise NoFile(f"{host} donne un fichier compressé, ce qui n’était pas demandé.")
    length = _header(answer, b"content-length")
    if length.isdigit() and int(length) > BYTES_AT_MOST:
        raise _too_large()
    content = bytearray()
    for piece in answer.iter_stream():
        content += piece
        if len(content) > BYTES_AT_MOST:
            raise _too_large()
    return Fetched(
        name, bytes(content), _header(answer, b"etag")[:200], _header(answer, b"last-modified")[:100]
    )


_TOLD = {
    401: "{host} refuse l’accès au fichier ({status}).",
    403: "{host} refuse l’accès au fichier ({status}).",
    404: "{host} n’a pas ce fichier ({status}).",
    410: "{host} n’a plus ce fichier ({status}).",
}


def _too_large() -> WrongFile:
    return WrongFile("Ce fichier dépasse 20 Mo. Partagez-le en plusieurs.")


def _header(answer: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in answer.headers if key.lower() == name), "")


def _name(url: httpx.URL) -> str:
    return unquote(PurePosixPath(url.path).name).replace("\0", "")[:200] or url.host
