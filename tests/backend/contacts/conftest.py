"""Workbooks made on the spot, and the import of one as an administrator does it."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.conftest import Api, Cast

HEADERS = ["Civilité", "Nom", "Prénom", "Fonction", "Organisme", "E-mail", "Téléphone", "Portable", "Notes"]


def xlsx(*rows: Sequence[Any], headers: Sequence[Any] | None = HEADERS) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [*([headers] if headers else []), *rows]:
        sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def row(family: Any = "Lefèvre", given: Any = "Hélène", **cells: Any) -> list[Any]:
    """A row under HEADERS: `row("Lefèvre", email="…")`."""
    order = ["civility", "family", "given", "function", "organisation", "email", "phone", "mobile", "note"]
    values = {"family": family, "given": given, **cells}
    return [values.get(name) for name in order]


Upload = Callable[..., Any]


@pytest.fixture
def admin(api: Callable[..., Api], cast: Cast) -> Api:
    return api(cast.admin)


@pytest.fixture
def upload(admin: Api) -> Upload:
    """`upload(content, name)` -> the answer of POST /contacts/imports."""

    def send(content: bytes, name: str = "contacts.xlsx") -> Any:
        return admin.upload("/contacts/imports", file=SimpleUploadedFile(name, content))

    return send


@pytest.fixture
def load(upload: Upload, admin: Api, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """`load(content)` tries and commits a file, the queue included, and gives the import as it ends."""

    def run(content: bytes, name: str = "contacts.xlsx") -> Any:
        tried = upload(content, name)
        assert tried.status_code == 201, tried.content
        with django_capture_on_commit_callbacks(execute=True):
            assert admin.post(f"/contacts/imports/{tried.json()['id']}/commit").status_code == 202
        return admin.get(f"/contacts/imports/{tried.json()['id']}").json()

    return run
