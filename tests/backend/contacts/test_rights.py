"""Nobody reaches a contact without the right, by any road (RF-23)."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.contacts.queries import visible_to
from backend.live.audience import may_follow
from fixtures.factories import person
from tests.conftest import Api, Cast

pytestmark = pytest.mark.django_db
READ, WRITE, IMPORT, HISTORY = (
    {"admin", "editor", "colleague", "manager"},
    {"admin", "editor", "colleague"},
    {"admin"},
    {"admin", "editor", "colleague"},
)
ROUTES = [
    ("get", "/contacts", READ),
    ("get", "/contacts/offline", READ),
    ("get", "/contacts/{id}", READ),
    ("get", "/contacts/{id}/history", HISTORY),
    ("post", "/contacts", WRITE),
    ("patch", "/contacts/{id}", WRITE),
    ("delete", "/contacts/{id}", WRITE),
    ("post", "/contacts/{id}/restore", WRITE),
    ("get", "/contacts/imports", IMPORT),
    ("post", "/contacts/imports", IMPORT),
    ("get", "/contacts/imports/{id}", IMPORT),
    ("get", "/contacts/imports/{id}/rows", IMPORT),
    ("post", "/contacts/imports/{id}/commit", IMPORT),
]


def _call(api: Api, method: str, path: str, pk: Any) -> Any:
    address = path.replace("{id}", str(pk))
    return api.patch(address, {}) if method == "patch" else getattr(api, method)(address)


@pytest.mark.parametrize(("method", "path", "allowed"), ROUTES)
def test_every_route_by_everyone(
    api: Callable[..., Api], cast: Cast, method: str, path: str, allowed: set[str]
) -> None:
    pk = person().pk
    assert _call(api(), method, path, pk).status_code == 401
    for name, user in cast:
        status = _call(api(user), method, path, pk).status_code
        assert (status != 403) == (name in allowed), (name, status)


def test_rows_and_live_changes_have_the_same_rule(cast: Cast) -> None:
    person()
    for name, user in cast:
        sees = name in READ
        assert visible_to(user).exists() is sees, name
        assert may_follow(user, "contacts") is sees, name
        assert not may_follow(user, "contacts:1")
