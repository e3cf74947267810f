"""Pages and changes give the roster of a fresh fetch, whatever happens between them (CARD-3)."""

import contextlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.actor import task
from backend.core.errors import DomainError
from backend.core.ids import uuid7
from backend.events.models import Guest
from backend.events.services.adding import NewGuest, add_guests
from backend.events.services.answers import Deputy, answer_invitation
from backend.events.services.guests import change_guest, reissue_ticket, revoke_guest
from backend.events.services.selections import remove_guest
from backend.events.tickets import ticket_code
from tests.backend.checkins.roster_copy import copy_for

pytestmark = pytest.mark.django_db
ME = task("tests")
WHAT = (
    "add", "rename", "revoke", "reissue", "remove", "no", "represented", "scan", "scan out", "walk-in", "ask",
)  # fmt: skip


class Abandoned(Exception):
    """Ends a try, and takes back what it wrote."""


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(evening=st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, 30)), max_size=25))
def test_a_copy_is_a_fresh_fetch(
    api: Callable[..., Any], cast: Any, door: Any, send: Callable[..., Any], evening: list[tuple[str, int]]
) -> None:
    try:
        with transaction.atomic():
            for name in ("Anne Roy", "Luc Noir", "Zoé Baudouin"):
                door.guest(name, party=2)
            kiosk = api(token=door.token)
            copy = copy_for(kiosk)
            for number, (what, which) in enumerate(evening):
                if what == "ask":
                    copy.next(limit=2)
                else:
                    _happens(cast, door, send, what, which, number)
            copy.catch_up(limit=2)
            if copy.since:
                copy.catch_up(limit=2)
            assert copy.state() == copy_for(kiosk).catch_up().state()
            raise Abandoned
    except Abandoned:
        pass


def _happens(cast: Any, door: Any, send: Callable[..., Any], what: str, which: int, number: int) -> None:
    guests = list(Guest.objects.order_by("pk"))
    event_id = door.event.pk
    if what == "add":
        add_guests(ME, user=cast.editor, event_id=event_id, persons=[NewGuest(f"Invité {number}")])
    elif what == "walk-in":  # its id is older than all others: the clock of the door is behind
        walk_in = {"guest_id": str(UUID(int=uuid7().int >> 8)), "name": f"Venu {number}"}
        send(door.scan(walk_in=walk_in))
    elif guests:
        guest = guests[which % len(guests)]
        with contextlib.suppress(DomainError):
            _one_guest(door, send, what, guest, number)


def _one_guest(door: Any, send: Callable[..., Any], what: str, guest: Guest, number: int) -> None:
    ids: Any = {"event_id": door.event.pk, "guest_id": guest.pk}
    if what == "rename":
        change_guest(ME, **ids, values={"name": f"Renommé {number}"})
    elif what == "revoke":
        revoke_guest(ME, **ids)
    elif what == "reissue":
        reissue_ticket(ME, **ids)
    elif what == "remove":
        remove_guest(ME, user=None, **ids)
    elif what == "no":
        answer_invitation(ME, **ids, answer="no")
    elif what == "represented":
        answer_invitation(ME, **ids, answer="represented", deputy=Deputy(f"Adjoint {number}"))
    else:
        direction = "out" if what == "scan out" else "in"
        send(door.scan(ticket_code(guest), direction=direction, count=1))
