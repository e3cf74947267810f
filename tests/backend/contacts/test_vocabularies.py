"""Trees of terms: administrators change them, editors propose (RF-5)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models.signals import post_migrate
from pytest_django import DjangoAssertNumQueries

from backend.contacts.apps import fill_vocabularies
from backend.contacts.models import Classification, Person, Term, Vocabulary
from backend.contacts.services import create_term, merge_term
from backend.contacts.services.starter import load_starter_terms
from backend.contacts.terms import set_terms
from backend.core.actor import task
from backend.core.trace import history_of
from backend.core.work import writing
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
TESTS = task("tests")
PATH = "/vocabularies/category"


@pytest.fixture
def admin(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.admin)


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


@pytest.fixture(autouse=True)
def no_starter_set(db: None) -> None:
    Term.objects.exclude(parent=None).delete()
    Term.objects.all().delete()


def _term(label: str, parent: Term | None = None) -> Term:
    return create_term(TESTS, vocabulary="category", label=label, parent=parent)


def _file(found: Person, *terms: Term) -> None:
    with writing(TESTS):
        set_terms(found, [term.pk for term in terms])


def _tree(api: Api) -> dict[str, Any]:
    return {term["label"]: term for term in api.get(PATH).json()["terms"]}


def test_a_tree_tells_uses_of_its_own_and_below(
    admin: Api, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    top = _term("Culture")
    under = _term("Cinéma", top)
    for number in range(3):
        _file(person("Zoé", f"Baudouin {number}"), under, *([top] if number else []))
    for number in range(12):
        _term(f"Terme {number}", under)
    with django_assert_max_num_queries(8):
        tree = _tree(admin)
    assert (tree["Culture"]["uses"], tree["Culture"]["uses_below"]) == (2, 5)
    assert (tree["Cinéma"]["uses"], tree["Cinéma"]["path"], tree["Cinéma"]["depth"]) == (
        3,
        "Culture › Cinéma",
        1,
    )


def test_terms_are_named_once_among_their_siblings(admin: Api) -> None:
    made = admin.post(f"{PATH}/terms", {"label": "Cinéma"})
    assert made.status_code == 201
    twin = admin.post(f"{PATH}/terms", {"label": "CINEMA "})
    assert (twin.status_code, twin.json()["code"]) == (409, "term_exists")
    assert twin.json()["existing"]["id"] == made.json()["id"]
    assert admin.post(f"{PATH}/terms", {"label": "Cinéma", "parent_id": made.json()["id"]}).status_code == 201
    assert admin.post(f"{PATH}/terms", {"label": "!"}).status_code == 422


def test_cycles_and_depth_are_refused(admin: Api) -> None:
    one = _term("1")
    two = _term("2", one)
    four = _term("4", _term("3", two))
    for term, parent in ((one, four), (one, one), (_term("5"), four)):
        answer = admin.patch(f"/vocabularies/terms/{term.pk}", {"parent_id": str(parent.pk)})
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "parent_id")
    other = create_term(TESTS, vocabulary="sector", label="Ailleurs")
    answer = admin.patch(f"/vocabularies/terms/{one.pk}", {"parent_id": str(other.pk)})
    assert answer.status_code == 422


def test_a_term_is_renamed_moved_and_ordered(admin: Api) -> None:
    one, two, three = (_term(label) for label in ("Un", "Deux", "Trois"))
    assert admin.patch(f"/vocabularies/terms/{three.pk}", {"place": 0}).status_code == 200
    assert list(_tree(admin)) == ["Trois", "Un", "Deux"]
    admin.patch(f"/vocabularies/terms/{two.pk}", {"label": "Second", "parent_id": str(one.pk)})
    assert _tree(admin)["Second"]["path"] == "Un › Second"
    assert admin.patch(f"/vocabularies/terms/{two.pk}", {"parent_id": None}).json()["depth"] == 0


def test_merging_moves_uses_without_doubles_and_is_traced(admin: Api) -> None:
    old, new = _term("Ciné"), _term("Cinéma")
    child, twin = _term("Court", old), _term("Court", new)
    both, one = person("Zoé", "Baudouin"), person("Jean", "Petit")
    _file(both, old, new)
    _file(one, old, child)
    use = Classification.objects.get(person=one, term=old)
    merged = admin.post(f"/vocabularies/terms/{old.pk}/merge", {"into": str(new.pk)})
    assert (merged.status_code, merged.json()["uses"]) == (200, 2)
    assert {found.term_id for found in Classification.objects.filter(person=one)} == {new.pk, twin.pk}
    assert list(_tree(admin)) == ["Cinéma", "Court"]
    old.refresh_from_db()
    assert (old.merged_into_id, old.state) == (new.pk, "retired")
    assert history_of([use])[0].changes["term_id"] == [str(old.pk), str(new.pk)]


def test_a_chain_of_merges_ends_at_the_last(admin: Api) -> None:
    one, two, three = (_term(label) for label in ("Un", "Deux", "Trois"))
    merge_term(TESTS, term=one, into=two)
    merge_term(TESTS, term=two, into=three)
    one.refresh_from_db()
    assert one.merged_into_id == three.pk
    for term, into in ((three, three), (three, one), (one, three)):
        answer = admin.post(f"/vocabularies/terms/{term.pk}/merge", {"into": str(into.pk)})
        assert answer.status_code == 422


def test_a_term_is_not_merged_into_one_under_it(admin: Api) -> None:
    top = _term("Culture")
    under = _term("Cinéma", top)
    assert admin.post(f"/vocabularies/terms/{top.pk}/merge", {"into": str(under.pk)}).status_code == 422
    assert (
        admin.post(f"/vocabularies/terms/{under.pk}/merge", {"into": str(top.pk)}).json()["label"]
        == "Culture"
    )


def test_many_uses_move_in_as_many_statements_as_few(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def statements(count: int) -> int:
        old, new = _term(f"De {count}"), _term(f"À {count}")
        made = [Person(family_name=f"N{n}", sort_name=f"n{n}") for n in range(count)]
        Person.objects.bulk_create(made)
        Classification.objects.bulk_create([Classification(term=old, person=found) for found in made])
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            merge_term(TESTS, term=old, into=new)
        assert Classification.objects.filter(term=new).count() == count
        return len(queries)

    assert statements(2) == statements(300)


def test_retired_is_not_lost(admin: Api) -> None:
    term = _term("Minitel")
    assert admin.post(f"/vocabularies/terms/{term.pk}/retire").json()["state"] == "retired"
    twin = admin.post(f"{PATH}/terms", {"label": "Minitel"}).json()
    assert twin["existing"]["retired"] is True
    assert admin.post(f"/vocabularies/terms/{term.pk}/reactivate").json()["state"] == "active"


def test_an_editor_proposes_and_an_administrator_decides(admin: Api, editor: Api, cast: Cast) -> None:
    assert editor.post(f"{PATH}/terms", {"label": "Podcasts"}).status_code == 403
    made = editor.post(f"{PATH}/proposals", {"label": "Podcasts"})
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    assert made.json()["proposed_by"] == cast.editor.display_name
    overview = {row["vocabulary"]: row for row in admin.get("/vocabularies").json()}
    assert overview["category"]["proposed"] == 1
    notice = admin.get("/notices").json()["items"][0]
    assert notice["title"] == "Terme proposé : Podcasts"
    path = f"/vocabularies/terms/{made.json()['id']}"
    assert editor.post(f"{path}/accept", {}).status_code == 403
    accepted = admin.post(f"{path}/accept", {"label": "Balados"})
    assert (accepted.json()["label"], accepted.json()["state"]) == ("Balados", "active")
    assert editor.get("/notices").json()["items"][0]["title"] == "Terme accepté : Balados"
    assert admin.post(f"{path}/refuse").status_code == 422


def test_a_proposal_is_another_spelling_or_nothing(admin: Api, editor: Api) -> None:
    known = _term("Balados")
    made = editor.post(f"{PATH}/proposals", {"label": "Podcasts"}).json()
    found = editor.post("/contacts", {"family_name": "Lefèvre", "terms": [made["id"]]}).json()
    admin.post(f"/vocabularies/terms/{made['id']}/accept", {"into": str(known.pk)})
    told = editor.get(f"/contacts/{found['id']}").json()
    assert [term["label"] for term in told["terms"]] == ["Balados"]
    again = editor.post(f"{PATH}/proposals", {"label": "Télétexte"}).json()
    assert admin.post(f"/vocabularies/terms/{again['id']}/refuse").status_code == 204
    assert "Télétexte" not in _tree(admin)
    assert editor.get("/notices").json()["items"][0]["title"] == "Terme refusé : Télétexte"


def test_an_unknown_vocabulary_is_refused(admin: Api) -> None:
    assert admin.get("/vocabularies/nothing").status_code == 422
    nobody = "00000000-0000-0000-0000-000000000007"
    assert admin.post(f"/vocabularies/terms/{nobody}/retire").status_code == 404


def test_a_new_base_begins_with_terms_once() -> None:
    made = load_starter_terms(TESTS)
    assert made == Term.objects.count() > 150
    assert set(Term.objects.values_list("vocabulary", flat=True)) == set(Vocabulary.values)
    renamed = Term.objects.get(vocabulary="domain", label="Théâtre")
    assert renamed.parent is not None
    assert renamed.parent.label == "Culture"
    Term.objects.filter(pk=renamed.pk).update(label="Théâtres", match_key="theatres")
    assert load_starter_terms(TESTS) == 0


def test_an_installation_loads_them_by_itself(transactional_db: None) -> None:
    sender = apps.get_app_config("contacts")
    post_migrate.connect(
        fill_vocabularies, sender=sender, dispatch_uid="contacts.starter"
    )  # see tests/conftest.py
    try:
        call_command("migrate", verbosity=0)
    finally:
        post_migrate.disconnect(sender=sender, dispatch_uid="contacts.starter")
    assert Term.objects.filter(vocabulary="function", label="Journaliste").exists()
