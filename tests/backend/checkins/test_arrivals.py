"""The host knows (CARD-5): who is told of an arrival, of what, and how often."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.checkins.arrivals.following import follow_guest
from backend.core.clock import now
from backend.core.ids import uuid7
from backend.events.tickets import ticket_code
from notifications.models import Notice

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


@pytest.fixture
def claire(door: Any, cast: Any) -> Any:
    door.event.owner = cast.manager
    door.event.save()
    return door.guest(
        "Claire Lefèvre", attention=True, party=3, civility="Mme", added_by=cast.editor, organisation="AFP"
    )


def _told() -> dict[str, list[str]]:
    notices = Notice.objects.order_by("created_at").select_related("user")
    told: dict[str, list[str]] = {}
    for notice in notices:
        told.setdefault(notice.user.username, []).append(notice.title)
    return told


def test_who_invited_and_who_hosts_are_told_once(claire: Any, door: Any, send: Send) -> None:
    send(door.scan(ticket_code(claire), gate="B"))
    text = "Claire Lefèvre est arrivée avec 2 personnes, porte B"
    assert _told() == {"editor": [text], "manager": [text]}
    notice = Notice.objects.first()
    assert notice is not None
    assert (notice.kind, notice.body, notice.url) == (
        "arrival",
        door.event.title,
        f"/evenements/{door.event.pk}/tableau",
    )
    send(door.scan(ticket_code(claire), gate="B"))
    assert Notice.objects.count() == 2


def test_a_party_in_two_halves_is_one_arrival(claire: Any, door: Any, send: Send) -> None:
    send(door.scan(ticket_code(claire), count=1))
    send(door.scan(ticket_code(claire), count=2))
    assert _told()["editor"] == ["Claire Lefèvre est arrivée, porte A"]


def test_nobody_is_told_of_others(door: Any, cast: Any, send: Send) -> None:
    """Not even the one who added them: only guests to be greeted in person are announced."""
    guest = door.guest(added_by=cast.editor)
    follow_guest(cast.colleague.actor, user=cast.colleague, guest=guest)
    send(door.scan(ticket_code(guest)))
    assert _told() == {}


def test_who_follows_is_told_and_who_stops_is_not(
    claire: Any, api: Any, cast: Any, door: Any, send: Send
) -> None:
    path = f"/events/{door.event.pk}"
    for user in (cast.colleague, cast.steward):
        assert api(user).post(f"{path}/guests/{claire.pk}/follow").status_code == 204
        assert api(user).post(f"{path}/guests/{claire.pk}/follow").status_code == 204
    assert api(cast.steward).delete(f"{path}/guests/{claire.pk}/follow").status_code == 204
    assert api(cast.colleague).get(f"{path}/followed").json() == {"guest_ids": [str(claire.pk)]}
    assert api(cast.steward).get(f"{path}/followed").json() == {"guest_ids": []}
    send(door.scan(ticket_code(claire)))
    assert set(_told()) == {"colleague", "editor", "manager"}


def test_who_may_not_see_the_board_is_told_nothing(claire: Any, cast: Any, door: Any, send: Send) -> None:
    claire.added_by = cast.outsider
    claire.save()
    cast.manager.is_active = False
    cast.manager.save()
    send(door.scan(ticket_code(claire)))
    assert _told() == {}


def test_a_deputy_is_announced_for_whom_they_stand_for(claire: Any, door: Any, send: Send) -> None:
    deputy = door.guest("Paul Petit", represents=claire)
    send(door.scan(ticket_code(deputy), gate="Entrée d’honneur"))
    assert _told()["editor"] == ["Paul Petit, pour Claire Lefèvre, est là, entrée d’honneur"]


def test_what_comes_late_says_when(claire: Any, door: Any, send: Send, settings: Any) -> None:
    door.event.timezone = "Indian/Reunion"
    door.event.save()
    at = (now() - timedelta(minutes=40)).replace(microsecond=0)
    send(door.scan(ticket_code(claire), shown="admitted", at=at.isoformat(), count=1))
    local = at + timedelta(hours=4)
    title = _told()["editor"][0]
    minutes = f"\u202f{local.minute:02d}" if local.minute else ""
    assert title.startswith(f"Claire Lefèvre est arrivée à {local.hour}\u202fh{minutes}")


def test_a_withdrawn_admission_is_said_in_the_inbox_only(claire: Any, door: Any, send: Send) -> None:
    """The server admitted, the answer was lost, the door showed something else."""
    scan = door.scan(ticket_code(claire), scan_id=uuid7())
    send(scan)
    send(scan | {"shown": "refused", "reason": "unknown"})
    assert _told()["editor"][1] == "Arrivée annulée\u202f: Claire Lefèvre"
    assert [
        notice.kind for notice in Notice.objects.filter(user__username="editor").order_by("created_at")
    ] == [
        "arrival",
        "arrival_withdrawn",
    ]
    send(door.scan(ticket_code(claire)))  # now she really comes
    assert len(_told()["editor"]) == 3


def test_other_scans_cost_no_query_more(claire: Any, door: Any, send: Send, cast: Any) -> None:
    guests = [door.guest(f"Invité {number}", added_by=cast.editor) for number in range(2)]
    send(door.scan(ticket_code(guests[0])))
    with CaptureQueriesContext(connection) as asked:
        send(door.scan(ticket_code(guests[1])))
    touched = ("checkins_follow", "notifications_", "accounts_user")
    assert [query["sql"] for query in asked if any(name in query["sql"] for name in touched)] == []
