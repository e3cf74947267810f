"""Traces as an answer: who changed what in one record, newest first."""

from datetime import datetime
from typing import Any

from django.db import models

from backend.core import trace
from backend.core.http.schemas import Out


class AuthorOut(Out):
    kind: str
    label: str


class TraceEntry(Out):
    at: datetime
    author: AuthorOut
    action: str
    changes: dict[str, list[Any]]


def present_trace(entry: trace.TraceEntry) -> dict[str, Any]:
    author = {"kind": entry.author_kind, "label": entry.author_label}
    return {"at": entry.at, "author": author, "action": entry.action, "changes": entry.changes}


def traces_of(row: models.Model) -> list[dict[str, Any]]:
    """The traces of ROW that a reader understands: keys to other rows and empty beginnings are left out."""
    told = [present_trace(entry) for entry in trace.history_of([row])]
    for entry in told:
        entry["changes"] = {
            name: [old, new]
            for name, (old, new) in entry["changes"].items()
            if name not in ("id", "version") and not name.endswith("_id") and (old or new)
        }
    return [entry for entry in told if entry["changes"]]
