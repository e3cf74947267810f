"""A forgotten password: a letter with a link that serves once (RF-23)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.core import mail
from django.test import Client

pytestmark = pytest.mark.django_db
AUTH = "/_allauth/browser/v1/auth"
RESET = f"{AUTH}/password/reset"
NEW = "quatre chevaux bleus"


@pytest.fixture(autouse=True)
def letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def ask(email: str) -> Any:
    return Client().post(f"{AUTH}/password/request", {"email": email}, "application/json")


def key_for(email: str) -> str:
    ask(email)
    found = re.search(r"/connexion/nouveau-mot-de-passe/(\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def choose(key: str, password: str = NEW) -> Any:
    return Client().post(RESET, {"key": key, "password": password}, "application/json")


def check(key: str) -> int:
    return Client().get(RESET, headers={"X-Password-Reset-Key": key}).status_code


def signs_in(password: str) -> bool:
    body = {"username": "editor", "password": password}
    return Client().post(f"{AUTH}/login", body, "application/json").status_code == 200


def test_the_letter_is_french_and_says_no_more_than_it_must(cast: Any) -> None:
    assert ask("editor@example.org").status_code == 200
    [letter] = mail.outbox
    text = str(letter.body)
    assert letter.subject == "Entregent\u202f: choisir un nouveau mot de passe"
    assert letter.to == ["editor@example.org"]
    assert not re.search(r"[ \u00a0][;:!?»]", text)
    [link] = re.findall(r"https?://\S+", text)
    assert link.startswith(f"{configured.BASE_URL}/connexion/nouveau-mot-de-passe/{cast.editor.pk.hex}-")
    assert not re.search(r"editor|example\.org|\?", link)


def test_the_link_lives_as_long_as_the_letter_says(cast: Any) -> None:
    ask("editor@example.org")
    assert "trois jours" in str(mail.outbox[0].body)
    assert configured.PASSWORD_RESET_TIMEOUT == 3 * 86_400


def test_an_unknown_address_gets_the_same_answer_and_no_letter(cast: Any) -> None:
    known, unknown = ask("editor@example.org"), ask("nobody@example.org")
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert [letter.to for letter in mail.outbox] == [["editor@example.org"]]


def test_a_closed_account_gets_no_letter(cast: Any) -> None:
    cast.editor.is_active = False
    cast.editor.save()
    assert ask("editor@example.org").status_code == 200
    assert mail.outbox == []


def test_the_key_works_once(cast: Any) -> None:
    key = key_for("editor@example.org")
    assert check(key) == 200
    assert choose(key).status_code == 401  # done, and nobody is signed in by it
    assert signs_in(NEW)
    assert not signs_in("entregent-demo")
    assert check(key) == 400
    again = choose(key, "un autre mot de passe")
    assert (again.status_code, again.json()["errors"][0]["param"]) == (400, "key")
    assert signs_in(NEW)


@pytest.mark.parametrize("key", ["nonsense", "1-2-3", "00000000000000000000000000000000-abc-def"])
def test_an_invented_key_opens_nothing(cast: Any, key: str) -> None:
    assert check(key) == 400
    assert choose(key).status_code == 400


@pytest.mark.parametrize(
    ("password", "said"), [("court", "12 caractères"), ("editor@example.org", "trop semblable")]
)
def test_a_weak_password_is_refused_in_french_and_leaves_the_key_usable(
    cast: Any, password: str, said: str
) -> None:
    key = key_for("editor@example.org")
    refused = choose(key, password)
    assert refused.status_code == 400
    assert {error["param"] for error in refused.json()["errors"]} == {"password"}
    assert said in refused.json()["errors"][0]["message"]
    assert choose(key).status_code == 401


def test_open_sessions_end_with_the_old_password(api: Callable[..., Any], cast: Any) -> None:
    elsewhere, other = api(cast.editor), api(cast.steward)
    assert elsewhere.get("/me").status_code == 200
    choose(key_for("editor@example.org"))
    assert elsewhere.get("/me").status_code == 401
    assert other.get("/me").status_code == 200


@pytest.mark.parametrize("email", ["editor@example.org", "nobody@example.org"])
def test_asking_again_and_again_is_slowed_down_whoever_is_asked_for(cast: Any, email: str) -> None:
    assert [ask(email).status_code for _ in range(6)] == [200] * 5 + [429]


def test_an_address_that_is_none_is_marked(cast: Any) -> None:
    answer = ask("editor")
    assert (answer.status_code, answer.json()["errors"][0]["param"]) == (400, "email")


def test_a_request_from_another_site_sends_nothing(cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"{AUTH}/password/request", {"email": "editor@example.org"}, "application/json")
    assert answer.status_code == 403
    assert mail.outbox == []


def test_a_mail_server_that_is_away_tells_nothing(cast: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask("editor@example.org").status_code == ask("nobody@example.org").status_code == 200
