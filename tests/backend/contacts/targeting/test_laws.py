"""Random targetings on a random small base: the SQL agrees with the oracle, and with the laws of sets (RF-10)."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.contacts.models import ContactPoint, Organisation, Person, Position
from backend.contacts.services.lists import combine_lists, create_list
from backend.contacts.targeting.compiling import compiler
from backend.contacts.targeting.explaining import explain_node
from backend.contacts.targeting.finding import matching
from backend.contacts.targeting.tree import read_tree
from backend.contacts.targeting.wording import wording_for
from tests.backend.contacts.targeting.conftest import group
from tests.backend.contacts.targeting.oracle import House, Job, Node, Point, Somebody, holds

pytestmark = pytest.mark.django_db
_HOUSES = [House("Radio Littoral"), House("Mairie de Brest")]
_FUNCTIONS = ["Journaliste", "Rédacteur", "Maire", ""]
_many = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def _population(seed: int = 5) -> Iterator[Somebody]:
    dice = random.Random(seed)

    def points() -> tuple[Point, ...]:
        kinds = dice.sample(["email", "phone"], dice.randrange(3))
        return tuple(Point(kind, dice.choice(["valid", "bounced"])) for kind in kinds)

    for number in range(24):
        jobs = tuple(
            Job(dice.choice(_FUNCTIONS), dice.choice([*_HOUSES, None]), dice.random() < 0.6, points())
            for _ in range(dice.randrange(3))
        )
        yield Somebody(f"Nom{number % 7}-{number}", dice.choice(["M.", "Mme", ""]), jobs, points())


@pytest.fixture
def base(db: None) -> dict[Any, Somebody]:
    houses = {house: Organisation.objects.create(name=house.name, match_key=house.name) for house in _HOUSES}
    made = {}
    for each in _population():
        person = Person.objects.create(
            family_name=each.family_name, civility=each.civility, sort_name=each.family_name
        )
        made[person.pk] = each
        for job in each.jobs:
            house = houses[job.organisation] if job.organisation else None
            ended = None if job.current else date(2020, 1, 1)
            held = Position.objects.create(
                person=person, function=job.function, organisation=house, ended_on=ended
            )
            _points(job.points, position=held)
        _points(each.points, person=person)
    return made


def _points(points: tuple[Point, ...], **owner: Any) -> None:
    for number, point in enumerate(points):
        ContactPoint.objects.create(kind=point.kind, state=point.state, value=f"v{number}", **owner)


def _leaf(field: str, values: list[str], *cmps: str) -> st.SearchStrategy[Node]:
    asked = st.fixed_dictionaries(
        {
            "field": st.just(field),
            "cmp": st.sampled_from(cmps),
            "value": st.lists(st.sampled_from(values), min_size=1, max_size=2),
        }
    )
    unfilled = st.fixed_dictionaries(
        {"field": st.just(field), "cmp": st.sampled_from(["empty", "filled"]), "value": st.none()}
    )
    return asked if field.startswith("point.") else st.one_of(asked, unfilled)


_ORGANISATION = _leaf("organisation.name", ["radio", "mairie de brest", "t"], "is", "contains", "starts")
_POINT = st.one_of(
    _leaf("point.kind", ["email", "phone"], "is"), _leaf("point.state", ["valid", "bounced"], "is")
)
_JOB = st.one_of(
    _leaf("position.function", ["journaliste", "maire", "r"], "is", "contains", "starts"),
    st.fixed_dictionaries(
        {"field": st.just("position.current"), "cmp": st.just("is"), "value": st.booleans()}
    ),
    _ORGANISATION,
    _POINT,
)
_PERSON = st.one_of(
    _leaf("person.family_name", ["nom1", "nom-2", "3"], "contains", "starts"),
    _leaf("person.civility", ["M.", "Mme"], "is"),
    _JOB,
)


def _nested(
    leaves: st.SearchStrategy[Node], same: tuple[tuple[str, st.SearchStrategy[Node]], ...] = ()
) -> Any:
    def grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        children = st.lists(inner, max_size=3)
        return st.one_of(
            st.builds(lambda op, found: group(op, *found), st.sampled_from(["and", "or"]), children),
            inner.map(lambda child: group("not", child)),
        )

    def about_one(of: str, inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        children = st.lists(_nested(inner), min_size=1, max_size=3)
        return children.map(lambda found: {"op": "same", "of": of, "children": found})

    starts = [leaves, *(about_one(of, inner) for of, inner in same)]
    return st.recursive(st.one_of(*starts), grow, max_leaves=6)


_QUERY = _nested(_PERSON, (("position", _JOB), ("organisation", _ORGANISATION), ("point", _POINT)))


class _Reader:
    pk = None

    def has_perm(self, right: str) -> bool:
        return True


def _found(query: Node) -> set[Any]:
    node = read_tree(query)
    rows = matching(_Reader(), compiler(private=True, nodes=[node]).condition(node))
    return set(rows.values_list("pk", flat=True))


@_many
@given(query=_QUERY)
def test_the_sql_finds_whom_the_oracle_finds(base: dict[Any, Somebody], query: Node) -> None:
    # Civilities are compared as they are written, texts without capitals.
    assert _found(query) == {pk for pk, somebody in base.items() if holds(query, somebody)}


@_many
@given(one=_QUERY, other=_QUERY)
def test_de_morgan_and_the_laws_of_sets(base: dict[Any, Somebody], one: Node, other: Node) -> None:
    everybody, found_one, found_other = set(base), _found(one), _found(other)
    assert _found(group("not", group("and", one, other))) == _found(
        group("or", group("not", one), group("not", other))
    )
    assert _found(group("or", one, other)) == found_one | found_other
    assert _found(group("and", one, other)) == found_one & found_other
    assert _found(group("and", one, group("not", other))) == found_one - found_other
    assert _found(group("not", one)) == everybody - found_one
    assert _found(group("not", group("not", one))) == found_one


@settings(_many, max_examples=15)
@given(one=_QUERY, other=_QUERY)
def test_lists_combine_as_sets_do(base: dict[Any, Somebody], cast: Any, one: Node, other: Node) -> None:
    made = [
        create_list(cast.admin.actor, user=cast.admin, name=name, query=read_tree(query))
        for name, query in [("1", one), ("2", other)]
    ]
    ids = [each.pk for each in made]
    expected = {
        "union": _found(one) | _found(other),
        "intersection": _found(one) & _found(other),
        "difference": _found(one) - _found(other),
    }
    for operation, persons in expected.items():
        both = combine_lists(
            cast.admin.actor,
            user=cast.admin,
            name=operation,
            operation=operation,  # type: ignore[arg-type]
            list_ids=ids,
        )
        assert _found(both.query) == persons


@settings(_many, max_examples=25)
@given(query=_QUERY, number=st.integers(0, 23))
def test_the_explanation_says_what_the_list_says(base: dict[Any, Somebody], query: Node, number: int) -> None:
    pk, somebody = list(base.items())[number]
    node = read_tree(query)
    compiled = compiler(private=True, nodes=[node])
    wording = wording_for([node], compiled.criteria, shows_all=True)
    told = explain_node(compiled, wording, Person.objects.get(pk=pk), node)
    assert told.holds is holds(query, somebody)
    if query.get("op") in ("and", "or"):
        assert [child.holds for child in told.children] == [
            holds(child, somebody) for child in query["children"]
        ]
