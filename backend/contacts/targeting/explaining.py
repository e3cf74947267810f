"""« Pourquoi cette personne est-elle dans la liste, ou pas ? »: each condition, and what was found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from backend.contacts.models import Classification, ContactPoint, Person, Position
from backend.contacts.targeting.compiling import Compiler, some
from backend.contacts.targeting.criteria import Scope
from backend.contacts.targeting.finding import bounded
from backend.contacts.targeting.sql import Sql
from backend.contacts.targeting.tree import AnyNode, Condition, Group, Same
from backend.contacts.targeting.wording import Wording

Wrap = Callable[[Sql], Sql]
_NO_ONE = {
    "position": "Aucune fonction ne remplit toutes ces conditions à la fois.",
    "organisation": "Aucun organisme ne remplit toutes ces conditions à la fois.",
    "point": "Aucune coordonnée ne remplit toutes ces conditions à la fois.",
    "address": "Aucune adresse ne remplit toutes ces conditions à la fois.",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """HOLDS is None where the reader may not know."""

    text: str
    holds: bool | None
    found: list[str] = field(default_factory=list)
    note: str = ""
    children: list["Explained"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Subject:
    """The person with the rows that criteria look at, as far as the reader may see them."""

    person: Person
    rows: dict[str, list[Any]]


def explain_node(compiler: Compiler, wording: Wording, person: Person, node: AnyNode) -> Explained:
    """NODE about PERSON, in three queries whatever the size of NODE, and a few for the person's rows."""
    truth = iter(_truths(compiler, person, node))
    subject = _subject(person, private=wording.shows_all)
    which = _satisfying(compiler, person, node)
    return _explained(wording, subject, node, truth, which)


def _explained(
    wording: Wording, subject: Subject, node: AnyNode, truth: Iterator[bool], which: dict[int, list[str]]
) -> Explained:
    holds: bool | None = next(truth)
    told = wording.tell(node)
    if isinstance(node, Condition):
        hidden = told.hidden
        return Explained(
            told.text, None if hidden else holds, [] if hidden else _found(wording, subject, node)
        )
    children = [_explained(wording, subject, child, truth, which) for child in node.children]
    if any(child.holds is None for child in children):
        holds = None
    note = ""
    if isinstance(node, Same) and holds is False and all(child.holds for child in children):
        note = _NO_ONE[node.of]
    return Explained(told.text, holds, which.get(id(node), []) if holds else [], note, children)


def _found(wording: Wording, subject: Subject, node: Condition) -> list[str]:
    criterion = wording.criteria.get(node.field)
    if criterion is None or criterion.found is None:
        return []
    found = [text for row in subject.rows[criterion.scope] for text in criterion.found(row)]
    return list(dict.fromkeys(found))[:8]


def _truths(compiler: Compiler, person: Person, node: AnyNode) -> Sequence[bool]:
    parts = list(_each(compiler, node, "person", lambda inner: inner))
    asked = ", ".join(f"({part.text})" for part in parts)
    with bounded(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {asked} FROM contacts_person WHERE contacts_person.id = %s",  # noqa: S608
            [*(value for part in parts for value in part.params), person.pk],
        )
        row = cursor.fetchone()
    return list(row)


def _each(compiler: Compiler, node: AnyNode, at: Scope, wrap: Wrap) -> Iterator[Sql]:
    """NODE and everything under it, each as a condition of the person, in the order of walk()."""
    yield wrap(compiler.condition(node, at))
    if isinstance(node, Condition):
        return
    inside, inner = at, wrap
    if isinstance(node, Same):
        inside = node.of

        def inner(made: Sql, at: Scope = at, of: Scope = node.of) -> Sql:
            return wrap(some(at, of, made, compiler.asking))

    for child in node.children:
        yield from _each(compiler, child, inside, inner)


def _satisfying(compiler: Compiler, person: Person, node: AnyNode) -> dict[int, list[str]]:
    """Of each `same` group about positions, which positions satisfy it, by the id of the node."""
    groups = [each for each in _groups(node) if each.of == "position"]
    if not groups:
        return {}
    parts = [compiler.condition(Group(op="and", children=each.children), "position") for each in groups]
    asked = ", ".join(f"({part.text})" for part in parts)
    with bounded(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT post.function, org.name, {asked} FROM contacts_position post "  # noqa: S608
            "LEFT JOIN contacts_organisation org ON org.id = post.organisation_id "
            "WHERE post.person_id = %s ORDER BY post.is_main DESC, post.created_at, post.id",
            [*(value for part in parts for value in part.params), person.pk],
        )
        rows = cursor.fetchall()
    return {
        id(group): [", ".join(filter(None, row[:2])) for row in rows if row[2 + number]]
        for number, group in enumerate(groups)
    }


def _groups(node: AnyNode) -> Iterator[Same]:
    if isinstance(node, Same):
        yield node
    elif isinstance(node, Group):
        for child in node.children:
            yield from _groups(child)


def _subject(person: Person, *, private: bool) -> Subject:
    points = ContactPoint.objects.order_by("-is_main", "rank", "id")
    if not private:
        points = points.filter(is_private=False)
    filed = Prefetch("classifications", Classification.objects.select_related("term"))
    positions = list(
        Position.objects.filter(person=person)
        .select_related("organisation")
        .prefetch_related(
            filed,
            Prefetch("contact_points", points),
            Prefetch("organisation__contact_points", points),
            Prefetch("organisation__classifications", filed.queryset),
        )
        .order_by("-is_main", "created_at", "id")
    )
    read = Person.objects.select_related("data_source").prefetch_related(
        filed, Prefetch("contact_points", points)
    )
    whole = read.get(pk=person.pk)
    held = [position.organisation for position in positions if position.organisation]
    own = [*whole.contact_points.all(), *(point for each in positions for point in each.contact_points.all())]
    others = [point for each in held for point in each.contact_points.all()]
    rows: dict[str, list[Any]] = {
        "person": [whole],
        "position": positions,
        "organisation": held,
        "point": own,
        "address": [point for point in [*own, *others] if point.kind == ContactPoint.Kind.ADDRESS],
    }
    return Subject(whole, rows)
