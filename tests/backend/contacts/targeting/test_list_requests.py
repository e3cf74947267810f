"""Lists belong to their creator; others' changes wait for the owner (RF-12)."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.contacts.models import ContactList, Person
from fixtures.factories import person
from notifications.models import Notice
from tests.backend.contacts.targeting.conftest import is_
from tests.backend.contacts.targeting.test_lists import RADIO, change, members, pin
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.colleague)


@pytest.fixture
def made(editor: Api) -> Any:
    person("Ada", "Un", organisation="Radio")
    person("Bob", "Deux", organisation="Radio")
    person("Cyd", "Trois", organisation="Mairie")
    return editor.post("/lists", {"name": "Radios", "query": RADIO}).json()


def _who(name: str) -> Person:
    return Person.objects.get(given_name=name)


def _ask(by: Api, made: Any, *items: Any, message: str = "S’il vous plaît") -> Any:
    answer = change(by, made, *items, message=message)
    assert answer["applied"] is False
    return by.get(f"/lists/requests/{answer['request_id']}").json()


def _decide(by: Api, request: Any, *items: Any, answer: str = "") -> Any:
    body = {"accepted": [item["id"] for item in items], "answer": answer}
    return by.post(f"/lists/requests/{request['id']}/decide", body)


def test_anothers_change_waits_and_nothing_else_does(
    colleague: Api, editor: Api, made: Any, cast: Cast
) -> None:
    request = _ask(colleague, made, pin(_who("Cyd")), {"kind": "name", "value": "Toutes les radios"})
    assert sorted(members(editor, made)) == sorted(members(colleague, made)) == ["Ada", "Bob"]
    assert ContactList.objects.get().name == "Radios"
    assert (request["state"], request["mine"], request["may_decide"]) == ("open", True, False)
    [notice] = Notice.objects.filter(user=cast.editor)
    assert notice.url == f"/listes/demandes/{request['id']}"
    assert editor.get("/lists/requests", scope="waiting").json()["total"] == 1


def test_the_owner_sees_the_difference_and_accepts_in_full(
    colleague: Api, editor: Api, made: Any, cast: Cast
) -> None:
    query = is_("organisation.name", "Mairie")
    asked = _ask(colleague, made, {"kind": "query", "value": query}, pin(_who("Ada"), "in", "Reste"))
    seen = editor.get(f"/lists/requests/{asked['id']}").json()
    difference = seen["difference"]
    assert (difference["before"], difference["after"]) == (2, 2)
    assert [each["name"] for each in difference["enter"]] == ["Cyd Trois"]
    assert [each["name"] for each in difference["leave"]] == ["Bob Deux"]
    assert seen["items"][0]["told_after"]["text"] == "Organisme est «\u202fMairie\u202f»"
    decided = _decide(editor, seen, *seen["items"], answer="Merci").json()
    assert decided["state"] == "accepted"
    assert sorted(members(editor, made)) == ["Ada", "Cyd"]
    [pinned] = editor.get(f"/lists/{made['id']}/pins").json()
    assert (pinned["pinned_by"], pinned["reason"]) == ("Colleague Essai", "Reste")
    [notice] = Notice.objects.filter(user=cast.colleague)
    assert "acceptée" in notice.title


def test_in_part_and_refused(colleague: Api, editor: Api, made: Any) -> None:
    asked = _ask(
        colleague, made, pin(_who("Cyd")), pin(_who("Ada"), "out"), {"kind": "name", "value": "Autre"}
    )
    decided = _decide(editor, asked, asked["items"][0]).json()
    assert decided["state"] == "partly"
    assert [item["state"] for item in decided["items"]] == ["accepted", "refused", "refused"]
    assert sorted(members(editor, made)) == ["Ada", "Bob", "Cyd"]
    again = _ask(colleague, made, {"kind": "removal"})
    refused = _decide(editor, again, answer="Elle sert encore").json()
    assert (refused["state"], refused["answer"]) == ("refused", "Elle sert encore")
    assert ContactList.objects.get().deleted_at is None
    assert _decide(editor, again).status_code == 409


def test_only_holders_decide_freeze_and_delegate(colleague: Api, editor: Api, made: Any, cast: Cast) -> None:
    asked = _ask(colleague, made, pin(_who("Cyd")))
    refused = _decide(colleague, asked, *asked["items"])
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_list")
    assert colleague.post(f"/lists/{made['id']}/freeze").status_code == 403
    body = {"user_id": str(cast.colleague.pk)}
    assert colleague.post(f"/lists/{made['id']}/delegate", body).status_code == 403
    assert editor.post(f"/lists/{made['id']}/delegate", {"user_id": str(cast.outsider.pk)}).status_code == 422


def test_the_delegate_decides_for_the_owner_and_the_trace_says_so(
    colleague: Api, editor: Api, made: Any, cast: Cast
) -> None:
    editor.post(f"/lists/{made['id']}/delegate", {"user_id": str(cast.colleague.pk)})
    assert change(colleague, made, {"kind": "name", "value": "Renommée"})["applied"]
    assert ContactList.objects.get().name == "Renommée"
    history = editor.get(f"/lists/{made['id']}/history").json()
    renamed = next(entry for entry in history if "name" in entry["changes"] and entry["action"] == "changed")
    assert renamed["author"]["label"] == "Colleague Essai, au nom de Editor Essai"


def test_the_history_keeps_the_state_of_a_request_apart(colleague: Api, editor: Api, made: Any) -> None:
    asked = _ask(colleague, made, pin(_who("Cyd")))
    _decide(editor, asked)
    changes = [entry["changes"] for entry in editor.get(f"/lists/{made['id']}/history").json()]
    assert any(each.get("request_state") == ["open", "refused"] for each in changes)
    assert not any("state" in each for each in changes)


def test_an_administrator_stands_in(colleague: Api, api: Callable[..., Api], made: Any, cast: Cast) -> None:
    admin = api(cast.admin)
    asked = _ask(colleague, made, pin(_who("Cyd")))
    assert _decide(admin, asked, *asked["items"]).json()["state"] == "accepted"
    assert change(admin, made, pin(_who("Bob"), "out"))["applied"]


def test_whoever_may_stand_in_is_told_when_the_owner_has_left(colleague: Api, made: Any, cast: Cast) -> None:
    cast.editor.is_active = False
    cast.editor.save()
    _ask(colleague, made, pin(_who("Cyd")))
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"admin"}


def test_a_request_is_judged_against_the_list_of_today(colleague: Api, editor: Api, made: Any) -> None:
    asked = _ask(
        colleague,
        made,
        {"kind": "name", "value": "Nom du collègue"},
        pin(_who("Cyd")),
        pin(_who("Bob"), "out"),
        {"kind": "description", "value": "Pour la presse"},
    )
    change(editor, made, {"kind": "name", "value": "Nom du propriétaire"}, pin(_who("Cyd")))
    editor.delete(f"/contacts/{_who('Bob').pk}")
    seen = editor.get(f"/lists/requests/{asked['id']}").json()
    assert [item["outdated"] for item in seen["items"]] == [
        "La liste a changé depuis cette demande.",
        "C’est déjà fait.",
        "Cette fiche a été supprimée depuis.",
        "",
    ]
    decided = _decide(editor, seen, *seen["items"]).json()
    assert decided["state"] == "accepted"
    assert [item["state"] for item in decided["items"]] == ["outdated", "outdated", "outdated", "accepted"]
    kept = ContactList.objects.get()
    assert (kept.name, kept.description) == ("Nom du propriétaire", "Pour la presse")


def test_its_author_withdraws_a_request(colleague: Api, editor: Api, made: Any) -> None:
    asked = _ask(colleague, made, pin(_who("Cyd")))
    assert editor.post(f"/lists/requests/{asked['id']}/withdraw").status_code == 403
    assert colleague.post(f"/lists/requests/{asked['id']}/withdraw").json()["state"] == "withdrawn"
    assert _decide(editor, asked).status_code == 409


def test_a_reader_without_the_right_to_write_asks_for_nothing(
    api: Callable[..., Api], made: Any, cast: Cast
) -> None:
    manager = api(cast.manager)
    assert manager.get(f"/lists/{made['id']}").status_code == 200
    refused = manager.post(f"/lists/{made['id']}/changes", {"items": [{"kind": "removal"}]})
    assert refused.status_code == 403
    asked = api(cast.colleague).post(f"/lists/{made['id']}/changes", {"items": [{"kind": "removal"}]}).json()
    assert manager.get(f"/lists/requests/{asked['request_id']}").status_code == 404


def test_a_stale_version_is_refused(editor: Api, made: Any) -> None:
    change(editor, made, {"kind": "name", "value": "Deux"}, version=made["version"])
    body = {"items": [{"kind": "name", "value": "Trois"}], "version": made["version"]}
    answer = editor.post(f"/lists/{made['id']}/changes", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "list_changed_meanwhile")


def test_a_wrong_query_inside_a_change_is_named_by_its_path(editor: Api, made: Any) -> None:
    wrong = {"op": "and", "children": [{"field": "nope", "cmp": "is", "value": ["x"]}]}
    answer = editor.post(f"/lists/{made['id']}/changes", {"items": [{"kind": "query", "value": wrong}]})
    assert [error["path"] for error in answer.json()["errors"]] == ["items.0.value.children.0.field"]
