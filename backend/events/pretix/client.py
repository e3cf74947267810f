"""What we ask of a pretix, within bounds of time and size. Sentences are French and never show the token."""

import json
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import certifi
import httpcore
import httpx
from django.conf import settings

from backend.core.reach import GuardedNetwork, InsideNetwork, NoSuchHost, reachable

BYTES_AT_MOST = 20 * 1024 * 1024
PAGES_AT_MOST = 2_000
WAITS_AT_MOST, LONGEST_WAIT = 5, 60.0
_TIMEOUT = {"connect": 10.0, "read": 30.0, "write": 10.0, "pool": 10.0}
_TOLD = {
    401: "pretix refuse ce jeton. Vérifiez-le, ou créez-en un autre dans pretix.",
    403: "pretix ne donne pas accès à cet événement avec ce jeton.",
    404: "pretix ne connaît pas cet événement. Vérifiez l’organisateur et l’événement.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """An event of a pretix, and what opens it."""

    url: str
    organizer: str
    event: str
    token: str


class PretixProblem(Exception):
    """Why nothing was had, for a person to read. AFTER: seconds that pretix wants us to wait; PASSES: asked again
    later, it may go better."""

    def __init__(self, why: str, *, status: int = 0, passes: bool = True, after: float = 0.0) -> None:
        super().__init__(why)
        self.why, self.status, self.passes, self.after = why, status, passes, after


class Pretix:
    """One conversation of SECONDS at most; PATIENT: waits where pretix says that we ask too often."""

    def __init__(self, place: Place, *, seconds: float, patient: bool = True) -> None:
        self._place, self._patient = place, patient
        self._until = time.monotonic() + seconds
        resolve = partial(reachable, allowed=settings.TICKETING_ALLOW_HOSTS)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            network_backend=GuardedNetwork(seconds, resolve=resolve),
            max_connections=1,
        )

    def __enter__(self) -> "Pretix":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def event(self) -> dict[str, Any]:
        return self._get(self._event_path(""))

    def checkin_lists(self) -> list[Any]:
        return list(self._all(self._event_path("checkinlists/")))

    def items(self) -> list[Any]:
        return list(self._all(self._event_path("items/")))

    def orders(self) -> Iterator[Any]:
        return self._all(self._event_path("orders/"), include_canceled_positions="true")

    def redeem(self, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and answer; pretix says in the answer why it takes a ticket or not."""
        path = f"/api/v1/organizers/{quote(self._place.organizer, safe='')}/checkinrpc/redeem/"
        return self._ask("POST", path, body=body, told=(200, 201, 400, 404))

    def _event_path(self, below: str) -> str:
        organizer, event = (quote(each, safe="") for each in (self._place.organizer, self._place.event))
        return f"/api/v1/organizers/{organizer}/events/{event}/{below}"

    def _all(self, path: str, **query: str) -> Iterator[Any]:
        """What all pages hold. Of `next` only the query is taken: the token goes to no other address."""
        for _ in range(PAGES_AT_MOST):
            page = self._get(path, query)
            results = page.get("results")
            if not isinstance(results, list):
                raise _nonsense()
            yield from results
            following = page.get("next")
            if not isinstance(following, str) or not following:
                return
            query = dict(parse_qsl(urlsplit(following).query))
        raise PretixProblem("Cet événement compte trop de commandes.", passes=False)

    def _get(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path)[1]

    def _ask(
        self, method: str, path: str, *, body: Mapping[str, Any] | None = None, told: tuple[int, ...] = (200,)
    ) -> tuple[int, dict[str, Any]]:
        for _ in range(WAITS_AT_MOST):
            status, headers, content = self._exchange(method, path, body)
            if status != 429:
                break
            self._wait(_seconds(headers.get("retry-after", "")))
        else:
            raise PretixProblem("pretix demande d’attendre.", status=429, after=LONGEST_WAIT)
        if status not in told:
            raise _refused(status)
        return status, _read(content)

    def _wait(self, seconds: float) -> None:
        if not self._patient or seconds > LONGEST_WAIT or time.monotonic() + seconds > self._until:
            raise PretixProblem("pretix demande d’attendre.", status=429, after=seconds)
        time.sleep(seconds)

    def _exchange(
        self, method: str, path: str, body: Mapping[str, Any] | None
    ) -> tuple[int, dict[str, str], bytes]:
        url = httpx.URL(self._place.url)
        target = httpcore.URL(
            scheme=url.raw_scheme,
            host=url.raw_host,
            port=url.port,
            target=url.raw_path.rstrip(b"/") + path.encode("ascii"),
        )
        content = json.dumps(body).encode() if body is not None else None
        headers = {
            "Host": url.netloc.decode("ascii"),
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Authorization": f"Token {self._place.token}",
            "User-Agent": "Entregent",
        }
        if content is not None:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
        with (
            _named(url.host),
            self._pool.stream(
                method,
                target,
                headers=list(headers.items()),
                content=content,
                extensions={"timeout": _TIMEOUT},
            ) as answer,
        ):
            told = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in answer.headers}
            return answer.status, told, _limited(answer)


@contextmanager
def _named(host: str) -> Iterator[None]:
    """What goes wrong on the way, in a sentence."""
    try:
        yield
    except InsideNetwork:
        raise PretixProblem(f"L’hôte {host} mène au réseau interne.", passes=False) from None
    except NoSuchHost:
        raise PretixProblem(f"L’hôte {host} est introuvable.") from None
    except httpcore.TimeoutException:
        raise PretixProblem(f"{host} n’a pas répondu à temps.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        if "CERTIFICATE" in str(error).upper():
            raise PretixProblem(f"Le certificat de {host} n’est pas reconnu.") from None
        raise PretixProblem(f"{host} ne peut pas être joint.") from None


def _limited(answer: httpcore.Response) -> bytes:
    content = bytearray()
    for piece in answer.iter_stream():
        content += piece
        if len(content) > BYTES_AT_MOST:
            raise PretixProblem("La réponse de pretix est trop grande.", passes=False)
    return bytes(content)


def _refused(status: int) -> PretixProblem:
    if status in _TOLD:
        return PretixProblem(_TOLD[status], status=status, passes=False)
    if 300 <= status < 400:
        why = "Cette adresse renvoie ailleurs : donnez celle où pretix répond directement."
        return PretixProblem(why, status=status, passes=False)
    return PretixProblem(f"pretix a répondu par une erreur ({status}).", status=status)


def _read(content: bytes) -> dict[str, Any]:
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):  # and what is no UTF-8
        raise _nonsense() from None
    if not isinstance(read, dict):
        raise _nonsense()
    return read


def _nonsense() -> PretixProblem:
    return PretixProblem("La réponse n’est pas celle d’un pretix : est-ce bien son adresse ?", passes=False)


def _seconds(told: str) -> float:
    """A Retry-After in seconds; where it is a date, or nothing, a short while."""
    return float(told) if told.isascii() and told.isdigit() and len(told) < 7 else 5.0


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(certifi.where())
    return trusted
