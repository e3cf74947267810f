"""What a dry run shows, the refused rows as a workbook, and another mapping (RF-6)."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from backend.contacts.imports import dry_run, worker
from backend.contacts.imports.dry_run import try_import
from backend.contacts.models import (
    Classification,
    DataSource,
    ExternalId,
    FieldDefinition,
    Import,
    Organisation,
    Person,
    Term,
)
from backend.core.clock import now
from fixtures.factories import TESTS, person
from tests.backend.contacts.conftest import HEADERS, Upload, row, xlsx
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
Load = Callable[..., Any]


def _rows(admin: Api, batch: dict[str, Any], outcome: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = admin.get(f"/contacts/imports/{batch['id']}/rows", outcome=outcome).json()[
        "items"
    ]
    return rows


def _patch(admin: Api, batch: dict[str, Any], **body: Any) -> Any:
    address = f"/api/v1/contacts/imports/{batch['id']}"
    return admin.client.patch(address, data=body, content_type="application/json")


def test_a_dry_run_tells_each_change_field_by_field_and_whose_duplicate_it_is(
    upload: Upload, admin: Api
) -> None:
    known = person(organisation="Radio", emails=("h@x.example",))
    batch = upload(
        xlsx(
            row(email="h@x.example", civility="Madame", phone="01 99 00 12 34", note="Le matin"),
            row(email="h@x.example"),
            row("Baudouin", "Zoé", organisation="Télé"),
            row("Baudouin", "Zoé", organisation="Télé"),
        )
    ).json()
    changed, same, new, again = _rows(admin, batch)
    assert [(change["label"], change["before"], change["after"]) for change in changed["changes"]] == [
        ("Civilité", "", "Mme"),
        ("Notes", "", "Le matin"),
        ("Téléphone", "", "01 99 00 12 34"),
    ]
    assert changed["duplicate_of"] == same["duplicate_of"] == {"id": str(known.pk), "name": "Hélène Lefèvre"}
    assert (same["outcome"], same["changes"]) == ("unchanged", [])
    assert (new["duplicate_of"], new["same_as"]) == (None, None)
    assert (again["outcome"], again["same_as"]) == ("unchanged", new["row"])


def test_what_is_sensitive_is_masked_without_the_right(
    upload: Upload, api: Callable[..., Api], cast: Cast
) -> None:
    person(organisation="Radio", emails=("h@x.example",))
    headers = [*HEADERS, "Né le", "Tél. privé"]
    cells = [*row(email="h@x.example", note="Secret"), "04/05/1960", "01 99 00 12 77"]
    batch = upload(xlsx(cells, [*row(None, None, note="Secret"), "04/05/1960", ""], headers=headers)).json()
    from django.contrib.auth.models import Permission

    cast.manager.user_permissions.add(Permission.objects.get(codename="import_contacts"))
    reader = api(cast.manager)
    changed, refused = _rows(reader, batch)
    assert {change["label"] for change in changed["changes"]} == {"Notes", "Date de naissance", "Téléphone"}
    assert all(change["hidden"] and not change["after"] for change in changed["changes"])
    told = str([changed, refused])
    assert not any(secret in told for secret in ("Secret", "1960", "0012", "00 12 77"))
    book = load_workbook(io.BytesIO(reader.get(f"/contacts/imports/{batch['id']}/refused.xlsx").content))
    assert book.active is not None
    assert "Secret" not in str(list(book.active.values))


def test_refused_rows_are_corrected_and_loaded_again(upload: Upload, admin: Api, load: Load) -> None:
    headers = [*HEADERS, "Sans nom connu"]
    wrong = [*row("Lefèvre", email="faux@", phone="+33199001234", note="-rappeler"), "@cmd"]
    batch = upload(xlsx([*row("Devos"), ""], wrong, headers=headers)).json()
    answer = admin.get(f"/contacts/imports/{batch['id']}/refused.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    assert sheet is not None
    first, second = list(sheet.values)
    assert list(first) == [*headers, "Motif du refus"]
    assert (second[6], second[8], second[9]) == ("'+33199001234", "'-rappeler", "'@cmd")
    assert second[10] == "Colonne F (E-mail) : « faux@ » n’est pas une adresse valable."
    sheet["F2"] = "h@x.example"
    made = io.BytesIO()
    book.save(made)
    again = load(made.getvalue(), "lignes-refusees.xlsx")
    assert (again["counts"]["create"], again["counts"]["refused"]) == (1, 0)
    found = Person.objects.get()
    assert found.summary["phones"] == ["01 99 00 12 34"]
    assert found.note == "-rappeler"


def test_columns_are_chosen_by_hand_saved_and_offered_again(upload: Upload, admin: Api) -> None:
    content = xlsx(["Lefèvre", "Hélène", "Chef d’antenne"], headers=["Nom", "Prénom", "Rôle tenu"])
    batch = upload(content).json()
    assert [(column["field"], column["filled"], column["samples"]) for column in batch["columns"]] == [
        ("family_name", 1, ["Lefèvre"]),
        ("given_name", 1, ["Hélène"]),
        (None, 1, ["Chef d’antenne"]),
    ]
    chosen = {"A": "family_name", "B": "given_name", "C": "function"}
    changed = _patch(admin, batch, columns=chosen).json()
    assert [column["field"] for column in changed["columns"]] == list(chosen.values())
    assert _rows(admin, batch)[0]["values"]["function"] == "Chef d’antenne"
    assert admin.post(f"/contacts/imports/{batch['id']}/mapping", {"name": "Antennes"}).status_code == 201
    again = upload(content).json()
    assert [column["field"] for column in again["columns"]] == list(chosen.values())
    [saved] = admin.get("/contacts/imports/mappings").json()
    assert (saved["name"], again["mapping_id"]) == ("Antennes", saved["id"])
    assert admin.client.delete(f"/api/v1/contacts/imports/mappings/{saved['id']}").status_code == 204
    assert upload(content).json()["columns"][2]["field"] is None


def _saved(upload: Upload, admin: Api, name: str) -> dict[str, Any]:
    batch = upload(xlsx(["Lefèvre", "Hélène"], headers=["Nom", "Prénom"])).json()
    kept: dict[str, Any] = admin.post(f"/contacts/imports/{batch['id']}/mapping", {"name": name}).json()
    return kept


def test_a_saved_mapping_is_told_and_renamed(upload: Upload, admin: Api) -> None:
    first, second = _saved(upload, admin, "Antennes"), _saved(upload, admin, "Radios")
    assert (sorted(first["headers"]), first["source"]) == (["nom", "prenom"], "")
    path = f"/contacts/imports/mappings/{second['id']}"
    refused = [admin.patch(path, {"name": name}) for name in ("Antennes", "", " ", "x" * 121)]
    assert [(each.status_code, each.json()["errors"][0]["path"].split(".")[-1]) for each in refused] == [
        (422, "name")
    ] * 4
    assert admin.patch(path, {"name": "Stations"}).json()["name"] == "Stations"
    assert [found["name"] for found in admin.get("/contacts/imports/mappings").json()] == [
        "Antennes",
        "Stations",
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"columns": {"A": "nonsense"}}, "columns"),
        ({"columns": {"B": "given_name"}}, "columns"),
        ({"sheet": "absente"}, "sheet"),
        ({"source_id": "01900000-0000-7000-8000-000000000000"}, "source_id"),
        ({"mapping_id": "01900000-0000-7000-8000-000000000000"}, "mapping_id"),
    ],
)
def test_choices_that_do_not_exist(upload: Upload, admin: Api, body: dict[str, Any], field: str) -> None:
    answer = _patch(admin, upload(xlsx(row())).json(), **body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [field]


def test_an_import_that_is_written_is_not_read_again(load: Load, admin: Api) -> None:
    batch = load(xlsx(row()))
    assert _patch(admin, batch, policy="file").status_code == 409


def test_new_fields_terms_and_the_organisation_of_its_own(upload: Upload, admin: Api, load: Load) -> None:
    FieldDefinition.objects.create(
        owner="person", key="regime", label="Régime", kind="choice", choices=["Végétarien"]
    )
    Term.objects.create(vocabulary="domain", label="Culture", match_key="culture")
    headers = [
        "Nom",
        "Nom de naissance",
        "Canal préféré",
        "Société",
        "A",
        "B",
        "C",
        "SIRET",
        "Téléphone société",
    ]
    cells = [
        "Lefèvre",
        "Roux",
        "Courrier",
        "Radio",
        "vegetarien",
        "culture ; Jazz",
        "Presse",
        "73282932000074",
        "0199001299",
    ]
    batch = upload(xlsx([*cells, "12/03/2024"], headers=[*headers, "En poste depuis"])).json()
    columns = {column["letter"]: column["field"] or "" for column in batch["columns"]}
    assert columns["C"] == "preferred_channel"
    columns |= {"E": "custom:regime", "F": "term:domain", "G": "term:organisation_kind", "I": "org_phone"}
    changed = _patch(admin, batch, columns=columns).json()
    assert {(term["vocabulary"], term["label"]) for term in changed["unknown_terms"]} == {
        ("domain", "Jazz"),
        ("organisation_kind", "Presse"),
    }
    changed = _patch(admin, batch, terms={"organisation_kind": {"Presse": ""}}).json()
    assert [term["label"] for term in changed["unknown_terms"]] == ["Jazz"]
    from backend.contacts.imports.commit import run_commit, start_commit

    start_commit(TESTS, batch=Import.objects.get(), queue=False)
    run_commit(batch["id"])
    made = Person.objects.get()
    assert (made.birth_name, made.preferred_channel, made.custom) == (
        "Roux",
        "post",
        {"regime": "Végétarien"},
    )
    assert str(made.positions.get().started_on) == "2024-03-12"
    assert {(use.term.label, use.term.state) for use in Classification.objects.filter(person=made)} == {
        ("Culture", "active"),
        ("Jazz", "proposed"),
    }
    organisation = Organisation.objects.get()
    assert (organisation.siret, organisation.siren) == ("73282932000074", "732829320")
    assert [point.value for point in organisation.contact_points.all()] == ["+33199001299"]


def test_the_file_wins_where_its_source_is_believed_more(upload: Upload, admin: Api) -> None:
    trusted = DataSource.objects.create(name="Annuaire", rank=10)
    rumour = DataSource.objects.create(name="Ouï-dire", rank=200)
    known = person(organisation="Radio", emails=("h@x.example",))
    Person.objects.filter(pk=known.pk).update(title="Professeure")
    headers = ["Nom", "Prénom", "E-mail", "Titre"]
    batch = upload(xlsx(["Lefèvre", "Hélène", "h@x.example", "Docteure"], headers=headers)).json()
    assert _rows(admin, batch)[0]["outcome"] == "unchanged"
    _patch(admin, batch, policy="file", source_id=str(rumour.pk))
    assert _rows(admin, batch)[0]["outcome"] == "unchanged"
    _patch(admin, batch, source_id=str(trusted.pk), policy="file")
    [told] = _rows(admin, batch)
    assert [(change["before"], change["after"]) for change in told["changes"]] == [
        ("Professeure", "Docteure")
    ]
    Person.objects.filter(pk=known.pk).update(provenance={"title": {"source": None, "verified": True}})
    _patch(admin, batch, policy="file")
    assert _rows(admin, batch)[0]["outcome"] == "unchanged"


def test_a_source_knows_persons_by_its_own_numbers(load: Load, upload: Upload, admin: Api) -> None:
    from backend.contacts.imports.commit import run_commit, start_commit

    source = DataSource.objects.create(name="Annuaire")
    headers = ["Nom", "Prénom", "Identifiant"]
    for family in ("Lefèvre", "Lefèvre-Roux"):
        batch = upload(xlsx([family, "Hélène", "A-1"], headers=headers)).json()
        _patch(admin, batch, source_id=str(source.pk), policy="file")
        start_commit(TESTS, batch=Import.objects.get(pk=batch["id"]), queue=False)
        run_commit(batch["id"])
    assert Person.objects.count() == 1
    assert ExternalId.objects.get().value == "A-1"


def _two_sheets() -> bytes:
    """`Sheet` with one person, `Anciens` with two, and a hidden one."""
    book = Workbook()
    assert book.active is not None
    for line in (HEADERS, row()):
        book.active.append(line)
    other = book.create_sheet("Anciens")
    for line in (HEADERS, row("Devos"), row("Baudouin")):
        other.append(line)
    book.create_sheet("Caché").sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_sheet_is_chosen(upload: Upload, admin: Api) -> None:
    batch = upload(_two_sheets()).json()
    assert (batch["sheets"], batch["sheet"], batch["counts"]["create"]) == (["Sheet", "Anciens"], "Sheet", 1)
    assert _patch(admin, batch, sheet="Anciens").json()["counts"]["create"] == 2


def test_another_sheet_of_a_feed_is_still_the_feed_s(upload: Upload, admin: Api) -> None:
    """Who sent it stays; a feed without a mapping goes on guessing, whatever was saved for such headers."""
    known = upload(_two_sheets()).json()
    columns = {column["letter"]: column["field"] or "" for column in known["columns"]}
    assert _patch(admin, known, columns={**columns, "C": ""}).status_code == 200
    admin.post(f"/contacts/imports/{known['id']}/mapping", {"name": "Sans prénom"})
    fed = {"options": {"terms": {}, "guessed": True, "feed": "Base presse"}}
    batch = try_import(TESTS, author_id=None, file_name="f.xlsx", content=_two_sheets(), **fed)
    told = _patch(admin, {"id": batch.pk}, sheet="Anciens").json()
    assert (told["author"], told["sheet"], told["mapping_id"]) == ("Base presse", "Anciens", None)
    assert {column["letter"]: column["field"] or "" for column in told["columns"]} == columns


def test_a_long_file_is_judged_by_the_worker_with_progress(
    upload: Upload,
    admin: Api,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    from backend.live.replay import changes_after

    monkeypatch.setattr(dry_run, "AT_ONCE", 10)
    with django_capture_on_commit_callbacks(execute=False):
        waiting = upload(xlsx(*[row(f"Nom{number}") for number in range(5)])).json()
    assert waiting["status"] == "reading"
    worker.run_import(waiting["id"])
    told = admin.get(f"/contacts/imports/{waiting['id']}").json()
    assert (told["status"], told["counts"]["create"]) == ("dry_run", 5)
    steps = [
        change["data"]["status"]
        for change in changes_after(f"user:{cast.admin.pk}", 0)
        if change["kind"] == "import_progressed"
    ]
    assert steps == ["judging", "dry_run"]


def test_a_long_file_that_cannot_be_read_says_so_later(
    upload: Upload, admin: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "AT_ONCE", 10)
    waiting = upload(xlsx(["Radio"], headers=["Organisme"])).json()
    worker.run_import(waiting["id"])
    told = admin.get(f"/contacts/imports/{waiting['id']}").json()
    assert told["status"] == "unreadable"
    assert "aucune colonne" in told["failure"]


def test_a_worker_that_dies_while_reading_is_replaced(
    upload: Upload, admin: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "AT_ONCE", 10)
    waiting = upload(xlsx(row(), row("Devos"))).json()
    with monkeypatch.context() as patch:
        patch.setattr(dry_run, "_end", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            worker.run_import(waiting["id"])
    Import.objects.update(claimed_at=None)
    worker.run_import(waiting["id"])
    told = admin.get(f"/contacts/imports/{waiting['id']}").json()
    assert (told["status"], told["counts"]["create"], len(_rows(admin, waiting))) == ("dry_run", 2, 2)


def test_a_file_whose_readers_all_die_is_given_up(
    upload: Upload, admin: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "AT_ONCE", 10)
    waiting = upload(xlsx(row())).json()
    monkeypatch.setattr(dry_run, "_end", lambda *_: 1 / 0)
    for _ in range(dry_run.ATTEMPTS_AT_MOST):
        with pytest.raises(ZeroDivisionError):
            worker.run_import(waiting["id"])
        Import.objects.update(claimed_at=None)
    Import.objects.update(updated_at=now() - timedelta(minutes=5))
    worker.requeue_stale()
    told = admin.get(f"/contacts/imports/{waiting['id']}").json()
    assert told["status"] == "unreadable"
    assert "interrompue plusieurs fois" in told["failure"]
