"""Statistics of an event and over events (RF-13): what is counted, for whom, and in how many queries."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from backend.checkins.models import Conflict, Device, Scan
from backend.core.clock import now
from backend.core.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(door: Any, cast: Any) -> Any:
    """Ten were asked by two officers; what they said, and who came in the end."""
    sent = {"invitation": "sent", "invited_at": now() - timedelta(days=10)}
    _over(door.event)

    def answered(after: timedelta) -> dict[str, Any]:
        return {**sent, "answered_at": sent["invited_at"] + after}  # type: ignore[operator]

    hour, days = timedelta(hours=2), timedelta(days=2)
    one, other = cast.editor, cast.colleague
    door.guest("Anne Roy", party=4, came=3, added_by=one, **answered(hour))
    door.guest("Luc Noir", came=1, added_by=one, **answered(hour))
    door.guest("Eve Abel", added_by=one, **answered(days))
    door.guest("Zoé Élan", answer="no", added_by=other, category="Élus", **answered(timedelta(days=4)))
    door.guest(
        "Max Petit", answer="withdrawn", added_by=other, category="Élus", **answered(timedelta(days=8))
    )
    principal = door.guest("Ana Clé", answer="represented", added_by=other, category="Élus", **answered(hour))
    door.guest("Paul Sel", represents=principal, came=1, category="Élus")
    door.guest("Guy Muet", answer="none", added_by=other, category="", **sent)
    door.guest("Pas Invité", answer="none", added_by=other, category="")  # not asked yet
    door.guest("Jean Retiré", revoked_at=now(), added_by=one, **sent)
    door.guest("Ida Vue", walk_in=True, came=2, party=2)
    return door


def _over(event: Any) -> None:
    event.starts_at, event.ends_at = now() - timedelta(hours=4), now() - timedelta(hours=1)
    event.save()


def test_the_numbers_of_an_event(api: Any, cast: Any, evening: Any) -> None:
    found = api(cast.manager).get(f"/events/{evening.event.pk}/statistics").json()
    assert found["totals"] == {
        "asked": 7, "answered": 6, "yes": 3, "no": 1, "represented": 1, "waitlisted": 0, "withdrawn": 1,
        "expected": 7, "shown": 5, "no_shows": 2, "walk_ins": 2, "came": 7,
        "answer_rate": 6 / 7, "show_rate": pytest.approx(5 / 7),
    }  # fmt: skip
    assert found["delays"] == {
        "answers": 6, "median": 86400 + 3600, "within_a_day": 3, "within_three_days": 1, "within_a_week": 1,
        "later": 1,
    }  # fmt: skip


def test_by_category_and_by_officer_sum_up_to_the_same(api: Any, cast: Any, evening: Any) -> None:
    found = api(cast.manager).get(f"/events/{evening.event.pk}/statistics").json()
    assert [row["label"] for row in found["by_category"]] == ["Élus", "Presse", ""]
    officers = {row["label"]: (row["asked"], row["shown"]) for row in found["by_officer"]}
    assert officers == {cast.editor.display_name: (3, 4), cast.colleague.display_name: (4, 0), "": (0, 1)}
    for name in ("asked", "answered", "expected", "shown", "no_shows", "walk_ins", "came"):
        for table in ("by_category", "by_officer", "events"):
            assert sum(row[name] for row in found[table]) == found["totals"][name], (table, name)


def test_nobody_is_absent_before_the_end(api: Any, cast: Any, evening: Any, make_event: Any) -> None:
    """An event to come has no rate, and spoils none."""
    coming = make_event(title="À venir")
    evening.guest("Léa Tôt", event=coming)
    alone = api(cast.manager).get(f"/events/{coming.pk}/statistics").json()["totals"]
    assert (alone["expected"], alone["no_shows"], alone["show_rate"]) == (1, 0, None)
    dates = f"since={now() - timedelta(days=3):%Y-%m-%d}&until={now() + timedelta(days=3):%Y-%m-%d}"
    both = api(cast.manager).get(f"/statistics?{dates}").json()["totals"]
    assert (both["expected"], both["no_shows"], both["show_rate"]) == (8, 2, pytest.approx(5 / 7))


def test_nobody_asked_has_no_rate(api: Any, cast: Any, door: Any) -> None:
    found = api(cast.manager).get(f"/events/{door.event.pk}/statistics").json()
    assert (found["totals"]["answer_rate"], found["totals"]["show_rate"]) == (None, None)
    assert found["delays"]["median"] is None


def _conflict(event: Any, device: Device, **facts: Any) -> None:
    moment = now()
    scan = Scan.objects.create(
        device=device, scan_id=uuid7(), event=event, at=moment, happened_at=moment, received_at=moment
    )
    Conflict.objects.create(event=event, scan=scan, kind="double_entry", **facts)


def test_conflicts_that_were_explained_are_none(api: Any, cast: Any, door: Any) -> None:
    for facts in ({}, {"decision": "accepted"}, {"explained_at": now()}):
        _conflict(door.event, door.device, **facts)
    found = api(cast.manager).get(f"/events/{door.event.pk}/statistics").json()
    assert (found["conflicts"], found["open_conflicts"]) == (2, 1)


def test_over_a_period(api: Any, cast: Any, evening: Any, make_event: Callable[..., Any]) -> None:
    far = now() + timedelta(days=60)
    make_event("Plus tard", starts_at=far, ends_at=far + timedelta(hours=1))
    make_event("Annulé", state="cancelled")
    make_event("Vide", category="Cocktail")
    day = (now() - timedelta(days=1)).date()
    period = {"since": str(day), "until": str(day + timedelta(days=3))}
    found = api(cast.manager).get("/statistics", **period).json()
    assert {row["title"] for row in found["events"]} == {evening.event.title, "Vide"}
    assert found["totals"]["came"] == 7
    only = api(cast.manager).get("/statistics", **period, category="Cocktail").json()
    assert [row["title"] for row in only["events"]] == ["Vide"]
    turned = {"since": period["until"], "until": period["since"]}
    assert api(cast.manager).get("/statistics", **turned).status_code == 422
    assert api(cast.manager).get("/statistics").status_code == 422


def test_the_workbook(api: Any, cast: Any, evening: Any, make_event: Callable[..., Any]) -> None:
    make_event("=1+1")
    day = now().date()
    period = {"since": str(day - timedelta(days=1)), "until": str(day + timedelta(days=2))}
    answer = api(cast.manager).post("/statistics/export", period)
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == ["Événements", "Par catégorie", "Par agent", "Délais de réponse"]
    rows = book.get_sheet_by_name("Événements").to_python()
    heads = rows[0]
    assert {row[0] for row in rows[1:]} == {evening.event.title, "'=1+1", "Total"}
    assert rows[-1][heads.index("Taux de présence")] == 5 / 7
    assert api(cast.manager).post(f"/events/{evening.event.pk}/statistics/export", {}).status_code == 200
    register = api(cast.admin).get("/exports/register").json()["items"]
    said = [(row["author"], row["format_label"], row["scope_label"], row["count"]) for row in register]
    spoken = f"Du {day - timedelta(days=1):%d/%m/%Y} au {day + timedelta(days=2):%d/%m/%Y}"
    officers = len(
        [row for row in book.get_sheet_by_name("Par agent").to_python()[1:] if "Essai" in str(row[0])]
    )
    assert said == [
        ("Manager Essai", "Bilan (Excel)", evening.event.title, officers),
        ("Manager Essai", "Bilan (Excel)", spoken, officers),
    ]


def test_as_many_queries_for_many_events_as_for_one(
    api: Any, cast: Any, evening: Any, make_event: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        evening.guest("Anne Roy", event=make_event(f"Soirée {number}"), came=1, added_by=cast.editor)
    day = now().date()
    client = api(cast.manager)
    client.get("/me")
    with django_assert_max_num_queries(14):
        found = client.get(
            "/statistics", since=str(day - timedelta(days=1)), until=str(day + timedelta(days=2))
        )
    assert len(found.json()["events"]) == 16
