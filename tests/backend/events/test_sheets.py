"""Attendance sheets (« émargement », RF-13): to sign, and with times; who is on them, and what proves them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from auditlog.models import LogEntry
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from backend.contacts.models import Export
from backend.core.clock import now
from backend.events.models import Event, Gate, Guest
from backend.events.services.guests import new_guest
from backend.events.sheets.content import sheet_of

pytestmark = pytest.mark.django_db


def _guest(event: Event, name: str, **facts: Any) -> Guest:
    guest = new_guest(event=event, name=name, **{"answer": "yes", **facts})
    guest.save(force_insert=True)
    return guest


@pytest.fixture
def evening(event: Event) -> Event:
    """Expected: a party of three, a deputy, a companion; came: the party's two, and one without an invitation."""
    anne = _guest(event, "Anne Roy", party=3, came=2, arrived_at=now(), arrived_gate="B", category="Presse")
    principal = _guest(event, "Zoé Élan", answer="represented", category="Élus")
    _guest(event, "Paul Petit", represents=principal, category="Élus")
    _guest(event, "Luc Abel", companion_of=anne)
    _guest(event, "Marc Sorti", answer="no")
    _guest(event, "Jean Retiré", revoked_at=now())
    _guest(event, "Eve Venue", walk_in=True, came=1, arrived_at=now() - timedelta(hours=1), arrived_gate="A")
    return event


def _names(event: Event, **how: Any) -> list[list[tuple[str, str]]]:
    return [[(line.name, line.note) for line in group.lines] for group in sheet_of(event, **how).groups]


def test_before_it_lists_who_is_expected_by_name(evening: Event) -> None:
    assert _names(evening, filled=False) == [
        [
            ("Luc Abel", "Avec Anne Roy"),
            ("Paul Petit", "Pour Zoé Élan"),
            ("Anne Roy", ""),
            ("", "Avec Anne Roy"),
            ("", "Avec Anne Roy"),
        ]
    ]
    sheet = sheet_of(evening, filled=False)
    assert sheet.expected == 5
    assert [line.number for line in sheet.groups[0].lines] == [1, 2, 3, 4, 5]
    assert all(line.at is None and line.came == 0 for line in sheet.groups[0].lines)


def test_after_it_has_times_gates_and_who_came_unasked(evening: Event) -> None:
    sheet = sheet_of(evening, filled=True)
    came = {line.name: (line.came, line.gate) for line in sheet.groups[0].lines if line.at}
    assert came == {"Anne Roy": (2, "B"), "Eve Venue": (1, "A")}
    assert (sheet.expected, sheet.came) == (5, 3)


def test_groups_by_category_and_by_gate(evening: Event) -> None:
    Gate.objects.create(event=evening, name="Entrée presse", categories=["Presse"])
    by_category = sheet_of(evening, filled=False, group_by="category")
    assert [group.title for group in by_category.groups] == ["Élus", "Presse", "Sans catégorie"]
    before = sheet_of(evening, filled=False, group_by="gate")
    assert [(group.title, group.lines[0].name) for group in before.groups] == [
        ("Entrée presse", "Anne Roy"),
        ("Sans porte", "Luc Abel"),
    ]
    after = sheet_of(evening, filled=True, group_by="gate")
    assert [group.title for group in after.groups] == ["A", "B", "Sans porte"]


def test_the_digest_is_that_of_the_content(evening: Event) -> None:
    first = sheet_of(evening, filled=True)
    assert sheet_of(evening, filled=True).digest == first.digest
    assert sheet_of(evening, filled=False).digest != first.digest
    Guest.objects.filter(name="Paul Petit").update(came=1, arrived_at=now())
    assert sheet_of(evening, filled=True).digest != first.digest


def test_the_pdf_is_a4_with_pages_and_digest(api: Any, cast: Any, evening: Event) -> None:
    for number in range(60):
        _guest(
            evening,
            f"Invité Numéro-{number:02d} au nom fort long qui n’a pas la place de tenir dans sa colonne",
        )
    answer = api(cast.editor).post(
        f"/events/{evening.pk}/attendance", {"format": "pdf", "filled": True, "group_by": "category"}
    )
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    assert len(pages) == 4
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    digest = sheet_of(evening, filled=True, group_by="category").digest
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Page {number} sur 4" in text
        assert digest in text
    assert "Présentation de la saison" in pages[0].extract_text()


def test_the_workbook_holds_the_same(api: Any, cast: Any, evening: Event) -> None:
    _guest(evening, "=SOMME(1)", organisation="+33")
    answer = api(cast.editor).post(f"/events/{evening.pk}/attendance", {"format": "xlsx", "filled": True})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    header = rows.index(next(row for row in rows if row[0] == "N°"))
    assert rows[header][-4:] == ["Venues", "Arrivée", "Porte", "Signature"]
    anne = next(row for row in rows if row[1] == "Anne Roy")
    assert (anne[5], anne[6], anne[8]) == (3, 2, "B")
    assert any(row[1] == "'=SOMME(1)" for row in rows)


def test_an_event_without_guests_has_a_sheet_too(api: Any, cast: Any, event: Event) -> None:
    for suffix in ("pdf", "xlsx"):
        assert api(cast.editor).post(f"/events/{event.pk}/attendance", {"format": suffix}).status_code == 200


def test_names_are_for_who_may_change_the_event(api: Any, cast: Any, event: Event) -> None:
    path, wish = f"/events/{event.pk}/attendance", {"format": "pdf"}
    statuses = {name: api(user).post(path, wish).status_code for name, user in cast}
    assert statuses == {
        "admin": 200, "editor": 200, "colleague": 200, "steward": 403, "manager": 403, "outsider": 403,
    }  # fmt: skip
    assert api(cast.editor).post(path, {**wish, "group_by": "nothing"}).status_code == 422
    assert api(cast.editor).get(path).status_code == 405
    assert {name for name, user in cast if Export.objects.filter(author=user).exists()} == {
        "admin", "editor", "colleague",
    }  # fmt: skip


def test_who_took_a_sheet_is_in_the_register(
    api: Any, cast: Any, evening: Event, django_assert_max_num_queries: Any
) -> None:
    client = api(cast.editor)
    client.get("/me")
    with django_assert_max_num_queries(16):
        answer = client.post(f"/events/{evening.pk}/attendance", {"format": "xlsx", "filled": True})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert answer["Cache-Control"] == "no-store, private"
    register = api(cast.admin).get("/exports/register").json()["items"]
    (row,) = register
    told = (row["author"], row["format_label"], row["scope"], row["scope_label"], row["count"], row["size"])
    people = 4  # Anne, Luc, Paul and Eve; those who come with Anne have no name of their own
    assert told == (
        "Editor Essai", "Feuille d’émargement (Excel)", "event", evening.title, people, len(answer.content),
    )  # fmt: skip
    assert (row["status"], row["has_file"], row["is_sensitive"]) == ("done", False, False)
    assert "Anne" not in str(row)
    (entry,) = LogEntry.objects.filter(object_pk=row["id"])
    assert entry.actor_id == cast.editor.pk
    assert [mine["id"] for mine in client.get("/exports").json()["items"]] == [row["id"]]
    assert client.get(f"/exports/{row['id']}/file").status_code in (404, 410)


def test_a_long_sheet_takes_few_queries(event: Event, django_assert_num_queries: Any) -> None:
    for number in range(40):
        _guest(event, f"Invité {number}", party=2)
    with django_assert_num_queries(2):
        sheet_of(event, filled=True, group_by="gate")
