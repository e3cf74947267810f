"""The letters that events send: what the mailings call to compose them and to note their fate."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from backend.contacts.intermediaries import Through, written_through
from backend.core.actor import task
from backend.events.letters.compose import compose
from backend.events.letters.wording import WORDINGS
from backend.events.models import Guest
from backend.events.services import invitations
from backend.mailings.letter import Composed, Letter, LetterKind

AUTHOR = task("Envoi des invitations")


class GuestLetters:
    """Letters of one kind to guests; `reference` is the guest."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def compose(self, letters: Sequence[Letter]) -> Mapping[UUID, Composed]:
        rows = Guest.objects.select_related("event__owner", "represents", "companion_of").prefetch_related(
            "deputies"
        )
        guests = rows.in_bulk([letter.reference for letter in letters])
        through = written_through({guest.contact_id for guest in guests.values() if guest.contact_id})
        composed = {}
        for letter in letters:
            guest = guests.get(letter.reference)
            if guest is not None:
                vias = through.get(guest.contact_id, []) if guest.contact_id else []
                composed[letter.id] = self._composed(guest, letter, vias)
        return {key: made for key, made in composed.items() if made is not None}

    def _composed(self, guest: Guest, letter: Letter, vias: Sequence[Through]) -> Composed | None:
        """Nothing to who was to answer for GUEST when it was queued and does no more."""
        key = letter.data.get("via")
        via = next((each for each in vias if str(each.key) == key), None)
        return None if key and via is None else compose(self.kind, guest, letter.data, via)

    def sent(self, letter: Letter) -> None:
        """Nothing to note: only invitations show in the list."""

    def failed(self, letter: Letter, reason: str) -> None:
        """Nothing to note."""

    def batch_done(self, letters: Sequence[Letter]) -> None:
        """Nothing to tell."""


class DeputyLetters(GuestLetters):
    """Their fate shows in the guest list; that of a copy to an assistant does not."""

    def sent(self, letter: Letter) -> None:
        if not letter.data.get("copy"):
            invitations.mark_sent([letter.reference])

    def failed(self, letter: Letter, reason: str) -> None:
        if not letter.data.get("copy"):
            invitations.mark_failed([letter.reference], reason)


class InvitationLetters(DeputyLetters):
    """The owner of the event is told when the last one has left."""

    def batch_done(self, letters: Sequence[Letter]) -> None:
        invitations.tell_owners(AUTHOR, [letter.reference for letter in letters])


_OTHERS = {
    "invitation": InvitationLetters,
    "deputy_invited": DeputyLetters,
    "companion_invited": DeputyLetters,
}
LETTERS: dict[str, LetterKind] = {kind: _OTHERS.get(kind, GuestLetters)(kind) for kind in WORDINGS}
