"""One table of queries for the server and the phone: both find the same people, in one order, for one reason.

When what is searched of a person changes, the first test says which `rows` to put into
pwa/src/lib/people/search.vectors.json; the phone is then tested with those.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.contacts.models import PersonSearch
from fixtures.factories import person
from tests.conftest import Api, Cast

FILE = Path(__file__).resolve().parents[3] / "pwa/src/lib/people/search.vectors.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_text())
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everyone(db: None) -> None:
    for made in VECTORS["people"]:
        person(**{**made, "emails": tuple(made.get("emails", ())), "phones": tuple(made.get("phones", ()))})


def test_the_phone_is_tested_with_what_the_server_searches() -> None:
    rows = PersonSearch.objects.order_by("sort_name", "id")
    assert [[row.sort_name, row.text.strip()] for row in rows] == VECTORS["rows"]


@pytest.mark.parametrize("vector", VECTORS["queries"], ids=lambda vector: vector["q"])
def test_the_server_finds_what_the_table_says(
    api: Callable[..., Api], cast: Cast, vector: dict[str, Any]
) -> None:
    found = api(cast.editor).get("/contacts", q=vector["q"]).json()["items"]
    assert [[item["name"], item["matched"]] for item in found] == vector["found"]
