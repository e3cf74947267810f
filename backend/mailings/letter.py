"""A letter to a person outside: what is to be sent, and what each kind of letter must know to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery as the domain that composes it sees it."""

    id: UUID
    reference: UUID
    recipient: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter ready to go. INLINE pictures are shown inside the HTML as `cid:<name>`."""

    subject: str
    text: str
    html: str
    inline: Sequence[Attachment] = field(default=())
    attachments: Sequence[Attachment] = field(default=())
    reply_to: str = ""


class LetterKind(Protocol):
    """How a domain composes one kind of letter, and what it notes of its fate."""

    def compose(self, letters: Sequence[Letter]) -> Mapping[UUID, Composed]:
        """The letters by id; one that has lost its purpose (guest removed, event cancelled) is left out."""

    def sent(self, letter: Letter) -> None:
        """The mail server took LETTER; called in the transaction that notes it."""

    def failed(self, letter: Letter, reason: str) -> None:
        """LETTER will never arrive, for REASON (French); called in the transaction that notes it."""

    def batch_done(self, letters: Sequence[Letter]) -> None:
        """Some letters were dealt with; called outside any transaction."""


_kinds: dict[str, LetterKind] = {}


def register_letter(kind: str, composer: LetterKind) -> None:
    _kinds[kind] = composer


def letter_kind(kind: str) -> LetterKind:
    """Raises KeyError: nobody registered KIND."""
    return _kinds[kind]
