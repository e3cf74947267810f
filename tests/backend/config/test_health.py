"""What an operator's probe sees (RF-28)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from backend.core.clock import now
from backend.core.heartbeat import beat
from backend.core.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_alive_says_no_more_than_that() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (200, True)


def test_ready_when_the_worker_has_given_a_sign() -> None:
    assert Client().get("/readyz").status_code == 503
    beat()
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert {name: check["ok"] for name, check in answer.json()["checks"].items()} == {
        "database": True, "migrations": True, "worker": True, "live": True,
    }  # fmt: skip


def test_a_silent_worker_is_not_ready() -> None:
    Heartbeat.objects.create(name="worker", at=now() - timedelta(minutes=2))
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"]["ok"] is False


def test_a_redis_that_is_away_is_said_and_not_an_error(settings: Any) -> None:
    beat()
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["live"] == {"ok": False}
