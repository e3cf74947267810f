"""What a feed may read over the network: real sockets, and the addresses that must never be reached (RF-8)."""

import base64
import gzip
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from backend.config import env
from backend.contacts.feeds import fetching
from backend.contacts.feeds.addresses import split_address
from backend.contacts.feeds.fetched import NoFile, WrongFile
from backend.contacts.feeds.fetching import fetch
from backend.contacts.feeds.guarding import may_be_reached, reachable
from backend.core.errors import Invalid
from tests.backend.contacts.feeds.conftest import Site

INSIDE = [
    "127.0.0.1",
    "127.8.9.10",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # metadata of clouds
    "168.63.129.16",  # the same at Azure
    "100.64.0.1",  # carriers' NAT, RFC 6598
    "100.100.100.200",  # metadata at Alibaba
    "192.0.0.192",  # metadata at Oracle
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",  # metadata at Amazon
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "2002:a00:1::",
    "64:ff9b:1::7f00:1",  # NAT64 of a network of one's own, RFC 8215
    "2001:0:a00:1::",  # Teredo
    "2001:db8::1",
    "fec0::1",
    "::7f00:1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_the_inside_is_never_reached(address: str) -> None:
    assert not may_be_reached(address, address)
    assert not may_be_reached("annuaire.example.org", address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_the_outside_is(address: str) -> None:
    assert may_be_reached("annuaire.example.org", address)


def test_an_allowed_host_may_be_inside_but_never_the_metadata(settings: Any) -> None:
    settings.FEEDS_ALLOW_HOSTS = frozenset({"intranet.example.fr"})
    assert may_be_reached("Intranet.example.fr", "10.1.2.3")
    assert not may_be_reached("intranet.example.fr", "169.254.169.254")
    assert not may_be_reached("autre.example.fr", "10.1.2.3")


@pytest.mark.parametrize("written", ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
def test_other_ways_to_write_an_address_inside(written: str) -> None:
    """The system reads these as 127.0.0.1: what counts is what a name resolves to."""
    with pytest.raises(WrongFile, match="réseau interne"):
        reachable(written, 443)


def test_one_address_inside_among_others_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(WrongFile):
        reachable("deux.example.org", 443)


def test_the_connection_goes_to_the_address_that_was_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers otherwise the second time (DNS rebinding) is asked once only."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def once(host: Any, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if host == "change.example.org" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    monkeypatch.setattr("django.conf.settings.FEEDS_ALLOW_HOSTS", frozenset({"change.example.org"}))
    site.puts(b"Nom\nX\n", path="/a.csv")
    assert fetch(site.url("/a.csv", host="change.example.org"))
    assert asked.count("change.example.org") == 1
    assert site.requests[0][1]["Host"] == f"change.example.org:{site.port}"


def test_a_file_with_its_name_and_version(site: Site) -> None:
    url = site.puts(
        b"Nom\nX\n", path="/d/liste%20presse.csv", ETag='"7"', Last_Modified="Wed, 25 Nov 2026 08:00:00 GMT"
    )
    file = fetch(url)
    assert file is not None
    assert (file.name, file.content) == ("liste presse.csv", b"Nom\nX\n")
    assert (file.etag, file.modified) == ('"7"', "Wed, 25 Nov 2026 08:00:00 GMT")
    assert fetch(url, etag='"7"') is None


def test_redirections_are_followed_three_times(site: Site) -> None:
    site.puts(b"Nom\nX\n", path="/3.csv")
    for number in range(3):
        site.puts(b"", path=f"/{number}.csv", status=302, Location=f"/{number + 1}.csv")
    file = fetch(site.url("/0.csv"))
    assert file is not None
    assert file.name == "0.csv"
    site.puts(b"", path="/3.csv", status=307, Location="/0.csv")
    with pytest.raises(WrongFile, match="sans cesse"):
        fetch(site.url("/0.csv"))


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1:{port}/secret",
        "https://127.0.0.1:{port}/secret",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:127.0.0.1]:{port}/secret",
        "https://[::1]/secret",
        "https://ip6-localhost-of-nobody.invalid@10.0.0.1/",
        "file:///etc/passwd",
        "gopher://localhost/",
        "//10.0.0.1/",
        "https://[",
    ],
)
def test_a_redirection_inside_is_refused(site: Site, there: str) -> None:
    site.puts(b"Nom\nSecret\n", path="/secret")
    url = site.puts(b"", path="/a.csv", status=302, Location=there.format(port=site.port))
    with pytest.raises(WrongFile):
        fetch(url)
    assert [path for path, _ in site.requests] == ["/a.csv"]


def test_a_name_that_leads_inside_is_refused_when_it_is_resolved(site: Site, settings: Any) -> None:
    settings.FEEDS_ALLOW_HOSTS = frozenset()
    with pytest.raises(WrongFile, match="réseau interne"):
        fetch(f"https://localhost:{site.port}/a.csv")
    assert site.requests == []


@pytest.mark.parametrize(
    ("status", "told"), [(401, "refuse"), (403, "refuse"), (404, "n’a pas"), (500, "500"), (206, "206")]
)
def test_other_answers_are_failures(site: Site, status: int, told: str) -> None:
    with pytest.raises(NoFile, match=told):
        fetch(site.puts(b"x", path="/a.csv", status=status))


def test_nobody_there(settings: Any) -> None:
    settings.FEEDS_ALLOW_HOSTS = frozenset({"127.0.0.1"})
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(NoFile, match="joint"):
        fetch(f"http://127.0.0.1:{port}/a.csv")
    with pytest.raises(NoFile, match="introuvable"):
        fetch("https://nulle-part.invalid/a.csv")


def test_a_file_that_is_too_large(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "BYTES_AT_MOST", 1_000)
    assert fetch(site.puts(b"x" * 1_000, path="/a.csv"))
    with pytest.raises(WrongFile, match="20 Mo"):
        fetch(site.puts(b"x" * 1_001, path="/a.csv"))


def test_a_file_that_breaks_off(site: Site) -> None:
    with pytest.raises(NoFile, match="interrompue"):
        fetch(site.puts(b"Nom\n", path="/a.csv", Content_Length="400", Connection="close"))


def test_a_compressed_answer_is_not_read_as_a_file(site: Site) -> None:
    with pytest.raises(NoFile, match="compressé"):
        fetch(site.puts(gzip.compress(b"Nom\n"), path="/a.csv", Content_Encoding="gzip"))


def _certificate(folder: Path, name: str) -> Path:
    """A certificate that NAME signed for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / f"{name}.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + pem)
    return file


@pytest.mark.parametrize(
    ("signed_for", "trusted", "told"),
    [
        ("localhost", True, ""),
        ("localhost", False, "certificat"),
        ("autre.example.org", True, "certificat"),
    ],
)
def test_certificates_are_checked_by_name(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signed_for: str, trusted: bool, told: str
) -> None:
    """Although the connection goes to an address."""
    settings.FEEDS_ALLOW_HOSTS = frozenset({"localhost"})
    certificate = _certificate(tmp_path, signed_for)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_answer_once, args=(server, served), daemon=True)
        thread.start()
        address = f"https://localhost:{server.getsockname()[1]}/a.csv"
        if told:
            with pytest.raises(NoFile, match=told):
                fetch(address)
        else:
            file = fetch(address)
            assert file is not None
            assert file.content == b"Nom\n"
        thread.join(5)


def _answer_once(server: socket.socket, served: ssl.SSLContext) -> None:
    client, _ = server.accept()
    try:
        with served.wrap_socket(client, server_side=True) as secure:
            secure.recv(4096)
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nNom\n")
    except OSError:
        client.close()  # the other side did not believe us


@pytest.fixture
def drip(settings: Any) -> Iterator[str]:
    """A server that gives a byte of its headers now and then, for ever."""
    settings.FEEDS_ALLOW_HOSTS = frozenset({"127.0.0.1"})
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client:
                client.sendall(b"HTTP/1.1 200 OK\r\n")
                while not ended.wait(0.02):
                    try:
                        client.sendall(b"a: b\r\n")
                    except OSError:
                        return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/a.csv"
        ended.set()
        thread.join(5)


def test_a_server_that_never_ends_is_left(drip: str) -> None:
    with pytest.raises(NoFile, match="à temps"):
        fetch(drip, seconds=0.3)


def test_the_query_is_neither_logged_nor_told(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NoFile) as refused:
        fetch(site.url("/a.csv?cle=tres-secret"))
    assert site.requests[0][0] == "/a.csv?cle=tres-secret"
    site.puts(b"", path="/b.csv", status=302, Location="/a.csv?cle=tres-secret")
    with pytest.raises(NoFile):
        fetch(site.url("/b.csv"))
    assert len(site.requests) == 3
    assert "tres-secret" not in caplog.text + str(refused.value)


def test_credentials_go_to_their_host_alone(site: Site, settings: Any) -> None:
    settings.FEEDS_ALLOW_HOSTS = frozenset({"localhost", "127.0.0.1"})
    settings.FEEDS_CREDENTIALS = {"localhost": "Bearer jeton"}
    site.puts(b"", path="/a.csv", status=302, Location=site.url("/b.csv", host="127.0.0.1"))
    site.puts(b"Nom\n", path="/b.csv")
    assert fetch(site.url("/a.csv"))
    assert [headers.get("Authorization") for _, headers in site.requests] == ["Bearer jeton", None]


def test_credentials_as_the_operator_writes_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("# bases\n\nA.example.org Basic moi:mot de passe\nb.example.org Bearer abc\n")
    monkeypatch.setenv("ENTREGENT_X_FILE", str(file))
    assert env.credentials("ENTREGENT_X") == {
        "a.example.org": "Basic " + base64.b64encode(b"moi:mot de passe").decode(),
        "b.example.org": "Bearer abc",
    }
    for wrong in ("a.example.org", "a.example.org moi:secret", "a.example.org Basic moi", "a Digest b:c"):
        monkeypatch.setenv("ENTREGENT_Y", wrong)
        with pytest.raises(ImproperlyConfigured) as refused:
            env.credentials("ENTREGENT_Y")
        assert "secret" not in str(refused.value)


# What is typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://annuaire.example.org/a.csv", ("https://annuaire.example.org/a.csv", "")),
        (
            "https://annuaire.example.org/a.csv?k=1&l=é#x",
            ("https://annuaire.example.org/a.csv", "k=1&l=%C3%A9"),
        ),
        ("HTTPS://Annuaire.example.org", ("https://annuaire.example.org", "")),
        ("dossier:presse", ("dossier:presse", "")),
        ("Dossier: Presse régionale ", ("dossier:Presse régionale", "")),
    ],
)
def test_addresses_that_are_taken(typed: str, kept: tuple[str, str]) -> None:
    assert split_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "presse",
            "ftp://x.example/a",
            "file:///etc/passwd",
            "http://annuaire.example.org/a.csv",
            "https://",
        ),
        *(
            "https://moi:secret@x.example/a",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://x.example:99999/",
        ),
        *(
            "https://" + "a" * 600 + ".example/",
            "https://x.example/?" + "a" * 600,
            "https://[",
            "https://a\x00b/",
        ),
        *(
            "dossier:",
            "dossier:..",
            "dossier:.",
            "dossier:../etc",
            "dossier:a/b",
            "dossier:a\\b",
            "dossier:.ssh",
        ),
        *("dossier:a\x00b", "dossier:/etc", "dossier:" + "a" * 101),
    ],
)
def test_addresses_that_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        split_address(typed)
    assert list(refused.value.fields) == ["address"]
