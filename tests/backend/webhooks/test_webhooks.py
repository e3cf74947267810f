"""Other systems hear of guests, signed, at least once, and nothing of anybody's name (RF-15, RF-26)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from backend.core.actor import task
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.events.models import Event, Guest
from backend.events.services.adding import NewGuest, add_guests
from backend.webhooks.models import Delivery, Endpoint
from backend.webhooks.services import add_endpoint, change_endpoint
from backend.webhooks.signing import secret_of
from backend.webhooks.tasks import drain
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
TESTS = task("tests")


class Receiver:
    """A real HTTP server that keeps what it is told, and answers as it is set to."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/entregent"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOW_HOSTS = frozenset(["127.0.0.1"])
    made = Receiver()
    Thread(target=made.server.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def endpoint(receiver: Receiver) -> Endpoint:
    return add_endpoint(TESTS, label="Billetterie", url=receiver.url, wanted=["guest.added", "guest.removed"])


@pytest.fixture
def event(db: None) -> Event:
    start = now() + timedelta(days=1)
    return Event.objects.create(title="Concert", place="Studio", starts_at=start, ends_at=start)


def add(cast: Cast, event: Event, name: str = "Claire Lefèvre") -> Guest:
    added = add_guests(cast.editor.actor, user=cast.editor, event_id=event.pk, persons=[NewGuest(name=name)])
    return added.guests[0]


def test_a_delivery_is_signed_and_names_nobody(
    cast: Cast, event: Event, endpoint: Endpoint, receiver: Receiver
) -> None:
    guest = add(cast, event)
    assert drain() == 1
    [(headers, body)] = receiver.heard
    assert json.loads(body)["type"] == "guest.added"
    assert json.loads(body)["data"]["guest_id"] == str(guest.pk)
    assert b"Lef" not in body
    key = base64.b64decode(secret_of(endpoint).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert Delivery.objects.get().state == "taken"


def test_only_what_was_asked_for_is_told(cast: Cast, event: Event, receiver: Receiver) -> None:
    add_endpoint(TESTS, label="Autre", url=receiver.url, wanted=["guest.arrived"])
    add(cast, event)
    assert (drain(), receiver.heard) == (0, [])


def test_a_receiver_that_fails_is_asked_again_under_the_same_id(
    cast: Cast, event: Event, endpoint: Endpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.status = 503
    add(cast, event)
    assert (drain(), drain()) == (1, 0)  # not at once
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status, delivery.attempts) == ("waiting", 503, 1)
    receiver.status = 200
    Delivery.objects.update(not_before=now())
    assert drain() == 1
    assert receiver.heard[0][0]["webhook-id"] == receiver.heard[1][0]["webhook-id"]
    endpoint.refresh_from_db()
    assert endpoint.failures == 0


def test_after_three_days_it_is_given_up(
    cast: Cast, event: Event, endpoint: Endpoint, receiver: Receiver
) -> None:
    receiver.status = 500
    add(cast, event)
    for _ in range(11):
        Delivery.objects.update(not_before=now())
        drain()
    assert (Delivery.objects.get().state, len(receiver.heard)) == ("failed", 11)


def test_gone_stops_the_endpoint(cast: Cast, event: Event, endpoint: Endpoint, receiver: Receiver) -> None:
    receiver.status = 410
    add(cast, event)
    drain()
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.stopped_because != "") == (False, True)
    add(cast, event, "Luc Noir")
    assert Delivery.objects.count() == 1
    change_endpoint(TESTS, endpoint_id=endpoint.pk, values={"active": True})
    add(cast, event, "Zoé Baudouin")
    assert Delivery.objects.filter(state="waiting").count() == 1


def test_nobody_there_is_no_error(cast: Cast, event: Event, endpoint: Endpoint, receiver: Receiver) -> None:
    receiver.server.server_close()
    add(cast, event)
    assert drain() == 1
    assert Delivery.objects.get().why == "La connexion a échoué."


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://127.0.0.1/",
        "https://user:secret@example.org/",
        "ftp://example.org/",
        "https://",
        "nothing",
        "https://[::1]/",
        "https://example.org/#part",
    ],
)
def test_an_address_that_leads_inside_is_refused(db: None, url: str) -> None:
    with pytest.raises(Invalid):
        add_endpoint(TESTS, label="X", url=url, wanted=["guest.added"])


def test_an_administrator_links_a_system(api: Callable[..., Any], cast: Cast, receiver: Receiver) -> None:
    admin = api(cast.admin)
    made = admin.post(
        "/webhooks", {"label": "Billetterie", "url": receiver.url, "kinds": ["guest.arrived"]}
    ).json()
    assert made["secret"].startswith("whsec_")
    one = f"/webhooks/{made['id']}"
    assert admin.post(one + "/test").status_code == 202
    assert drain() == 1
    assert [each["state"] for each in admin.get(one + "/deliveries").json()["items"]] == ["taken"]
    assert admin.post(one + "/secret").json()["secret"] != made["secret"]
    assert admin.patch(one, {"kinds": ["nothing"]}).status_code == 422
    listed = admin.get("/webhooks").json()
    assert ("secret" in listed["items"][0], len(listed["kinds"]) >= 6) == (False, True)
    assert admin.delete(one).status_code == 204
