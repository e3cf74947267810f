"""Sign-in and rights (RF-23, RF-28)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
LOGIN = "/_allauth/browser/v1/auth/login"


def test_signed_out_is_a_problem_document(api: Callable[..., Any]) -> None:
    answer = api().get("/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_signed_in"


def test_me_lists_my_rights(api: Callable[..., Any], cast: Any) -> None:
    me = api(cast.steward).get("/me").json()
    assert me["roles"] == ["steward"]
    assert me["rights"] == ["checkins.record_scan", "checkins.view_board", "events.view_event"]
    assert me["live_audience"] == f"user:{cast.steward.pk}"


def test_sign_in_with_a_password(cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/_allauth/browser/v1/config")
    token = client.cookies["csrftoken"].value
    wrong = client.post(
        LOGIN, {"username": "editor", "password": "no"}, "application/json", headers={"X-CSRFToken": token}
    )
    assert wrong.status_code == 400
    right = client.post(
        LOGIN,
        {"username": "editor", "password": "entregent-demo"},
        "application/json",
        headers={"X-CSRFToken": token},
    )
    assert right.status_code == 200
    assert client.get("/api/v1/me").json()["username"] == "editor"


def test_guessing_is_slowed_down(cast: Any) -> None:
    client = Client()
    answers = [
        client.post(LOGIN, {"username": "editor", "password": f"no{n}"}, "application/json").json()
        for n in range(7)
    ]
    assert answers[0]["errors"][0]["code"] == "username_password_mismatch"
    assert answers[-1]["errors"][0]["code"] == "too_many_login_attempts"
    body = {"username": "editor", "password": "entregent-demo"}
    assert client.post(LOGIN, body, "application/json").status_code != 200


def test_a_session_without_its_csrf_token_writes_nothing(cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.editor, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/api/v1/notices/read-all", {}, "application/json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf_failed"


def test_nobody_signs_up(db: None) -> None:
    body = {"username": "intrus", "email": "intrus@example.org", "password": "entregent-demo"}
    answer = Client().post("/_allauth/browser/v1/auth/signup", body, "application/json")
    assert answer.status_code == 403


def test_an_administrator_needs_a_second_factor(api: Callable[..., Any], cast: Any, settings: Any) -> None:
    settings.DEMO = False
    me = api(cast.admin).get("/me").json()
    assert me["second_factor"] == {"required": True, "enrolled": False}
    assert api(cast.editor).get("/me").json()["second_factor"]["required"] is False
    refused = api(cast.admin).get("/contacts")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required")
    assert api(cast.editor).get("/contacts").status_code == 200


def test_with_a_second_factor_the_administrator_works(
    api: Callable[..., Any], cast: Any, settings: Any
) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.DEMO = False
    TOTP.activate(cast.admin, generate_totp_secret())
    assert api(cast.admin).get("/contacts").status_code == 200
    client = Client()
    answer = client.post(LOGIN, {"username": "admin", "password": "entregent-demo"}, "application/json")
    assert answer.status_code == 401  # the password alone is not enough
    assert "mfa_authenticate" in {flow["id"] for flow in answer.json()["data"]["flows"]}
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_for_scripts(api: Callable[..., Any], cast: Any, capsys: Any) -> None:
    from django.core.management import call_command

    call_command("api_token", "editor")
    token = capsys.readouterr().out.strip()
    assert api(token=token).get("/me").json()["username"] == "editor"
    cast.editor.is_active = False
    cast.editor.save()
    answer = api(token=token).get("/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def test_an_account_is_opened_from_the_command_line(api: Callable[..., Any], cast: Any, capsys: Any) -> None:
    from django.core.management import CommandError, call_command

    call_command("user_create", "nadia", "--role", "steward", "--first-name", "Nadia")
    password = capsys.readouterr().out.strip()
    answer = Client().post(LOGIN, {"username": "nadia", "password": password}, "application/json")
    assert answer.status_code == 200
    with pytest.raises(CommandError, match="déjà pris"):
        call_command("user_create", "NADIA", "--role", "steward")
    with pytest.raises(CommandError, match="Rôle inconnu"):
        call_command("user_create", "paul", "--role", "roi")
