"""The guest's page as a phone sees it: no cookie, no script, no account."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry

from backend.core.clock import now
from backend.events.links import token_of
from backend.events.models import Event, Guest
from backend.events.services.events import cancel_event
from backend.events.services.guests import reissue_ticket, revoke_guest
from backend.live.models import Change
from tests.backend.events.conftest import Page
from tests.conftest import Cast

Open = Callable[[Guest], Page]
BELOW = ("", "/qr.svg", "/qr.png", "/billet.pdf", "/evenement.ics")


def everything() -> tuple[Any, ...]:
    """All that a visit could have changed."""
    return (
        list(Event.objects.order_by("pk").values()),
        list(Guest.objects.order_by("pk").values()),
        LogEntry.objects.count(),
        Change.objects.count(),
    )


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace(" ?", "?")


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("answered", ["none", "yes", "no"])
def test_reading_changes_nothing(guest: Guest, page: Open, method: str, answered: str) -> None:
    Guest.objects.update(answer=answered)
    before = everything()
    for below in BELOW:
        answer = getattr(page(guest).client, method)(page(guest).path + below)
        expected = 200 if answered == "yes" or below in ("", "/evenement.ics") else 404
        assert answer.status_code == expected, below
        assert method == "get" or answer.content == b""
    assert everything() == before


def test_only_get_head_and_post(guest: Guest, page: Open) -> None:
    client = page(guest).client
    for method in ("put", "patch", "delete", "options"):
        assert getattr(client, method)(page(guest).path).status_code == 405
    assert client.post(page(guest).path + "/billet.pdf").status_code in (403, 405)


def test_what_a_page_says(guest: Guest, page: Open) -> None:
    answer = page(guest).get()
    text = words_of(answer)
    for words in (
        "Présentation de la saison",
        "Studio 104, Paris",
        "Claire Lefèvre",
        "Serez-vous des nôtres",
    ):
        assert words in text
    assert [
        label for label in ("Je viendrai", "Je me ferai représenter", "Je ne viendrai pas") if label in text
    ]
    assert "example.org" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    html = answer.content.decode()
    assert "<script" not in html
    assert " style=" not in html
    assert " on" not in re.sub(r">[^<]*<", "><", html)


def test_coming(guest: Guest, page: Open) -> None:
    answer = page(guest).answer("yes")
    assert (answer.status_code, answer["Location"]) == (303, page(guest).path)
    html = page(guest).get().content.decode()
    assert "Vous viendrez" in html
    assert "<svg" in html
    assert "/billet.pdf" in html
    guest.refresh_from_db()
    assert guest.answer == "yes"
    assert guest.answered_at is not None
    trace = LogEntry.objects.filter(object_pk=str(guest.pk)).latest("id")
    assert trace.additional_data["author"] == {
        "kind": "guest",
        "id": str(guest.pk),
        "label": "Claire Lefèvre",
    }


def test_the_answer_can_change(guest: Guest, page: Open) -> None:
    for answer, words in (("yes", "Vous viendrez"), ("no", "Vous ne viendrez pas"), ("yes", "Vous viendrez")):
        assert page(guest).answer(answer).status_code == 303
        assert words in words_of(page(guest).get())
    page(guest).answer("no")
    assert "<svg" not in page(guest).get().content.decode()


def test_sending_a_deputy(guest: Guest, page: Open) -> None:
    sent = page(guest).answer(
        "represented", deputy_name=" Paul Petit ", deputy_email="paul@example.org", deputy_function="Adjoint"
    )
    assert sent.status_code == 303
    text = words_of(page(guest).get())
    assert "Paul Petit vous représentera" in text
    assert "paul@example.org" not in text
    deputy = Guest.objects.get(represents=guest)
    assert (deputy.name, deputy.function, deputy.answer) == ("Paul Petit", "Adjoint", "yes")
    theirs = page(deputy).get().content.decode()
    assert "Claire Lefèvre se fait représenter par" in theirs
    assert "<svg" in theirs
    assert "Je me ferai représenter" not in theirs
    assert page(guest).get("/billet.pdf").status_code == 404


def test_a_deputy_without_address_gets_the_link_by_hand(guest: Guest, page: Open) -> None:
    page(guest).answer("represented", deputy_name="Paul Petit")
    link = f"/i/{token_of(Guest.objects.get(represents=guest))}"
    assert link in page(guest).get().content.decode()


def test_a_deputy_cannot_send_a_deputy(guest: Guest, page: Open) -> None:
    page(guest).answer("represented", deputy_name="Paul Petit")
    deputy = Guest.objects.get(represents=guest)
    answer = page(deputy).answer("represented", deputy_name="Jean Troisième")
    assert answer.status_code == 409
    assert Guest.objects.count() == 2
    assert page(deputy).answer("no").status_code == 303


def test_changing_one_s_mind_releases_the_deputy(guest: Guest, page: Open) -> None:
    page(guest).answer("represented", deputy_name="Paul Petit")
    deputy = Guest.objects.get(represents=guest)
    page(guest).answer("yes")
    answer = page(deputy).get()
    assert answer.status_code == 410
    assert "Claire Lefèvre a changé sa réponse" in words_of(answer)
    assert page(deputy).get("/qr.png").status_code == 410
    assert page(deputy).answer("yes").status_code == 410


def test_another_deputy_replaces_the_first(guest: Guest, page: Open) -> None:
    page(guest).answer("represented", deputy_name="Paul Petit")
    page(guest).answer("represented", deputy_name="Jeanne Roux")
    first, second = Guest.objects.filter(represents=guest).order_by("created_at")
    assert (page(first).get().status_code, page(second).get().status_code) == (410, 200)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deputy_name": ""}, "Indiquez le nom"),
        ({"deputy_name": "Paul", "deputy_email": "paul"}, "adresse e-mail"),
        ({"deputy_name": "x" * 251}, "250"),
        ({"deputy_name": "Paul\0Petit"}, "nul"),
    ],
)
def test_what_is_typed_is_kept_and_corrected(
    guest: Guest, page: Open, fields: dict[str, str], words: str
) -> None:
    before = everything()
    answer = page(guest).answer("represented", deputy_function="Adjoint", **fields)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert 'aria-invalid="true"' in html
    assert "Adjoint" in html
    assert html.count(" autofocus") == 1
    assert '<details class="deputy" open>' in html
    assert everything() == before


def test_an_answer_that_is_none_changes_nothing(guest: Guest, page: Open) -> None:
    before = everything()
    for answer in ("", "maybe", "none"):
        assert page(guest).answer(answer).status_code == 422
    assert page(guest).client.post(page(guest).path).status_code == 422
    assert everything() == before


def test_forged_and_void_links(
    cast: Cast, guest: Guest, page: Open, caplog: pytest.LogCaptureFixture
) -> None:
    former = page(guest)
    fresh = reissue_ticket(cast.editor.actor, event_id=guest.event_id, guest_id=guest.pk)
    forged = page(guest)
    forged.path = former.path[:-3] + "AAA"
    before = everything()
    with caplog.at_level(logging.WARNING):
        for visitor, status in ((former, 410), (forged, 404)):
            for below in BELOW:
                assert visitor.get(below).status_code == status
            answer = visitor.answer("yes")
            assert answer.status_code == status
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "valable" in words_of(answer) or "remplacé" in words_of(answer)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("backend")]
    assert {"Guest page refused: link_replaced", "Guest page refused: link_unknown"} <= set(ours)
    assert not [line for line in ours if former.path[3:] in line]
    assert everything() == before
    assert page(fresh).get().status_code == 200


def test_other_addresses_below(guest: Guest, page: Open) -> None:
    for path in ("/i/", "/i/a/b/c", f"{page(guest).path}/billet.exe"):
        assert page(guest).client.get(path).status_code == 404


def test_a_withdrawn_guest(cast: Cast, guest: Guest, page: Open) -> None:
    visitor = page(guest)
    revoke_guest(cast.editor.actor, event_id=guest.event_id, guest_id=guest.pk)
    assert visitor.get().status_code == 410
    assert visitor.answer("yes").status_code == 410


def test_answers_close(cast: Cast, event: Event, guest: Guest, page: Open) -> None:
    page(guest).answer("yes")
    Event.objects.update(starts_at=now() - timedelta(hours=5), ends_at=now() - timedelta(hours=1))
    before = everything()
    closed = page(guest).answer("no")
    assert closed.status_code == 409
    assert "passé" in words_of(closed)
    assert page(guest).get("/billet.pdf").status_code == 404
    assert everything() == before
    Event.objects.update(ends_at=now() + timedelta(hours=1))
    cancel_event(cast.editor.actor, event_id=event.pk)
    answer = page(guest).answer("no")
    assert answer.status_code == 409
    assert "annulé" in words_of(answer)
    assert "<form" not in page(guest).get().content.decode()


def test_who_has_arrived_does_not_change(guest: Guest, page: Open) -> None:
    page(guest).answer("yes")
    Guest.objects.update(attendance="arrived")
    answer = page(guest).answer("no")
    assert answer.status_code == 409
    assert "déjà arrivée" in words_of(answer)


def test_posts_are_limited_for_each_link(
    guest: Guest, invite: Callable[..., Guest], page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.events.pages.ANSWERS_A_MINUTE", 3)
    moment = now()
    monkeypatch.setattr("backend.events.pages.now", lambda: moment)
    statuses = [page(guest).answer(answer).status_code for answer in ("yes", "no", "yes", "no")]
    assert statuses == [303, 303, 303, 429]
    guest.refresh_from_db()
    assert guest.answer == "yes"
    assert page(invite("Paul Petit")).answer("yes").status_code == 303


def test_the_page_is_light(guest: Guest, page: Open) -> None:
    import gzip
    from pathlib import Path

    page(guest).answer("yes")
    static = Path("backend/events/static/events")
    size = len(gzip.compress(page(guest).get().content))
    size += (
        len(gzip.compress((static / "guest.css").read_bytes())) + (static / "garamond.woff2").stat().st_size
    )
    assert size < 30_000


def test_names_are_escaped(invite: Callable[..., Guest], page: Open) -> None:
    guest = invite("<b>Paul</b> & Cie")
    page(guest).answer("represented", deputy_name="<script>alert(1)</script>")
    html = page(guest).get().content.decode()
    assert "<b>" not in html
    assert "<script" not in html
