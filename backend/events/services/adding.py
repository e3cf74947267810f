"""Put persons on the list of an event. Whom several officers choose is one guest whom several want (RF-13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.accounts.models import User
from backend.contacts.guest_facts import GuestFacts, guest_facts_for
from backend.contacts.targeting.tree import AnyNode
from backend.core.actor import Actor
from backend.core.text import fold
from backend.core.work import writing
from backend.events.changes import standing_of
from backend.events.errors import EventCancelled
from backend.events.models import Event, Guest, Selection
from backend.events.services.choosing import Choice, choices_of
from backend.events.services.events import locked_event
from backend.events.services.guests import new_guest
from backend.events.services.moves import announce_move

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class NewGuest:
    """A person who is no contact, as an officer wrote them down."""

    name: str
    email: str = ""
    organisation: str = ""
    function: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """GUESTS are new. JOINED were there, and the officer wants them too now; ALREADY did so before."""

    guests: list[Guest]
    joined: list[Guest]
    already: int
    unknown: int

    @property
    def ids(self) -> list[UUID]:
        return [guest.pk for guest in [*self.guests, *self.joined]]


def add_guests(
    actor: Actor,
    *,
    user: User,
    event_id: UUID,
    contact_ids: Sequence[UUID] = (),
    list_id: UUID | None = None,
    search: str = "",
    query: AnyNode | None = None,
    persons: Sequence[NewGuest] = (),
    category: str = "",
    attention: bool = False,
    why: str = "",
) -> Added:
    """Put contacts, members of a contact list, all that a search or a targeting finds, and PERSONS, on the list.

    Who is on it already stays as they are, and USER wants them from now on too. Members are addressed by the
    position that put them into their list.

    Raises:
        EventCancelled: nobody is added any more.
        ListNotFound, SensitiveCriterion, TargetingTooSlow, Invalid: there is no such list, or it is too long.
    """
    choices = choices_of(user, contact_ids=contact_ids, list_id=list_id, search=search, query=query)
    positions = {pk: post for choice in choices for pk, post in choice.positions.items()}
    with writing(actor):
        event = locked_event(event_id)
        if event.cancelled:
            raise EventCancelled
        facts = guest_facts_for(user, list(positions), positions=positions)
        adding = _Adding(event, user, category=category, attention=attention, why=why)
        for fact in facts:
            adding.contact(fact, choices)
        for person in persons:
            adding.person(person)
        joined = adding.save()
    asked = len(facts) + len(persons)
    return Added(adding.new, joined, asked - len(adding.new) - len(joined), len(positions) - len(facts))


class _Adding:
    """Who is on the list of an event, locked, who comes onto it, and whom USER wants from now on."""

    def __init__(self, event: Event, user: User, *, category: str, attention: bool, why: str) -> None:
        self.event, self.user, self.why = event, user, why
        self.category, self.attention = category, attention
        self.new: list[Guest] = []
        self._wanted: dict[UUID, Selection] = {}
        found = event.guests.filter(represents=None).values_list("pk", "contact_id", "name", "email")
        rows: list[tuple[UUID, UUID | None, str, str]] = list(found)
        self._contacts = {contact: pk for pk, contact, _, _ in rows if contact is not None}
        self._written = {_key(name, email): pk for pk, _, name, email in rows}

    def contact(self, fact: GuestFacts, choices: Iterable[Choice]) -> None:
        pk = self._contacts.get(fact.id) or self._add(
            _of_contact(fact, category=self.category, **self._common())
        )
        choice = next(choice for choice in choices if fact.id in choice.positions)
        self._want(pk, source=choice.source, source_label=choice.label[:200])

    def person(self, person: NewGuest) -> None:
        """Who is written down with a name and address that are on the list is there already."""
        key = _key(person.name, person.email)
        pk = self._written.get(key) or self._add(
            new_guest(
                name=person.name,
                email=person.email,
                organisation=person.organisation,
                function=person.function,
                category=person.category or self.category,
                **self._common(),
            )
        )
        self._written[key] = pk
        self._want(pk)

    def save(self) -> list[Guest]:
        """Write what is new; the guests who were there and whom USER did not want before."""
        before = Selection.objects.filter(guest__in=self._wanted, user=self.user)
        already = set(before.values_list("guest_id", flat=True))
        Guest.objects.bulk_create(self.new, batch_size=_BATCH)
        selections = [each for pk, each in self._wanted.items() if pk not in already]
        Selection.objects.bulk_create(selections, batch_size=_BATCH)
        made = {guest.pk for guest in self.new}
        there = [pk for pk in self._wanted if pk not in made and pk not in already]
        joined = list(Guest.objects.filter(pk__in=there).order_by("sort_name", "id"))
        for guest in self.new:
            announce_move(guest, None)
        for guest in joined:
            announce_move(guest, standing_of(guest), more=True)
        return joined

    def _add(self, guest: Guest) -> UUID:
        self.new.append(guest)
        return guest.pk

    def _want(self, pk: UUID, **source: str) -> None:
        self._wanted.setdefault(pk, Selection(guest_id=pk, user=self.user, why=self.why, **source))

    def _common(self) -> dict[str, Any]:
        return {"event": self.event, "added_by": self.user, "attention": self.attention}


def _key(name: str, email: str) -> tuple[str, str]:
    return fold(name), email.lower()


def _of_contact(fact: GuestFacts, **common: Any) -> Guest:
    return new_guest(
        contact_id=fact.id,
        civility=fact.civility[:20],
        name=fact.name[:250],
        sort_name=fact.sort_name[:250],
        organisation=fact.organisation[:200],
        function=fact.function[:200],
        email=fact.email[:254],
        **common,
    )
