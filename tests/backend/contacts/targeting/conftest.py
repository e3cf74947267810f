"""A small base of people, made through services and rows, and the API as members of the cast see it."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.contacts.models import ContactPoint, Organisation, Person, Position
from fixtures.factories import person
from tests.conftest import Api, Cast

Find = Callable[..., set[str]]


@pytest.fixture
def editor(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.editor)


@pytest.fixture
def find(editor: Api) -> Find:
    """`find(query)`: the family names that the API finds for the editor."""

    def ask(query: Any, by: Api = editor) -> set[str]:
        answer = by.post("/lists/preview", {"query": query, "limit": 200})
        assert answer.status_code == 200, answer.content
        return {each["name"].split(" ", 1)[1] for each in answer.json()["items"]}

    return ask


def is_(field: str, *texts: Any, cmp: str = "is") -> dict[str, Any]:
    return {"field": field, "cmp": cmp, "value": list(texts)}


def group(op: str, *children: Any) -> dict[str, Any]:
    return {"op": op, "children": list(children)}


def same(of: str, *children: Any) -> dict[str, Any]:
    return {"op": "same", "of": of, "children": list(children)}


def position(of: Person, function: str, organisation: str, **more: Any) -> Position:
    """A further position of a person."""
    house, _ = Organisation.objects.get_or_create(
        match_key=organisation.lower(), defaults={"name": organisation}
    )
    return Position.objects.create(person=of, function=function, organisation=house, **more)


def address(postal_code: str, city: str = "", country: str = "FR", **owner: Any) -> ContactPoint:
    return ContactPoint.objects.create(
        kind="address",
        value=f"{postal_code} {city}",
        postal_code=postal_code,
        country=country,
        address={"city": city},
        **owner,
    )


__all__ = ["address", "group", "is_", "person", "position", "same"]
