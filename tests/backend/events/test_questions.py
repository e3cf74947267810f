"""Questions of an event, set up without code, and what guests reply (RF-20)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from auditlog.models import LogEntry

from backend.events.models import Event, Guest, Question, Reply
from tests.backend.events.conftest import Page
from tests.conftest import Cast

MENU = {"label": "Votre plat", "kind": "choice", "options": ["Poisson", "Légumes"], "required": True}
CAR = {"label": "Venez-vous en voiture ?", "kind": "yes_no"}
DOOR = {"label": "Numéro de badge", "kind": "number", "asked": "door"}


@pytest.fixture
def editor(api: Callable[..., Any], cast: Cast) -> Any:
    return api(cast.editor)


@pytest.fixture
def ask(editor: Any, event: Event) -> Callable[..., Question]:
    def add(values: dict[str, Any]) -> Question:
        answer = editor.post(f"/events/{event.pk}/questions", values)
        assert answer.status_code == 201, answer.content
        return Question.objects.get(pk=answer.json()["id"])

    return add


def test_an_officer_sets_them_up(editor: Any, event: Event, ask: Callable[..., Question]) -> None:
    path = f"/events/{event.pk}/questions"
    menu, car = ask(MENU), ask(CAR)
    listed = editor.get(path).json()
    assert [each["label"] for each in listed["items"]] == ["Votre plat", "Venez-vous en voiture ?"]
    assert "Régime alimentaire" in [each["label"] for each in listed["suggestions"]]
    assert editor.post(f"{path}/order", {"ids": [str(car.pk), str(menu.pk)]}).status_code == 200
    changed = editor.patch(
        f"{path}/{menu.pk}", {"label": "Plat", "options": ["A", "B"], "retired": True}
    ).json()
    assert (changed["label"], changed["options"], changed["retired"]) == ("Plat", ["A", "B"], True)
    assert [each["label"] for each in editor.get(path).json()["items"]] == ["Venez-vous en voiture ?", "Plat"]
    assert editor.patch(f"{path}/{menu.pk}", {"retired": False}).json()["retired"] is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "", "kind": "text"},
        {"label": "A", "kind": "colour"},
        {"label": "A", "kind": "choice", "options": ["x"]},
        {"label": "A", "kind": "choice", "options": ["x", "x"]},
        {"label": "A", "kind": "text", "asked": "later"},
    ],
)
def test_what_is_no_question(editor: Any, event: Event, wrong: dict[str, Any]) -> None:
    assert editor.post(f"/events/{event.pk}/questions", wrong).status_code == 422
    assert not Question.objects.exists()


def test_unknown_ones(editor: Any, event: Event, guest: Guest) -> None:
    assert editor.patch(f"/events/{event.pk}/questions/{uuid4()}", {"label": "A"}).status_code == 404
    body = {"replies": {str(uuid4()): "x"}}
    assert editor.patch(f"/events/{event.pk}/guests/{guest.pk}/replies", body).status_code == 422


def test_the_page_asks_and_keeps(
    guest: Guest, page: Callable[[Guest], Page], ask: Callable[..., Question]
) -> None:
    menu, car, door = ask(MENU), ask(CAR), ask(DOOR)
    html = page(guest).get().content.decode()
    assert "Votre plat" in html
    assert "Numéro de badge" not in html
    missing = page(guest).answer("yes", questions="1")
    assert (missing.status_code, "Cette réponse est nécessaire" in missing.content.decode()) == (422, True)
    wrong = page(guest).answer("yes", questions="1", **{f"question_{menu.pk}": "Viande"})
    assert wrong.status_code == 422
    assert not Reply.objects.exists()
    fields = {f"question_{menu.pk}": "Légumes", f"question_{car.pk}": "yes", f"question_{door.pk}": "3"}
    assert page(guest).answer("yes", questions="1", **fields).status_code == 303
    assert {reply.question_id: reply.value for reply in Reply.objects.all()} == {
        menu.pk: "Légumes",
        car.pk: "yes",
    }
    again = page(guest).get().content.decode()
    assert '<option value="Légumes" selected>' in again
    fields[f"question_{car.pk}"] = ""
    assert page(guest).answer("yes", questions="1", **fields).status_code == 303
    assert [reply.value for reply in Reply.objects.all()] == ["Légumes"]


def test_who_does_not_come_is_asked_nothing(
    guest: Guest, page: Callable[[Guest], Page], ask: Callable[..., Question]
) -> None:
    ask(MENU)
    assert page(guest).answer("no").status_code == 303
    assert page(guest).answer("represented", deputy_name="Paul Petit").status_code == 303
    assert "Votre plat" in page(Guest.objects.get(represents=guest)).get().content.decode()


def test_an_officer_reads_and_changes_replies(
    editor: Any, guest: Guest, ask: Callable[..., Question]
) -> None:
    car, door = ask(CAR), ask(DOOR)
    path = f"/events/{guest.event_id}/guests/{guest.pk}/replies"
    assert editor.patch(path, {"replies": {str(door.pk): "007"}}).status_code == 200
    assert editor.patch(path, {"replies": {str(car.pk): "peut-être"}}).status_code == 422
    said = {each["label"]: (each["value"], each["shown"]) for each in editor.get(path).json()["items"]}
    assert said == {"Venez-vous en voiture ?": ("", ""), "Numéro de badge": ("7", "7")}
    editor.patch(path, {"replies": {str(door.pk): ""}})
    assert not Reply.objects.exists()


def test_traces_say_that_a_reply_changed_and_not_to_what(
    editor: Any, guest: Guest, ask: Callable[..., Question]
) -> None:
    diet = ask({"label": "Régime", "kind": "text"})
    path = f"/events/{guest.event_id}/guests/{guest.pk}/replies"
    editor.patch(path, {"replies": {str(diet.pk): "sans gluten"}})
    assert "gluten" not in str(list(LogEntry.objects.values()))
    assert LogEntry.objects.filter(object_pk=str(Reply.objects.get().pk)).exists()
