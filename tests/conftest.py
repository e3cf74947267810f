"""Every test runs against a real PostgreSQL: the embedded one, or the server DATABASE_URL names."""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.run.postgres import shared_test_server

_held = contextlib.ExitStack()
atexit.register(_held.close)
os.environ["DATABASE_URL"] = _held.enter_context(shared_test_server())
_files = tempfile.mkdtemp(prefix="entregent-tests-")
_held.callback(shutil.rmtree, _files, ignore_errors=True)
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "backend.config.settings",
    "ENTREGENT_SECRET_KEY": "tests-only-" * 6,
    "ENTREGENT_DATA_DIR": _files,
    "ENTREGENT_POOL": "0",
    "ENTREGENT_DEMO": "1",
    "ENTREGENT_BASE_URL": "http://127.0.0.1:8000",
    "ENTREGENT_SMTP_URL": "smtp://127.0.0.1:9",
}
for _name in (
    "REDIS_URL",
    "ENTREGENT_HOSTS",
    "ENTREGENT_SEAL_KEYS",
    "ENTREGENT_TICKET_KEYS",
    "ENTREGENT_WORKER",
):
    os.environ.pop(_name, None)
for _name in ("ENTREGENT_VAPID_PRIVATE_KEY", "ENTREGENT_PUSH_CONTACT", "ENTREGENT_MAIL_FROM"):
    os.environ.pop(_name, None)

import django  # noqa: E402
import pytest  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.db.models.signals import post_migrate  # noqa: E402
from django.test import Client  # noqa: E402

if TYPE_CHECKING:
    from backend.accounts.models import User

ROLES = {
    "admin": ["administrator"],
    "editor": ["editor"],
    "colleague": ["editor"],
    "steward": ["steward"],
    "manager": ["manager"],
    "outsider": [],
}


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The terms that a new base begins with are left to their own test.
    post_migrate.disconnect(sender=apps.get_app_config("contacts"), dispatch_uid="contacts.starter")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """At the end, connections left open by threads of the tests don't keep the database alive."""
    yield
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@dataclass(frozen=True)
class Cast:
    """The people of every test. The outsider has an account and no right at all."""

    admin: "User"
    editor: "User"
    colleague: "User"
    steward: "User"
    manager: "User"
    outsider: "User"

    def __iter__(self) -> "Iterator[tuple[str, User]]":
        return iter([(name, getattr(self, name)) for name in ROLES])


@pytest.fixture
def cast(db: None) -> Cast:
    from backend.accounts.services import create_user
    from backend.core.actor import task

    return Cast(
        **{
            name: create_user(
                task("tests"),
                username=name,
                password="entregent-demo",
                roles=roles,
                first_name=name.capitalize(),
                last_name="Essai",
                email=f"{name}@example.org",
            )
            for name, roles in ROLES.items()
        }
    )


class Api:
    """The API as one user sees it: JSON in, JSON out."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def _call(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        address = path if path.startswith(("/api/", "/i/")) else f"/api/v1{path}"
        if body is not None:
            extra |= {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(address, **extra)

    def get(self, path: str, **params: Any) -> Any:
        return self._call("get", path, **({"data": params} if params else {}))

    def post(self, path: str, body: Any = None, **extra: Any) -> Any:
        return self._call("post", path, {} if body is None else body, **extra)

    def patch(self, path: str, body: Any) -> Any:
        return self._call("patch", path, body)

    def delete(self, path: str) -> Any:
        return self._call("delete", path)

    def upload(self, path: str, **files: Any) -> Any:
        return self.client.post(f"/api/v1{path}", files)


@pytest.fixture
def api() -> "Callable[..., Api]":
    """`api(user)` signed in as USER, `api()` signed out, `api(token="entd_…")` with a bearer token."""

    def make(user: "User | None" = None, *, token: str = "") -> Api:
        client = Client(headers={"Authorization": f"Bearer {token}"} if token else None)
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return Api(client)

    return make


@pytest.fixture(autouse=True)
def queue_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Background tasks run where they are queued (on commit: see django_capture_on_commit_callbacks)."""
    from django_q.conf import Conf

    monkeypatch.setattr(Conf, "SYNC", True)


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits of one test don't reach the next."""
    if {"db", "transactional_db", "django_db_setup"} & set(request.fixturenames):
        from django.core.cache import cache

        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        cache.clear()


@pytest.fixture
def data_dir() -> Path:
    return Path(_files)
