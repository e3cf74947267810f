"""A targeting as it is kept and sent: groups of conditions, nested (docs/targeting.md)."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from ninja import Field
from pydantic import BeforeValidator, Discriminator, Tag, TypeAdapter, model_validator

from backend.core.http.schemas import In

DEPTH_AT_MOST, NODES_AT_MOST, VALUES_AT_MOST = 8, 150, 500
Of = Literal["position", "organisation", "point", "address"]


def _simple(value: Any) -> Any:
    """A text, a number, yes or no, a list of these, or an object of these: nothing nested further."""
    parts = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else [value]
    if len(parts) > VALUES_AT_MOST:
        raise ValueError(f"Il y a trop d’éléments ({VALUES_AT_MOST} au plus).")
    for part in parts:
        if isinstance(part, list | dict) or (isinstance(part, str) and len(part) > 200):
            raise ValueError("Cette valeur n’a pas la forme attendue.")
    return value


Value = Annotated[Any, BeforeValidator(_simple)]


class Condition(In):
    """One criterion (GET /lists/criteria names them), a comparison that its kind knows, and a value."""

    field: str = Field(min_length=1, max_length=90)
    cmp: str = Field(min_length=1, max_length=20)
    value: Value = None


class Group(In):
    """`and`: all of the children hold; `or`: one at least; `not`: its only child does not.

    An empty `and` holds for everybody, an empty `or` for nobody.
    """

    op: Literal["and", "or", "not"]
    children: list["Node"] = Field(default_factory=list, max_length=60)

    @model_validator(mode="after")
    def _one_child_of_not(self) -> "Group":
        if self.op == "not" and len(self.children) != 1:
            raise ValueError("« Sauf » porte sur un seul critère ou un seul groupe.")
        return self


class Same(In):
    """All children hold for one and the same position, organisation, contact point or address."""

    op: Literal["same"]
    of: Of
    children: list["Node"] = Field(default_factory=list, max_length=60)


def _kind(value: Any) -> str:
    op = value.get("op") if isinstance(value, dict) else getattr(value, "op", None)
    return "~same" if op == "same" else "~condition" if op is None else "~group"


Node = Annotated[
    Annotated[Condition, Tag("~condition")] | Annotated[Group, Tag("~group")] | Annotated[Same, Tag("~same")],
    Discriminator(_kind),
]
Group.model_rebuild()
Same.model_rebuild()


def _bounded(value: Any) -> Any:
    """Refuse what is too deep or too large before anything walks it."""
    level, nodes, depth = [value], 0, 0
    while level:
        depth += 1
        nodes += len(level)
        if depth > DEPTH_AT_MOST:
            raise ValueError(f"Les groupes sont trop imbriqués ({DEPTH_AT_MOST} niveaux au plus).")
        if nodes > NODES_AT_MOST:
            raise ValueError(f"Ce ciblage a trop de critères ({NODES_AT_MOST} au plus).")
        level = [child for each in level for child in _children(each)]
    return value


def _children(value: Any) -> list[Any]:
    found = value.get("children") if isinstance(value, dict) else getattr(value, "children", None)
    return found if isinstance(found, list) else []


BoundedNode = Annotated[Node, BeforeValidator(_bounded)]
_node: TypeAdapter[Condition | Group | Same] = TypeAdapter(Node)
AnyNode = Condition | Group | Same
EVERYBODY = Group(op="and", children=[])


def read_tree(kept: Any) -> AnyNode:
    """A query from the JSON that it is kept as."""
    return _node.validate_python(kept)


def keep_tree(node: AnyNode) -> dict[str, Any]:
    return node.model_dump(mode="json")


def walk(node: AnyNode, path: str = "") -> Iterator[tuple[str, AnyNode]]:
    """Each node with its path, as `children.0.children.2`."""
    yield path, node
    if not isinstance(node, Condition):
        for number, child in enumerate(node.children):
            yield from walk(child, f"{path}.children.{number}".lstrip("."))
