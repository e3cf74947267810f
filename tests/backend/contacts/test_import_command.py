"""`manage.py contacts_import`, as scripts use it, and the workbook of the demonstration (RF-6, RF-25)."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from backend.accounts.models import User
from backend.contacts.imports.mapping import save_mapping
from backend.contacts.models import (
    ContactList,
    ContactPoint,
    FieldDefinition,
    Import,
    Intermediary,
    ListChangeRequest,
    Person,
)
from backend.contacts.services.starter import load_starter_terms
from backend.core.actor import task
from fixtures.demo import make_contacts, moving_in
from fixtures.factories import TESTS
from tests.backend.contacts.conftest import row, xlsx

pytestmark = pytest.mark.django_db
_BROUGHT_ALONG = {
    moving_in.PROTOCOL: moving_in.protocol,
    moving_in.REGIONS: moving_in.regions,
    moving_in.OUTLOOK: moving_in.outlook,
}


def _run(*words: str) -> tuple[str, str, int]:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("contacts_import", *words, stdout=out, stderr=err)
    except SystemExit as stop:
        status = int(stop.code or 0)
    return out.getvalue(), err.getvalue(), status


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "presse.xlsx"
    path.write_bytes(
        xlsx(row(organisation="Radio", email="h@x.example"), row(None, None, email="x@x.example"))
    )
    return path


def test_without_commit_nothing_is_written(file: Path) -> None:
    told, _, status = _run(str(file))
    assert status == 0
    assert "à créer      1" in told
    assert "ligne 3 : Colonne B (Nom) : le nom manque." in told
    assert "Rien n’a été écrit" in told
    assert not Person.objects.exists()


def test_with_commit_and_json(file: Path) -> None:
    told, _, status = _run(str(file), "--commit", "--json")
    report: dict[str, Any] = json.loads(told)
    assert status == 0
    assert (report["file"], report["status"], report["counts"]["create"]) == ("presse.xlsx", "committed", 1)
    assert [(refused["row"], refused["problems"][0]["code"]) for refused in report["refused"]] == [
        (3, "no_name")
    ]
    assert report["import_id"] == str(Import.objects.get().pk)
    assert [column["field"] for column in report["columns"]][1:3] == ["family_name", "given_name"]
    assert Person.objects.get().name == "Hélène Lefèvre"


def test_a_file_that_is_none_ends_with_a_sentence(tmp_path: Path) -> None:
    wrong = tmp_path / "photo.xlsx"
    wrong.write_bytes(b"\x89PNG\0\0")
    told, said, status = _run(str(wrong), "--json")
    assert (status, json.loads(told)["code"]) == (1, "not_a_spreadsheet")
    assert said.startswith("photo.xlsx : Ce fichier n’est pas")
    assert _run(str(tmp_path / "absent.xlsx"))[2] == 1
    assert not Import.objects.exists()


def test_the_workbook_of_the_demonstration_is_what_its_maker_makes(tmp_path: Path) -> None:
    make_contacts.write(tmp_path / "made.xlsx")
    assert (tmp_path / "made.xlsx").read_bytes() == make_contacts.FILE.read_bytes()


def test_what_an_office_brings_along_is_what_its_maker_makes() -> None:
    made = {path: make() for path, make in _BROUGHT_ALONG.items()}
    assert {path: path.read_bytes() for path in made} == made


@pytest.mark.slow
def test_the_workbook_of_the_demonstration_loads(django_assert_max_num_queries: Any) -> None:
    told, _, _ = _run(str(make_contacts.FILE), "--commit", "--json")
    report = json.loads(told)
    assert report["counts"]["rows"] == make_contacts.ROWS
    assert report["counts"]["refused"] == 10
    assert report["counts"]["blank"] > 20
    for name in ("Hélène Lefèvre", "Jean-François de La Tour", "Zoé Baudouin"):
        assert any(person.name.lower() == name.lower() for person in Person.objects.filter(origin_row__lte=5))
    again = json.loads(_run(str(make_contacts.FILE), "--json")[0])
    assert (again["counts"]["create"], again["counts"]["update"]) == (0, 0)


def test_the_demonstration_is_loaded_once() -> None:
    load_starter_terms(task("tests"))
    for _ in range(2):
        call_command("demo_load", "--once", stdout=StringIO())
    assert Person.objects.count() == 150
    told = Person.objects.exclude(classifications=None).distinct().count()
    assert told > 100, "the terms of the vocabularies are used"
    assert FieldDefinition.objects.filter(owner="organisation").count() == 2
    assert Intermediary.objects.values("routing").distinct().count() == 3
    assert ContactPoint.objects.filter(is_private=True, kind="mobile").count() > 20
    assert ContactPoint.objects.filter(kind="address").exclude(postal_code="").count() > 50
    assert [each.name for each in ContactList.objects.order_by("name")] == [
        "Journalistes culture, en poste",
        "Médias de l’Ouest",
        "Vœux 2026",
    ]
    assert ListChangeRequest.objects.get().author == User.objects.get(username="collegue")
    editor = User.objects.get(username="redaction")
    assert editor.has_perm("contacts.import_contacts")
    assert editor.display_name == "Claire Lefèvre"
    assert editor.check_password("entregent-demo")


def test_an_import_is_undone_by_its_number(file: Path) -> None:
    report = json.loads(_run(str(file), "--commit", "--json")[0])
    told, _, status = _run_undo(report["import_id"], "--json")
    undone = json.loads(told)
    assert (status, undone["status"], undone["removed"], undone["kept"]) == (0, "undone", 1, [])
    assert not Person.objects.exists()
    assert _run_undo(report["import_id"])[2] == 0, "once more changes nothing"


def test_what_an_undo_keeps_is_told_and_changes_the_exit_code(file: Path) -> None:
    report = json.loads(_run(str(file), "--commit", "--json")[0])
    Person.objects.update(title="Docteure")
    told, _, status = _run_undo(report["import_id"])
    assert status == 2
    assert "Hélène Lefèvre : La fiche a changé depuis l’import : Titre." in told
    assert Person.objects.exists()


@pytest.mark.parametrize("number", ["01900000-0000-7000-8000-000000000000", "pas un numéro"])
def test_an_import_that_does_not_exist_is_not_undone(number: str) -> None:
    told, said, status = _run_undo(number, "--json")
    assert (status, json.loads(told)["code"]) == (1, "import_not_found")
    assert "n’existe pas" in said


def test_a_mapping_is_named(tmp_path: Path) -> None:
    path = tmp_path / "antennes.xlsx"
    path.write_bytes(xlsx(["Lefèvre", "Cheffe"], headers=["Nom", "Rôle tenu"]))
    assert _run(str(path), "--mapping", "Antennes")[2] == 1
    _run(str(path), "--json")
    batch = Import.objects.get()
    batch.columns[1]["field"] = "function"
    save_mapping(TESTS, batch=batch, name="Antennes")
    report = json.loads(_run(str(path), "--mapping", "Antennes", "--commit", "--json")[0])
    assert [column["field"] for column in report["columns"]] == ["family_name", "function"]
    assert Person.objects.get().summary["function"] == "Cheffe"


def _run_undo(*words: str) -> tuple[str, str, int]:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("contacts_import_undo", *words, stdout=out, stderr=err)
    except SystemExit as stop:
        status = int(stop.code or 0)
    return out.getvalue(), err.getvalue(), status
