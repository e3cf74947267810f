"""One delivery to one endpoint: signed, posted, and read no further than its status. Touches no table."""

import json
import ssl
import time
from dataclasses import dataclass
from functools import lru_cache, partial

import certifi
import httpcore
import httpx
from django.conf import settings

from backend.core.reach import GuardedNetwork, InsideNetwork, NoSuchHost, reachable
from backend.webhooks.models import Delivery
from backend.webhooks.signing import headers_for

SECONDS = 10.0
_TIMEOUT = {"connect": 5.0, "read": 8.0, "write": 5.0, "pool": 5.0}


@dataclass(frozen=True, slots=True)
class Outcome:
    """STATUS is 0 where no answer came; WHY is for who looks after the endpoint."""

    status: int = 0
    why: str = ""

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        return self.status == 410


def body_of(delivery: Delivery) -> bytes:
    """`{"type", "timestamp", "data"}` as Standard Webhooks has it. Of persons it holds ids alone: who may know more
    asks the API."""
    told = {
        "type": delivery.kind,
        "timestamp": delivery.happened_at.isoformat(),
        "data": delivery.data,
    }
    return json.dumps(told, separators=(",", ":")).encode()


def post(delivery: Delivery) -> Outcome:
    """Whatever happens on the way becomes an Outcome. Redirects are not followed."""
    url = httpx.URL(delivery.endpoint.url)
    body = body_of(delivery)
    signed = headers_for(delivery.endpoint, delivery=str(delivery.pk), timestamp=int(time.time()), body=body)
    headers = [
        ("Host", url.netloc.decode("ascii")),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("User-Agent", "Entregent-Webhooks"),
        *signed.items(),
    ]
    try:
        with (
            _connection() as pool,
            pool.stream(
                "POST", delivery.endpoint.url, headers=headers, content=body, extensions={"timeout": _TIMEOUT}
            ) as answer,
        ):
            return Outcome(answer.status)
    except InsideNetwork:
        return Outcome(why="L’adresse mène à l’intérieur du réseau.")
    except NoSuchHost:
        return Outcome(why="Ce nom d’hôte est introuvable.")
    except httpcore.TimeoutException:
        return Outcome(why="Pas de réponse à temps.")
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError):
        return Outcome(why="La connexion a échoué.")


def _connection() -> httpcore.ConnectionPool:
    """One exchange. No proxy: it would resolve names in our place."""
    resolve = partial(reachable, allowed=settings.WEBHOOK_ALLOW_HOSTS)
    return httpcore.ConnectionPool(
        ssl_context=_trusted(), network_backend=GuardedNetwork(SECONDS, resolve=resolve), max_connections=1
    )


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(certifi.where())
    return trusted
