"""Columns told by hand, added fields of all three owners, addresses, numbers of somebody else (RF-6)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from backend.contacts.models import ContactPoint, DataSource, FieldDefinition, Organisation, Person, Position
from fixtures.factories import person
from tests.backend.contacts.conftest import Upload, xlsx
from tests.conftest import Api

pytestmark = pytest.mark.django_db
Load = Callable[..., Any]
Callbacks = Callable[..., Any]


def _patch(admin: Api, batch: dict[str, Any], **body: Any) -> Any:
    return admin.patch(f"/contacts/imports/{batch['id']}", body)


# No column of names


def test_a_file_without_a_column_of_names_is_mapped_by_hand(upload: Upload, admin: Api) -> None:
    content = xlsx(
        ["Lefèvre Hélène", "Radio", "h@x.example"],
        ["Baudouin Zoé", "Télé", "z@x.example"],
        headers=["Invité", "Organisme", "E-mail"],
    )
    tried = upload(content)
    assert tried.status_code == 201
    batch = tried.json()
    assert (batch["status"], batch["counts"]["rows"]) == ("unreadable", 2)
    assert batch["failure"].startswith(
        "Ligne 1 : aucune colonne « Nom » parmi B « Organisme », C « E-mail »."
    )
    assert [(column["letter"], column["field"]) for column in batch["columns"]] == [
        ("A", None),
        ("B", "organisation"),
        ("C", "email"),
    ]
    assert batch["columns"][0]["samples"] == ["Lefèvre Hélène", "Baudouin Zoé"]
    assert admin.post(f"/contacts/imports/{batch['id']}/commit").json()["status"] == "unreadable"

    read = _patch(admin, batch, columns={"A": "full_name", "B": "organisation", "C": "email"}).json()
    assert (read["status"], read["counts"]["create"], read["failure"]) == ("dry_run", 2, "")
    assert admin.post(f"/contacts/imports/{batch['id']}/mapping", {"name": "Invités"}).status_code == 201
    again = upload(content).json()
    assert (again["status"], again["counts"]["create"]) == ("dry_run", 2)


def test_a_file_without_any_header_keeps_its_first_line(upload: Upload, admin: Api) -> None:
    batch = upload(xlsx(["Lefèvre", "h@x.example"], ["Baudouin", "z@x.example"], headers=None)).json()
    assert batch["status"] == "unreadable"
    assert [column["header"] for column in batch["columns"]] == ["Colonne A", "Colonne B"]
    assert "Aucune ligne d’en-têtes" in batch["failure"]
    read = _patch(admin, batch, columns={"A": "family_name", "B": "email"}).json()
    assert (read["status"], read["counts"]["create"]) == ("dry_run", 2)


def test_a_long_file_without_names_waits_for_its_columns_too(
    upload: Upload, admin: Api, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callbacks
) -> None:
    from backend.contacts.imports import dry_run

    monkeypatch.setattr(dry_run, "AT_ONCE", 10)
    with django_capture_on_commit_callbacks(execute=True):
        batch = upload(xlsx(["Hélène", "Radio"], headers=["Invité", "Organisme"])).json()
    batch = admin.get(f"/contacts/imports/{batch['id']}").json()
    assert (batch["status"], len(batch["columns"])) == ("unreadable", 2)
    with django_capture_on_commit_callbacks(execute=True):
        _patch(admin, batch, columns={"A": "family_name", "B": "organisation"})
    assert admin.get(f"/contacts/imports/{batch['id']}").json()["status"] == "dry_run"


# Added fields


@pytest.fixture
def fields() -> None:
    for owner, key, kind in (
        ("person", "badge", "text"),
        ("position", "desk_code", "number"),
        ("organisation", "founded", "date"),
    ):
        FieldDefinition.objects.create(owner=owner, key=key, label=key.capitalize(), kind=kind)
    FieldDefinition.objects.create(
        owner="organisation", key="rate", label="Taux", kind="text", is_sensitive=True
    )


HEADERS = ["Nom", "Fonction", "Organisme", "Badge", "Bureau", "Fondation", "Taux"]
MAPPED = {
    "A": "family_name",
    "B": "function",
    "C": "organisation",
    "D": "custom:badge",
    "E": "custom:desk_code",
    "F": "custom:founded",
    "G": "custom:rate",
}


def _load_mapped(admin: Api, upload: Upload, callbacks: Callbacks, *rows: list[Any]) -> dict[str, Any]:
    batch = upload(xlsx(*rows, headers=HEADERS)).json()
    assert _patch(admin, batch, columns=MAPPED).status_code == 200
    with callbacks(execute=True):
        admin.post(f"/contacts/imports/{batch['id']}/commit")
    found: dict[str, Any] = admin.get(f"/contacts/imports/{batch['id']}").json()
    return found


@pytest.mark.usefixtures("fields")
def test_added_fields_of_persons_positions_and_organisations_are_filled_and_undone(
    upload: Upload, admin: Api, django_capture_on_commit_callbacks: Callbacks
) -> None:
    known = person(family_name="Lefèvre", given_name="", organisation="Radio", function="Rédactrice")
    house = Organisation.objects.get()
    house.custom = {"founded": "1950-01-01"}
    house.save()
    batch = _load_mapped(
        admin,
        upload,
        django_capture_on_commit_callbacks,
        ["Lefèvre", "Rédactrice", "Radio", "B 12", "1 204", "12/03/1947", "10 %"],
        ["Baudouin", "Cheffe", "Télé", "B 13", "pas un nombre", "12/03/1964", ""],
    )
    assert batch["status"] == "committed"
    job, other = Position.objects.get(person=known), Position.objects.get(person__family_name="Baudouin")
    house.refresh_from_db()
    assert (Person.objects.get(pk=known.pk).custom, job.custom) == ({"badge": "B 12"}, {"desk_code": 1204})
    assert house.custom == {"founded": "1950-01-01", "rate": "10 %"}  # what is there is kept
    assert (other.custom, other.organisation.custom) == ({}, {"founded": "1964-03-12"})  # type: ignore[union-attr]
    rows = admin.get(f"/contacts/imports/{batch['id']}/rows").json()["items"]
    told = {change["label"]: change for change in rows[0]["changes"]}
    assert {"Badge", "Desk_code", "Taux"} <= set(told)
    assert (told["Taux"]["sensitive"], told["Badge"]["sensitive"]) == (True, False)
    assert rows[1]["problems"][0]["code"] == "unreadable_value"

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(f"/contacts/imports/{batch['id']}/undo")
    job.refresh_from_db()
    house.refresh_from_db()
    assert (Person.objects.get().custom, job.custom) == ({}, {})
    assert house.custom == {"founded": "1950-01-01"}


@pytest.mark.usefixtures("fields")
def test_a_field_of_a_position_that_the_row_does_not_name(
    upload: Upload, admin: Api, django_capture_on_commit_callbacks: Callbacks
) -> None:
    """It goes to the only position; where there is none, or several, it is told and left aside."""
    person(family_name="Lefèvre", given_name="", function="Rédactrice")
    batch = _load_mapped(
        admin,
        upload,
        django_capture_on_commit_callbacks,
        ["Lefèvre", "", "", "", "7", "", ""],
        ["Chevalier", "", "", "", "8", "", ""],
    )
    assert Position.objects.get().custom == {"desk_code": 7}
    rows = admin.get(f"/contacts/imports/{batch['id']}/rows").json()["items"]
    assert [problem["code"] for row in rows for problem in row["problems"]] == ["no_position"]


@pytest.mark.usefixtures("fields")
def test_the_fields_of_all_three_are_offered(admin: Api) -> None:
    groups = {item["label"]: item["group"] for item in admin.get("/contacts/imports/targets").json()}
    assert groups["Badge"] == "Champs ajoutés aux contacts"
    assert groups["Desk_code"] == "Champs ajoutés aux fonctions"
    assert groups["Founded"] == "Champs ajoutés aux organismes"


# Addresses


def _in(admin: Api, department: str) -> set[str]:
    query = {"field": "address.in", "cmp": "in", "value": [f"department:{department}"]}
    answer = admin.post("/lists/preview", {"query": query, "limit": 200})
    assert answer.status_code == 200, answer.content
    return {each["name"].strip() for each in answer.json()["items"]}


def test_addresses_in_one_column_or_in_several_are_found_by_department(load: Load, admin: Api) -> None:
    load(xlsx(["Lefèvre", "12 rue de la Paix, 35000 Rennes"], headers=["Nom", "Adresse"]))
    load(
        xlsx(
            ["Baudouin", "3 quai Vauban\nBâtiment C", "35400", "Saint-Malo", "France"],
            ["Chevalier", "", "35800", "", ""],
            ["Durand", "4 rue du Port", "1000", "Bourg-en-Bresse", ""],
            headers=["Nom", "Adresse", "Code postal", "Ville", "Pays"],
        )
    )
    found = {
        point.person.family_name: (point.postal_code, point.address["city"], point.address["street"])  # type: ignore[union-attr]
        for point in ContactPoint.objects.filter(kind="address").select_related("person")
    }
    assert found == {
        "Lefèvre": ("35000", "Rennes", "12 rue de la Paix"),
        "Baudouin": ("35400", "Saint-Malo", "3 quai Vauban"),
        "Chevalier": ("35800", "", ""),
        "Durand": ("01000", "Bourg-en-Bresse", "4 rue du Port"),
    }
    assert _in(admin, "35") == {"Lefèvre", "Baudouin", "Chevalier"}
    assert _in(admin, "01") == {"Durand"}


def test_columns_are_believed_whatever_the_country(load: Load) -> None:
    load(
        xlsx(
            ["Lefèvre", "7 allée V", "SW1A 1AA", "Londres", "Royaume-Uni"],
            ["Baudouin", "1 rue X", "1000", "Bruxelles", "Belgique"],
            ["Durand", "2 rue Y", "12345", "Ville", "Pays inventé"],
            headers=["Nom", "Adresse", "Code postal", "Ville", "Pays"],
        )
    )
    parts = [
        (point.address["postal_code"], point.address["city"], point.country)
        for point in ContactPoint.objects.order_by("person__origin_row")
    ]
    assert parts == [
        ("SW1A 1AA", "Londres", "GB"),
        ("1000", "Bruxelles", "BE"),
        ("12345", "Ville, Pays inventé", ""),
    ]


# Somebody else's number


@pytest.mark.parametrize(
    "header",
    ["Téléphone de l'assistant(e)", "Assistant's Phone", "E-mail de l’assistante", "Tél. secrétaire"],
)
def test_what_is_an_assistants_is_left_aside_with_a_hint(upload: Upload, load: Load, header: str) -> None:
    content = xlsx(["Lefèvre", "01 99 00 12 34", "Radio"], headers=["Nom", header, "Organisme"])
    column = upload(content).json()["columns"][1]
    assert (column["field"], column["samples"]) == (None, ["01 99 00 12 34"])
    assert "intermédiaire" in column["hint"]
    load(content)
    assert not ContactPoint.objects.exists()


def test_a_secretariat_is_still_the_way_to_the_person(upload: Upload) -> None:
    column = upload(xlsx(["Lefèvre", "01 99 00 12 34"], headers=["Nom", "Tél. secrétariat"])).json()[
        "columns"
    ][1]
    assert (column["field"], column["hint"]) == ("phone", "")


# Sheets that people made


def _sheet(fill: Callable[[Any], None]) -> bytes:
    book = Workbook()
    fill(book.active)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_title_groups_over_merged_cells_and_a_text_for_a_date(upload: Upload, admin: Api) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["Contacts presse 2026"])
        sheet.append([])
        sheet.append(["Personne", None, "Coordonnées", None])
        sheet.append(["Nom", "Prénom", "Téléphone", "Né le"])
        sheet.append(["Lefèvre", "Hélène", 199001234, "4 mai 1960"])
        sheet.append(["Baudouin", "Zoé", "tél. 06 39 98 12 34", 22040])
        for cells in ("A1:D1", "A3:B3", "C3:D3"):
            sheet.merge_cells(cells)

    batch = upload(_sheet(fill)).json()
    rows = admin.get(f"/contacts/imports/{batch['id']}/rows").json()["items"]
    assert [(row["values"]["birth_date"], row["values"]["points"][0]["value"]) for row in rows] == [
        ("1960-05-04", "+33199001234"),
        ("1960-05-04", "+33639981234"),
    ]
    assert [row["problems"] for row in rows] == [[], []]


def test_a_table_far_down_is_found_and_a_total_is_no_contact(upload: Upload, admin: Api) -> None:
    def fill(sheet: Any) -> None:
        for place, cells in ((81, ["Nom", "Téléphone"]), (82, ["Lefèvre", 199001234.0]), (84, ["Total", 1])):
            for column, value in enumerate(cells, start=3):
                sheet.cell(place, column, value)

    batch = upload(_sheet(fill)).json()
    assert (batch["counts"]["create"], batch["counts"]["refused"]) == (1, 1)
    good, total = admin.get(f"/contacts/imports/{batch['id']}/rows").json()["items"]
    assert good["row"] == 82
    assert total["problems"][-1]["message"].endswith("cette ligne est un total, pas un contact.")


def test_three_hundred_columns_are_too_many_in_french(upload: Upload) -> None:
    answer = upload(xlsx(["Lefèvre", *["x"] * 300], headers=["Nom", *(f"Champ {n}" for n in range(300))]))
    assert answer.status_code == 422
    assert "200 colonnes au plus" in answer.json()["detail"]


# A correction by hand


@pytest.mark.usefixtures("fields")
def test_what_was_corrected_by_hand_is_no_longer_the_sources(
    upload: Upload, admin: Api, django_capture_on_commit_callbacks: Callbacks
) -> None:
    """A source that is believed less than a hand corrects its own values, and no others: added fields too."""
    source = DataSource.objects.create(name="Ouï-dire", rank=200)

    def sends(function: str, badge: str, desk: str) -> None:
        batch = upload(xlsx(["Lefèvre", function, "Radio", badge, desk, "", ""], headers=HEADERS)).json()
        answer = _patch(admin, batch, columns=MAPPED, policy="file", source_id=str(source.pk))
        assert answer.status_code == 200, answer.content
        with django_capture_on_commit_callbacks(execute=True):
            admin.post(f"/contacts/imports/{batch['id']}/commit")

    def said() -> tuple[Any, ...]:
        found, job = Person.objects.get(), Position.objects.get()
        return found.custom["badge"], job.function, job.custom["desk_code"]

    sends("Rédactrice", "B 1", "1")
    sends("Rédactrice en chef", "B 2", "2")
    assert said() == ("B 2", "Rédactrice en chef", 2), "its own values are its to correct"
    known = admin.get(f"/contacts/{Person.objects.get().pk}").json()
    job = {"id": known["positions"][0]["id"], "function": "Directrice", "custom": {"desk_code": 30}}
    patch = {"version": known["version"], "custom": {"badge": "B 30"}, "positions": [job]}
    assert admin.patch(f"/contacts/{known['id']}", patch).status_code == 200
    sends("Stagiaire", "B 4", "4")
    assert said() == ("B 30", "Directrice", 30)
