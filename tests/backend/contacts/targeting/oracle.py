"""A second, tiny evaluator of targetings, over plain objects: what the SQL must agree with."""

from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]


@dataclass(frozen=True)
class House:
    name: str


@dataclass(frozen=True)
class Point:
    kind: str
    state: str


@dataclass(frozen=True)
class Job:
    function: str
    organisation: House | None
    current: bool
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Somebody:
    family_name: str
    civility: str
    jobs: tuple[Job, ...] = ()
    points: tuple[Point, ...] = field(default=())


_WITHIN: dict[tuple[type, str], Any] = {
    (Somebody, "position"): lambda row: row.jobs,
    (Somebody, "organisation"): lambda row: [job.organisation for job in row.jobs if job.organisation],
    (Somebody, "point"): lambda row: [*row.points, *(point for job in row.jobs for point in job.points)],
    (Job, "organisation"): lambda row: [row.organisation] if row.organisation else [],
    (Job, "point"): lambda row: row.points,
}
_OWN = {Somebody: "person", Job: "position", House: "organisation", Point: "point"}


def holds(node: Node, row: Any) -> bool:
    """Whether NODE holds for ROW, by the words of docs/targeting.md."""
    if "op" not in node:
        scope, _, name = node["field"].partition(".")
        if _OWN[type(row)] == scope:
            return _compare(node["cmp"], getattr(row, name), node["value"])
        return any(holds(node, each) for each in _WITHIN[type(row), scope](row))
    children = node["children"]
    if node["op"] == "same":
        rows = _WITHIN[type(row), node["of"]](row)
        return any(all(holds(child, each) for child in children) for each in rows)
    found = [holds(child, row) for child in children]
    return {"and": all(found), "or": any(found), "not": not all(found)}[node["op"]]


def _compare(cmp: str, held: Any, value: Any) -> bool:
    if cmp == "empty":
        return bool(held == "")
    if cmp == "filled":
        return bool(held != "")
    if isinstance(value, bool):
        return bool(held == value)
    return any(
        {
            "is": held.lower() == text,
            "contains": text in held.lower(),
            "starts": held.lower().startswith(text),
        }[cmp]
        for text in (each.lower() for each in value)
    )
