"""Which machines we may talk to on behalf of a person: an address that somebody gives must not open the inside.

Server-side request forgery, OWASP API7:2023. The name is resolved here and the connection made to the very address
that was checked, so that a name which answers differently the second time gains nothing (DNS rebinding).
"""

import socket
import time
from collections.abc import Callable, Container, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from ssl import SSLContext
from typing import Any

import httpcore

_NAT64 = ip_network("64:ff9b::/96")
_UNICAST = ip_network("2000::/3")  # all that IPv6 has assigned to the outside
_SPECIAL = [
    ip_network("192.0.0.0/24"),  # RFC 6890; metadata at Oracle. Older Pythons hold most of it to be public
    ip_network("168.63.129.16/32"),  # public by its number, answered inside at Azure
    ip_network("2001::/23"),  # Teredo and others
    ip_network("2002::/16"),  # 6to4: stands for any IPv4 address
    ip_network("3fff::/20"),  # documentation, RFC 9637
]


class NoSuchHost(Exception):
    """The name has no address."""


class InsideNetwork(Exception):
    """One of its addresses is inside."""


def may_be_reached(host: str, address: str, *, allowed: Container[str] = ()) -> bool:
    """Whether ADDRESS, to which HOST resolves, is public, or HOST (in small letters) one of those ALLOWED.

    A name that is no address yet may: it is asked again when it is resolved.
    """
    try:
        number = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return True
    inner = _inner(number)
    if host.lower() in allowed:
        return not (inner.is_multicast or inner.is_unspecified or inner.is_link_local)
    special = inner.is_multicast or inner.is_reserved or any(inner in network for network in _SPECIAL)
    return inner.is_global and not special and (inner.version == 4 or inner in _UNICAST)


def _inner(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(number, IPv4Address):
        return number
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFF_FFFF)
    return number.ipv4_mapped or number


def reachable(host: str, port: int, *, allowed: Container[str] = ()) -> list[str]:
    """The addresses of HOST.

    Raises:
        NoSuchHost: it has none.
        InsideNetwork: one of them is inside, and HOST is not among those ALLOWED.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoSuchHost(host) from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not all(may_be_reached(host, address, allowed=allowed) for address in addresses):
        raise InsideNetwork(host)
    return addresses


class GuardedNetwork(httpcore.NetworkBackend):
    """Connects to the addresses that RESOLVE(host, port) gives, and gives the whole exchange SECONDS at most."""

    def __init__(self, seconds: float, *, resolve: Callable[[str, int], list[str]]) -> None:
        self._inner = httpcore.SyncBackend()
        self._resolve = resolve
        self.deadline = time.monotonic() + seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        refused: Exception = httpcore.ConnectError()
        for address in self._resolve(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, _left(timeout, self.deadline), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
            else:
                return _TimedStream(stream, self.deadline)
        raise refused

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise InsideNetwork


class _TimedStream(httpcore.NetworkStream):
    """A server that gives a byte now and then is left all the same."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, _left(timeout, self._deadline))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(timeout, left)
