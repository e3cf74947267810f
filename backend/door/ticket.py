"""What a guest's QR code says: which ticket of which event, which issue, signed. No personal data.

    byte 0      version, 1
    byte 1      id of the signing key, 1 to 255
    bytes 2-5   event tag: first 4 bytes of SHA-256 of the event's 16 UUID bytes
    bytes 6-13  ticket id, 8 random bytes
    bytes 14-15 issue number, big endian, 1 to 65535; a new issue revokes the former ones
    bytes 16-79 Ed25519 signature (RFC 8032) of b"entregent-ticket-1:" and bytes 0-15

80 bytes are 120 characters of Base45 (RFC 9285), which a QR code of version 5-M holds in alphanumeric mode.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.door import base45

VERSION = 1
CONTEXT = b"entregent-ticket-1:"
_BODY, _SIZE = 16, 80


class TicketError(ValueError):
    """The code is none of ours: not the form, an unknown key, or a signature that does not hold."""


@dataclass(frozen=True, slots=True)
class Ticket:
    event_tag: bytes
    ticket_id: bytes
    issue: int

    def is_for(self, event_id: UUID) -> bool:
        return self.event_tag == event_tag(event_id)


def event_tag(event_id: UUID) -> bytes:
    return hashlib.sha256(event_id.bytes).digest()[:4]


def issue_ticket(key_id: int, key: Ed25519PrivateKey, *, event_id: UUID, ticket_id: bytes, issue: int) -> str:
    """The text of the QR code, 120 characters. Raises as `sign_ticket`."""
    return base45.encode(sign_ticket(key_id, key, event_id=event_id, ticket_id=ticket_id, issue=issue))


def sign_ticket(
    key_id: int, key: Ed25519PrivateKey, *, event_id: UUID, ticket_id: bytes, issue: int
) -> bytes:
    """The 80 bytes of a ticket; the same ones whenever they are made.

    Raises:
        ValueError: a number or the ticket id does not fit its place.
    """
    if not (1 <= key_id <= 255 and 1 <= issue <= 65_535 and len(ticket_id) == 8):
        raise ValueError("key id 1-255, issue 1-65535, ticket id of 8 bytes")
    body = bytes([VERSION, key_id]) + event_tag(event_id) + ticket_id + issue.to_bytes(2, "big")
    return body + key.sign(CONTEXT + body)


def read_ticket(code: str, keys: Mapping[int, Ed25519PublicKey]) -> Ticket:
    """The ticket that CODE carries, its signature verified with one of KEYS (by key id).

    Raises:
        TicketError: see there.
    """
    try:
        data = base45.decode(code.strip("\r\n\t"))
    except ValueError as error:
        raise TicketError(str(error)) from None
    if len(data) != _SIZE or data[0] != VERSION:
        raise TicketError("not the size or version of a ticket")
    key = keys.get(data[1])
    if key is None:
        raise TicketError("signed with a key that is not known here")
    try:
        key.verify(data[_BODY:], CONTEXT + data[:_BODY])
    except InvalidSignature:
        raise TicketError("a signature that does not hold") from None
    return Ticket(data[2:6], data[6:14], int.from_bytes(data[14:16], "big"))
