"""Each row on its own, and against the rest: created, completed, unchanged, refused (RF-6, RF-7)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backend.contacts.models import Organisation, Person, PersonSearch
from fixtures.factories import person
from tests.backend.contacts.conftest import HEADERS, Upload, row, xlsx
from tests.conftest import Api

pytestmark = pytest.mark.django_db
Load = Callable[..., Any]


def _rows(admin: Api, batch: dict[str, Any], outcome: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = admin.get(f"/contacts/imports/{batch['id']}/rows", outcome=outcome).json()[
        "items"
    ]
    return rows


def _only(admin: Api, upload: Upload, *cells: Any, headers: Any = HEADERS) -> dict[str, Any]:
    batch = upload(xlsx(*cells, headers=headers)).json()
    [found] = _rows(admin, batch)
    return found


def test_a_dry_run_writes_no_contact(upload: Upload) -> None:
    answer = upload(xlsx(row(organisation="Radio Littoral"), [None] * 9, row("Baudouin", "Zoé")))
    assert answer.json()["status"] == "dry_run"
    told = answer.json()["counts"]
    assert {name: number for name, number in told.items() if number} == {
        "rows": 2,
        "blank": 1,
        "create": 2,
        "total": 2,
    }
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        (row(None, None, email="a@x.example"), "no_name", "B"),
        (row(None, "Hélène"), "no_name", "B"),
        (row(email="zoe@@x"), "invalid_email", "F"),
        (row(email="a@x.example; b@"), "invalid_email", "F"),
        (row('=UPPER("lefevre")'), "formula", "B"),
        (row(email="=A1"), "formula", "F"),
        (row("x" * 121), "too_long", "B"),
        (row(function="x" * 201), "too_long", "D"),
    ],
)
def test_a_row_is_refused_by_row_and_column(
    upload: Upload, admin: Api, cells: list[Any], code: str, column: str
) -> None:
    others = [row(f"Nom{number}") for number in range(30)]
    batch = upload(xlsx(*others, cells)).json()
    [refused] = _rows(admin, batch, "refused")
    [problem] = refused["problems"]
    assert (problem["row"], problem["column"], problem["code"], problem["severity"]) == (
        32,
        column,
        code,
        "error",
    )
    assert f"Colonne {column}" in problem["message"]
    assert batch["counts"]["create"] == 30


def test_one_garbled_cell_is_that_rows_own_trouble(upload: Upload, admin: Api) -> None:
    batch = upload(xlsx(*[row(f"Nom{number}") for number in range(40)], row("LefÃ¨vre"))).json()
    [refused] = _rows(admin, batch, "refused")
    assert refused["problems"][0]["code"] == "garbled"


def test_an_unreadable_number_is_kept_in_the_notes(load: Load, admin: Api) -> None:
    batch = load(xlsx(row(phone="voir assistante", mobile="06 39 98 12 34", note="Le matin")))
    assert batch["counts"]["warnings"] == 1
    [warned] = _rows(admin, batch, "warning")
    assert warned["problems"][0]["code"] == "unreadable_phone"
    made = Person.objects.get()
    assert made.note == "Le matin\nTéléphone : voir assistante"
    assert made.summary["phones"] == ["06 39 98 12 34"]


def test_all_that_a_row_can_hold(load: Load, admin: Api) -> None:
    headers = [
        *(
            "Nom",
            "Prénom",
            "Fonction",
            "Service",
            "Société",
            "E-mails",
            "Tél. standard",
            "Fax",
            "Adresse",
            "CP",
            "Ville",
        ),
        *("Né le", "Type", "Catégorie", "Site"),
    ]
    cells = [
        *("de La Tour", "Jean-François", "Chroniqueur", "Culture", "Radio", "a@x.example / b@x.example"),
        *(
            "01 99 00 12 34 poste 7",
            199001235,
            "1 rue du Port",
            1000,
            "Bourg",
            date(1960, 5, 4),
            "VIP",
            "Arts",
        ),
        "www.x.example",
    ]
    load(xlsx(cells, headers=headers))
    made = admin.get(f"/contacts/{Person.objects.get().pk}").json()
    points = {(point["kind"], point["display"], point["label"]) for point in made["contact_points"]}
    assert points == {
        ("email", "a@x.example", ""),
        ("email", "b@x.example", ""),
        ("phone", "01 99 00 12 34 poste 7", "Tél. standard"),
        ("fax", "01 99 00 12 35", ""),
        ("address", "1 rue du Port\n01000 Bourg", ""),
        ("web", "https://www.x.example", ""),
    }
    assert (made["birth_date"], made["contact_type"], made["note"]) == (
        "1960-05-04",
        "VIP",
        "Catégorie : Arts",
    )
    assert (made["positions"][0]["function"], made["positions"][0]["service"]) == ("Chroniqueur", "Culture")
    assert made["origin"] == {"source": "import", "file": "contacts.xlsx", "row": 2}


def test_spellings_of_an_organisation_are_united_under_the_most_frequent(load: Load) -> None:
    spellings = ["FRANCE TELEVISIONS ", "France Télévisions SA", "France Télévisions", "France Télévisions"]
    load(xlsx(*[row(f"Nom{number}", organisation=name) for number, name in enumerate(spellings)]))
    assert [found.name for found in Organisation.objects.all()] == ["France Télévisions"]


def test_an_organisation_of_the_base_keeps_its_name(load: Load) -> None:
    person("Zoé", "Baudouin", organisation="Radio Littoral")
    load(xlsx(row(organisation="RADIO LITTORAL SA")))
    assert [found.name for found in Organisation.objects.all()] == ["Radio Littoral"]


def test_a_known_person_is_completed_and_never_overwritten(load: Load) -> None:
    known = person(organisation="Radio", function="Cheffe", emails=("h@x.example",), note="À garder")
    batch = load(
        xlsx(
            row(
                "LEFEVRE",
                "Helene",
                civility="Madame",
                function="Pigiste",
                organisation="Radio",
                phone="01 99 00 12 34",
            )
        )
    )
    assert batch["counts"]["update"] == 1
    known.refresh_from_db()
    assert (known.name, known.civility, known.note, known.version) == ("Hélène Lefèvre", "Mme", "À garder", 2)
    assert known.summary == {
        "function": "Cheffe",
        "organisation": "Radio",
        "emails": ["h@x.example"],
        "phones": ["01 99 00 12 34"],
    }
    assert "0199001234" in PersonSearch.objects.get(pk=known.pk).text


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        (row("Lefevre", "H.", email="H@x.example"), "unchanged"),
        (row("Lefèvre", "Hélène", organisation="RADIO"), "unchanged"),
        (row("Lefèvre", "Hélène", organisation="Autre", email="h@x.example"), "update"),
        (row("Lefèvre", "Hélène", organisation="Autre"), "create"),
        (row("Lefèvre", "Hélène", email="autre@x.example"), "create"),
        (row("Baudouin", "Zoé", email="h@x.example"), "create"),
    ],
)
def test_who_is_taken_for_the_same_person(upload: Upload, admin: Api, cells: list[Any], outcome: str) -> None:
    person(organisation="Radio", emails=("h@x.example",))
    assert _only(admin, upload, cells)["outcome"] == outcome


def test_a_shared_mailbox_is_two_persons_and_a_remark(load: Load, admin: Api) -> None:
    batch = load(xlsx(row(email="redaction@x.example"), row("Baudouin", "Zoé", email="redaction@x.example")))
    assert Person.objects.count() == 2
    [warned] = _rows(admin, batch, "warning")
    assert warned["problems"][0]["code"] == "shared_email"
    assert "ligne 2" in warned["problems"][0]["message"]


def test_rows_of_one_file_about_one_person_are_one_person(load: Load, admin: Api) -> None:
    batch = load(
        xlsx(
            row(organisation="Radio", email="h@x.example"),
            row("LEFÈVRE", "Hélène", organisation="Radio", phone="01 99 00 12 34"),
            row(organisation="Radio", email="h@x.example"),
        )
    )
    assert [found["outcome"] for found in _rows(admin, batch)] == ["create", "update", "unchanged"]
    assert Person.objects.get().summary["phones"] == ["01 99 00 12 34"]


def test_loading_a_file_again_changes_nothing(load: Load) -> None:
    content = xlsx(
        row(organisation="Radio", email="h@x.example", phone="illisible", note="Note"),
        row("Devos"),
        row("Baudouin", "Zoé"),
    )
    load(content)
    before = list(Person.objects.order_by("pk").values())
    again = load(content)
    assert (again["counts"]["unchanged"], again["counts"]["create"], again["counts"]["update"]) == (3, 0, 0)
    assert list(Person.objects.order_by("pk").values()) == before


def test_a_column_with_whole_names(upload: Upload, admin: Api) -> None:
    found = _only(admin, upload, ["LEFÈVRE Hélène", "Radio"], headers=["Nom et prénom", "Média"])
    assert found["name"] == "Hélène LEFÈVRE"
