"""The demonstration's mailbox: keeps what arrives, shows it without running it."""

import json
import smtplib
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from backend.run import ports
from fixtures.demo.mailbox import store as store_module
from fixtures.demo.mailbox.server import http, smtp
from fixtures.demo.mailbox.store import Store

LINK = "http://127.0.0.1:8000/i/secret"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "mail")


@pytest.fixture
def address(store: Store) -> Iterator[str]:
    with http(store, 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def invitation() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "presse@example.org", "Zoé <zoe@example.org>", "Soirée & co"
    mail["Date"] = "Sat, 21 Nov 2026 18:30:00 +0000"
    mail.set_content(f"Votre lien : {LINK}\n")
    mail.add_alternative(
        '<script>alert(1)</script><p>Bonjour</p><img src="cid:qr@entregent" alt="">', subtype="html"
    )
    mail.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<qr@entregent>")  # type: ignore[index, union-attr]
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="billet.pdf")
    return mail


def get(address: str) -> tuple[str, dict[str, str]]:
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode(errors="replace"), dict(answer.headers)


def test_what_is_sent_is_listed_with_its_links(store: Store, address: str) -> None:
    inbox = smtp(store, ports.any_free())
    inbox.start()
    try:
        with smtplib.SMTP("127.0.0.1", inbox.port) as connection:
            connection.send_message(invitation())
    finally:
        inbox.stop()
    [told] = json.loads(get(f"{address}/api/messages?to=ZOE@")[0])
    assert told["subject"] == "Soirée & co"
    assert told["links"] == [LINK]
    assert [file["name"] for file in told["attachments"]][-1] == "billet.pdf"
    assert json.loads(get(f"{address}/api/messages?to=paul@")[0]) == []


def test_a_message_is_shown_and_never_run(store: Store, address: str) -> None:
    name = store.add(invitation().as_bytes())
    shown, headers = get(f"{address}/messages/{name}")
    assert "Soirée &amp; co" in shown
    assert f'href="{LINK}" target="_blank"' in shown
    assert "script" not in headers["Content-Security-Policy"]
    body, headers = get(f"{address}/messages/{name}/body")
    assert f'src="/messages/{name}/files/0"' in body
    assert "sandbox allow-popups" in headers["Content-Security-Policy"]
    assert "allow-scripts" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/messages/../../etc/passwd", "/messages/00000000000000-00000000", "/nowhere"]
)
def test_an_unknown_address_is_a_calm_404(address: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(address + path)
    assert refused.value.code == 404
    refused.value.close()


def test_another_name_that_leads_here_is_refused(address: str) -> None:
    request = urllib.request.Request(address, headers={"Host": "evil.example:80"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403
    refused.value.close()


def test_only_the_newest_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "KEPT", 3)
    names = [store.add(b"Subject: x\r\n\r\ny") for _ in range(5)]
    assert store.ids() == sorted(names, reverse=True)[:3]
