"""The roster of a door: sealed, in pages, then by what changed (CARD-3)."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from backend.checkins.services import add_device, pair_device, revoke_device
from backend.core.actor import task
from backend.core.clock import now
from backend.door.seal import SealBroken
from backend.events.models import Event, Gate, Guest
from backend.events.services.guests import change_guest, reissue_ticket
from backend.events.services.selections import remove_guest
from backend.events.tickets import ticket_code
from backend.live.models import Change
from tests.backend.checkins.roster_copy import copy_for

pytestmark = pytest.mark.django_db
ME = task("tests")


def test_a_row_opens_with_the_guests_own_ticket_and_with_no_other(api: Callable[..., Any], door: Any) -> None:
    guest = door.guest("Hélène Lefèvre", organisation="Radio Écho", attention=True, party=2, language="en")
    other = door.guest("Luc Noir")
    copy = copy_for(api(token=door.token)).catch_up()
    assert copy.opened(ticket_code(guest), guest.ticket_id) == {
        "name": "Hélène Lefèvre", "organisation": "Radio Écho", "category": "Presse", "answer": "yes",
        "attention": True, "party": 2, "represents": None, "companion": None, "language": "en", "issue": 1,
        "revoked": False,
    }  # fmt: skip
    with pytest.raises(SealBroken):
        copy.opened(ticket_code(other), guest.ticket_id)
    reissue_ticket(ME, event_id=door.event.pk, guest_id=guest.pk)
    guest_before = ticket_code(guest)
    copy.catch_up()
    with pytest.raises(SealBroken):  # it was replaced
        copy.opened(guest_before, guest.ticket_id)
    guest.refresh_from_db()
    opened = copy.opened(ticket_code(guest), guest.ticket_id)
    assert opened is not None
    assert opened["issue"] == 2


def test_nothing_in_clear_says_who_is_invited(api: Callable[..., Any], door: Any) -> None:
    door.guest("Hélène Lefèvre", organisation="Radio Écho", note="Allergique")
    answer = api(token=door.token).get("/checkins/roster")
    assert answer["Cache-Control"] == "no-store"
    for word in ("Lefèvre", "lefevre", "Echo", "Presse", "LQFEVR"):
        assert word not in answer.content.decode("unicode-escape")


def test_the_index_finds_by_folded_words_and_by_sound(api: Callable[..., Any], door: Any) -> None:
    principal = door.guest("Anne de La Tour")
    door.guest("Paul Petit", represents=principal)
    copy = copy_for(api(token=door.token)).catch_up()
    names = {entry["name"]: entry for entry in copy.names.values()}
    assert "anne de la tour" in names["Anne de La Tour"]["search"]
    assert "LATWR" in names["Anne de La Tour"]["sounds"]
    assert names["Paul Petit"]["represents"] == "Anne de La Tour"


def test_the_facts_of_the_event_come_with_every_answer(
    api: Callable[..., Any], door: Any, send: Callable[..., Any]
) -> None:
    opens = now().replace(microsecond=0)
    closes = opens + timedelta(hours=1)
    Event.objects.update(capacity=80, doors_open_at=opens, override_pin="hashed")
    Gate.objects.create(event=door.event, name="Porte A", categories=["Presse"], closes_at=closes)
    guest = door.guest(party=3)
    send(door.scan(ticket_code(guest), count=2))
    page = copy_for(api(token=door.token)).next()
    event = page["event"]
    milliseconds = int(opens.timestamp() * 1000)
    assert (event["capacity"], event["inside"], event["cancelled"]) == (80, 2, False)
    assert event["doors_open_at"] == milliseconds
    assert event["override_pin"] == "hashed"
    assert event["gates"] == [
        {
            "name": "Porte A",
            "zone": "",
            "categories": ["Presse"],
            "opens_at": None,
            "closes_at": milliseconds + 3_600_000,
        }
    ]
    [row] = page["rows"]
    assert (row["inside"], row["came"], row["first_gate"]) == (2, 2, "Porte A")
    assert row["first_at"] == row["last_at"]


def test_removed_guests_leave_with_who_stands_in_for_them(api: Callable[..., Any], door: Any) -> None:
    principal = door.guest("Anne Roy", answer="represented")
    deputy = door.guest("Paul Petit", represents=principal)
    stays = door.guest("Luc Noir")
    copy = copy_for(api(token=door.token)).catch_up()
    remove_guest(ME, user=None, event_id=door.event.pk, guest_id=principal.pk)
    page = copy.next()
    assert set(page["removed"]) == {str(principal.pk), str(deputy.pk)}
    assert set(copy.rows) == {str(stays.pk)}


def test_a_new_name_reaches_the_rows_that_show_it(api: Callable[..., Any], door: Any) -> None:
    principal = door.guest("Anne Roy", answer="represented")
    deputy = door.guest("Paul Petit", represents=principal)
    copy = copy_for(api(token=door.token)).catch_up()
    change_guest(ME, event_id=door.event.pk, guest_id=principal.pk, values={"name": "Anne Le Roy"})
    copy.next()
    assert copy.names[str(deputy.pk)]["represents"] == "Anne Le Roy"


def test_who_was_away_for_too_long_begins_anew(api: Callable[..., Any], door: Any) -> None:
    guest = door.guest()
    copy = copy_for(api(token=door.token)).catch_up()
    for name in ("Anne", "Berthe", "Chloé"):
        change_guest(ME, event_id=door.event.pk, guest_id=guest.pk, values={"name": name})
    Change.objects.filter(cursor=1).delete()
    page = copy.next()
    assert (page["complete"], page["rows"], page["since"]) == (False, [], None)
    copy.catch_up()
    assert copy.names[str(guest.pk)]["name"] == "Chloé"


def test_another_pairing_has_another_key_and_begins_anew(
    api: Callable[..., Any], cast: Any, door: Any
) -> None:
    door.guest()
    copy = copy_for(api(token=door.token)).catch_up()
    _, code = add_device(ME, name="Borne 2", event=door.event, gate="")
    _, token = pair_device(code=code, app_version="")
    other = copy_for(api(token=token))
    mine = copy_for(api(cast.steward), event_id=str(door.event.pk))
    assert len({copy.key, other.key, mine.key}) == 3
    other.since = copy.since
    assert other.next()["complete"] is False
    mine.catch_up(event_id=str(door.event.pk))
    assert mine.state().keys() == copy.state().keys()


def test_the_key_of_the_evening_is_not_given_for_ever(api: Callable[..., Any], door: Any) -> None:
    door.guest()
    kiosk = api(token=door.token)
    Event.objects.update(starts_at=now() - timedelta(hours=15), ends_at=now() - timedelta(hours=11))
    assert kiosk.get("/checkins/session-key").status_code == 200
    Event.objects.update(ends_at=now() - timedelta(hours=12))
    refused = kiosk.get("/checkins/session-key")
    assert (refused.status_code, refused.json()["code"]) == (403, "evening_over")
    page = kiosk.get("/checkins/roster").json()
    assert (len(page["rows"]), page["index"]) == (1, None)


def test_a_revoked_kiosk_gets_neither_roster_nor_key(api: Callable[..., Any], door: Any) -> None:
    revoke_device(ME, device=door.device)
    for path in ("/checkins/roster", "/checkins/session-key"):
        answer = api(token=door.token).get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")


def test_an_account_says_which_event_and_must_see_it(api: Callable[..., Any], cast: Any, door: Any) -> None:
    steward = api(cast.steward)
    Event.objects.update(override_pin="hashed")
    assert steward.get("/checkins/roster").status_code == 422
    assert steward.get("/checkins/roster", event_id=str(door.device.pk)).status_code == 404
    page = steward.get("/checkins/roster", event_id=str(door.event.pk)).json()
    assert page["event"]["override_pin"] is None  # an account overrules by its right
    assert api(cast.outsider).get("/checkins/roster", event_id=str(door.event.pk)).status_code == 403


def test_a_kiosk_without_an_event_is_told_so(api: Callable[..., Any], door: Any) -> None:
    door.device.event = None
    door.device.save()
    answer = api(token=door.token).get("/checkins/roster")
    assert (answer.status_code, answer.json()["code"]) == (409, "device_without_event")


@pytest.mark.parametrize("place", ["x", "1.2", "-1.aaaa", "1.aaaa.zz", "99999999999999999999999.aaaa"])
def test_a_place_that_nobody_gave(api: Callable[..., Any], door: Any, place: str) -> None:
    kiosk = api(token=door.token)
    for name in ("after", "since"):
        answer = kiosk.get("/checkins/roster", **{name: place})
        assert answer.status_code == 422 or answer.json()["complete"] is False


def test_an_answer_takes_a_fixed_number_of_queries(api: Callable[..., Any], door: Any) -> None:
    from django.db import connection

    def queries(number: int) -> list[int]:
        Guest.objects.all().delete()
        principal = door.guest("Anne Roy")
        for place in range(number):
            door.guest(f"Invité {place}", represents=principal, revoked_at=now())
        copy = copy_for(api(token=door.token))
        counted = []
        for turn in range(2):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                copy.next()
            counted.append(len(captured))
            if turn == 0:
                for guest in Guest.objects.all():
                    change_guest(ME, event_id=door.event.pk, guest_id=guest.pk, values={"note": "x"})
        return counted

    queries(1)
    few, many = queries(2), queries(20)
    assert few == many
    assert max(many) <= 8


def test_it_is_small_on_the_way(api: Callable[..., Any], door: Any) -> None:
    for number in range(50):
        door.guest(f"Camille Dubois-{number}", organisation="Radio Écho")
    answer = api(token=door.token).client.get("/api/v1/checkins/roster", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 50 * 220 + 1000
    assert b'"complete": true' in gzip.decompress(answer.content)
