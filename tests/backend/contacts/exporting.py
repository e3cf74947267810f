"""Asking for an export as the PWA does, and reading what came back."""

import csv
import io
from typing import Any

from openpyxl import load_workbook

from tests.conftest import Api

EVERYBODY: dict[str, Any] = {"scope": "all"}


def ask(api: Api, format: str = "xlsx", *, who: Any = None, **wish: Any) -> Any:
    """The answer of POST /exports."""
    if format in ("xlsx", "csv", "html"):
        wish.setdefault("columns", ["family_name", "given_name", "organisation", "email", "phone"])
    return api.post("/exports", {"who": who or EVERYBODY, "format": format, **wish})


def made(api: Api, format: str = "xlsx", **wish: Any) -> tuple[dict[str, Any], bytes]:
    """The export as it ended, and its file."""
    answer = ask(api, format, **wish)
    assert answer.status_code == 201, answer.content
    export = api.get(f"/exports/{answer.json()['id']}").json()
    assert export["status"] == "done", export
    file = api.get(f"/exports/{export['id']}/file")
    assert file.status_code == 200
    return export, file.content


def sheet(content: bytes) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def table(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=";"))
