"""Undoing a whole import: the base as it was, but for what was changed since (RF-6)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.contacts.imports import undo
from backend.contacts.imports.commit import run_commit, start_commit
from backend.contacts.imports.dry_run import try_import
from backend.contacts.imports.states import TABLES, state_of
from backend.contacts.imports.undo import run_undo, start_undo
from backend.contacts.models import (
    ContactList,
    ContactPoint,
    Import,
    ListMember,
    ListPin,
    Organisation,
    Person,
    Position,
)
from fixtures.factories import TESTS, person
from tests.backend.contacts.conftest import row, xlsx
from tests.conftest import Api

pytestmark = pytest.mark.django_db


def _base() -> dict[str, dict[str, Any]]:
    """Everything that the tables of contacts hold, but for dates and versions."""
    return {
        f"{table} {found.pk}": {**state_of(table, found), "derived": _derived(found)}
        for table, model in TABLES.items()
        for found in model._default_manager.all()
    }


def _derived(found: Any) -> Any:
    return (found.sort_name, found.summary) if isinstance(found, Person) else None


def _load(content: bytes, **chosen: Any) -> Import:
    batch = try_import(TESTS, author_id=None, file_name="f.xlsx", content=content, **chosen)
    start_commit(TESTS, batch=batch, queue=False)
    run_commit(batch.pk)
    return Import.objects.get(pk=batch.pk)


def _undo(batch: Import) -> Import:
    start_undo(TESTS, batch=batch, background=False)
    run_undo(batch.pk)
    return Import.objects.get(pk=batch.pk)


def _kept(batch: Import) -> list[tuple[str, list[str]]]:
    return [
        (change.name, sorted({name for reason in change.kept for name in reason["fields"]}))
        for change in batch.changes.exclude(kept=[]).order_by("name")
    ]


def test_what_was_created_goes_and_what_was_completed_is_as_before(
    load: Callable[..., Any], admin: Api
) -> None:
    person(organisation="Radio", emails=("h@x.example",), note="À garder")
    before = _base()
    batch = load(
        xlsx(
            row(
                organisation="Radio", email="h@x.example", phone="01 99 00 12 34", civility="Mme", note="Plus"
            ),
            row("Baudouin", "Zoé", organisation="Télé", email="z@x.example"),
        )
    )
    assert (batch["counts"]["create"], batch["counts"]["update"]) == (1, 1)
    assert _base() != before
    _undo(Import.objects.get())
    assert _base() == before
    told = admin.get(f"/contacts/imports/{batch['id']}").json()
    assert (told["status"], told["counts"]["removed"], told["counts"]["restored"]) == ("undone", 1, 1)
    assert admin.get(f"/contacts/imports/{batch['id']}/kept").json()["total"] == 0


def test_what_was_changed_since_is_kept_and_told(admin: Api) -> None:
    batch = _load(
        xlsx(row(email="h@x.example"), row("Baudouin", "Zoé", email="z@x.example"), row("Devos", "Jean"))
    )
    changed = Person.objects.get(family_name="Lefèvre")
    patch = {"version": changed.version, "title": "Docteure"}
    assert (
        admin.client.patch(
            f"/api/v1/contacts/{changed.pk}", data=patch, content_type="application/json"
        ).status_code
        == 200
    )
    used = Person.objects.get(family_name="Devos")
    Position.objects.create(person=used, function="Critique")
    _undo(batch)
    assert set(Person.objects.values_list("family_name", flat=True)) == {"Lefèvre", "Devos"}
    assert ContactPoint.objects.get().person == changed, "the person who stays keeps their number"
    assert _kept(batch) == [("Hélène Lefèvre", ["title"]), ("Jean Devos", ["contacts.position"])]
    [devos, lefevre] = sorted(
        admin.get(f"/contacts/imports/{batch.pk}/kept").json()["items"],
        key=lambda item: item["name"],
        reverse=True,
    )
    assert devos["reasons"] == ["La fiche sert depuis : une fonction ajoutée ou changée."]
    assert lefevre["reasons"] == ["La fiche a changé depuis l’import : Titre."]


def test_a_field_that_was_changed_since_stays_and_the_others_go_back() -> None:
    known = person(organisation="Radio", emails=("h@x.example",))
    batch = _load(
        xlsx(row(email="h@x.example", organisation="Radio", civility="Mme", phone="01 99 00 12 34"))
    )
    Person.objects.filter(pk=known.pk).update(civility="Dr")
    _undo(batch)
    known.refresh_from_db()
    assert known.civility == "Dr"
    assert known.summary["phones"] == []
    assert _kept(batch) == [("Hélène Lefèvre", ["civility"])]


def test_a_guest_stays(admin: Api) -> None:
    from datetime import timedelta

    from backend.core.clock import now
    from backend.events.models import Event, Guest

    batch = _load(xlsx(row(), row("Baudouin", "Zoé")))
    invited = Person.objects.get(family_name="Lefèvre")
    evening = Event.objects.create(
        title="Soirée", place="Ici", starts_at=now(), ends_at=now() + timedelta(hours=2)
    )
    Guest.objects.create(event=evening, contact=invited, name=invited.name, sort_name=invited.sort_name)
    _undo(batch)
    assert list(Person.objects.all()) == [invited]
    [kept] = admin.get(f"/contacts/imports/{batch.pk}/kept").json()["items"]
    assert kept["reasons"] == ["La fiche sert depuis : une liste d’invités."]


def test_who_was_put_into_a_list_stays(admin: Api) -> None:
    """Pinned by hand, or a member of a frozen list: the lists of colleagues do not lose people."""
    batch = _load(xlsx(row(), row("Baudouin", "Zoé"), row("Chevalier", "Luc", organisation="Radio")))
    pinned, member, other = (
        Person.objects.get(family_name=name) for name in ("Lefèvre", "Chevalier", "Baudouin")
    )
    pins, frozen = (
        ContactList.objects.create(name="Été"),
        ContactList.objects.create(name="Figée", kind="frozen"),
    )
    ListPin.objects.create(list=pins, person=pinned, way="in")
    ListMember.objects.create(list=frozen, person=member, position=member.positions.get())
    _undo(batch)
    assert set(Person.objects.all()) == {pinned, member}
    assert (ListPin.objects.count(), ListMember.objects.count()) == (1, 1)
    assert not Person.objects.filter(pk=other.pk).exists()
    told = admin.get(f"/contacts/imports/{batch.pk}/kept").json()["items"]
    assert ["La fiche sert depuis : une liste."] in [record["reasons"] for record in told]


def test_two_imports_are_undone_in_any_order() -> None:
    before = _base()
    first = _load(xlsx(row(organisation="Radio", email="h@x.example")))
    second = _load(xlsx(row(organisation="Radio", email="h@x.example", phone="01 99 00 12 34")))
    _undo(first)
    assert Person.objects.count() == 1, "the second import completed them"
    _undo(second)
    assert Person.objects.get().summary["phones"] == []
    assert _base() != before
    third = _load(xlsx(row("Baudouin", "Zoé", organisation="Radio")))
    _undo(third)
    assert Organisation.objects.count() == 1


def test_asking_twice_undoes_once_and_a_trial_cannot_be_undone(
    admin: Api, django_capture_on_commit_callbacks: Any
) -> None:
    batch = try_import(TESTS, author_id=None, file_name="f.xlsx", content=xlsx(row()))
    assert admin.post(f"/contacts/imports/{batch.pk}/undo").status_code == 409
    start_commit(TESTS, batch=batch, queue=False)
    run_commit(batch.pk)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert admin.post(f"/contacts/imports/{batch.pk}/undo").status_code == 202
    assert Import.objects.get().status == "undone"
    assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_kill_between_two_batches_is_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "IN_A_BATCH", 10)
    before = _base()
    batch = _load(xlsx(*[row(f"Nom{number}", organisation=f"Radio {number % 3}") for number in range(25)]))
    calls, original = {"count": 0}, undo._undo

    def dying(notes: Any) -> None:
        calls["count"] += 1
        if calls["count"] == 2:
            raise KeyboardInterrupt
        original(notes)

    start_undo(TESTS, batch=batch, background=False)
    with monkeypatch.context() as patch:
        patch.setattr(undo, "_undo", dying)
        with pytest.raises(KeyboardInterrupt):
            run_undo(batch.pk)
    assert 0 < Person.objects.count() < 25
    Import.objects.update(claimed_at=None)
    run_undo(batch.pk)
    assert _base() == before
    assert Import.objects.get().status == "undone"


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_added_meanwhile_is_seen_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _base()
    batch = _load(xlsx(row(organisation="Radio")))
    original, left = undo._undo, [IntegrityError]

    def collides(notes: Any) -> None:
        original(notes)
        if left:
            raise left.pop()

    monkeypatch.setattr(undo, "_undo", collides)
    assert _undo(batch).status == "undone"
    assert _base() == before


_NAMES = st.sampled_from(["Lefèvre", "LEFEVRE", "Baudouin", "de La Tour", "Nguyen"])
_ROWS = st.fixed_dictionaries(
    {
        "family": _NAMES,
        "given": st.sampled_from(["Hélène", "helene", "Zoé", "H."]),
        "civility": st.sampled_from([None, "Mme", "M."]),
        "function": st.sampled_from([None, "Critique", "Pigiste"]),
        "organisation": st.sampled_from([None, "Radio", "RADIO SA", "Télé"]),
        "email": st.sampled_from([None, "a@x.example", "b@x.example", "a@x.example; c@x.example", "faux@"]),
        "phone": st.sampled_from([None, "01 99 00 12 34", "illisible"]),
        "note": st.sampled_from([None, "Note", "Autre\nNote"]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(there=st.lists(_ROWS, max_size=4), rows=st.lists(_ROWS, min_size=1, max_size=8), wins=st.booleans())
def test_an_import_and_its_undo_leave_the_base_as_it_was(
    there: list[dict[str, Any]], rows: list[dict[str, Any]], wins: bool
) -> None:
    if there:
        _load(xlsx(*[row(**cells) for cells in there]))
    before = _base()
    batch = _load(xlsx(*[row(**cells) for cells in rows]), policy="file" if wins else "fill")
    _undo(batch)
    assert _base() == before
