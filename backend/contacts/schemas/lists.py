"""Lists, their members, pins and change requests as the API takes and gives them (RF-10, RF-12)."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field
from pydantic import Discriminator, Tag

from backend.contacts.schemas.targeting import MatchOut, ToldOut
from backend.contacts.targeting.tree import BoundedNode
from backend.core.http.schemas import In, Out

Way = Literal["in", "out"]
Contacts = Annotated[list[UUID], Field(min_length=1, max_length=2000)]
ItemState = Literal["waiting", "accepted", "refused", "outdated"]


class ListIn(In):
    """A new list: of a query, or of contacts chosen by hand (it is frozen then). `frozen` keeps whom it finds."""

    name: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=1000)
    query: BoundedNode | None = None
    contact_ids: list[UUID] = Field(default_factory=list, max_length=5000)
    frozen: bool = False


class CombineIn(In):
    """A new list made of others: all of them, what they share, or the first without the rest."""

    name: str = Field(min_length=1, max_length=120)
    operation: Literal["union", "intersection", "difference"]
    list_ids: list[UUID] = Field(min_length=2, max_length=20)
    frozen: bool = False


class DuplicateIn(In):
    name: str = Field(min_length=1, max_length=120)


class DelegateIn(In):
    """Who may change the list in the owner's absence; null for nobody."""

    user_id: UUID | None


class PinItemIn(In):
    kind: Literal["pin"]
    contact_ids: Contacts
    way: Way
    reason: str = Field("", max_length=300)


class UnpinItemIn(In):
    kind: Literal["unpin"]
    contact_ids: Contacts


class NameItemIn(In):
    kind: Literal["name"]
    value: str = Field(min_length=1, max_length=120)


class DescriptionItemIn(In):
    kind: Literal["description"]
    value: str = Field(max_length=1000)


class QueryItemIn(In):
    kind: Literal["query"]
    value: BoundedNode


class RemovalItemIn(In):
    kind: Literal["removal"]


def _kind(value: Any) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"~{kind}"


ItemIn = Annotated[
    Annotated[PinItemIn, Tag("~pin")]
    | Annotated[UnpinItemIn, Tag("~unpin")]
    | Annotated[NameItemIn, Tag("~name")]
    | Annotated[DescriptionItemIn, Tag("~description")]
    | Annotated[QueryItemIn, Tag("~query")]
    | Annotated[RemovalItemIn, Tag("~removal")],
    Discriminator(_kind),
]
AnyItem = PinItemIn | UnpinItemIn | NameItemIn | DescriptionItemIn | QueryItemIn | RemovalItemIn


class ListChangesIn(In):
    """Changes to a list: applied at once for who holds it, a request to the owner for anybody else."""

    items: list[ItemIn] = Field(min_length=1, max_length=20)
    message: str = Field("", max_length=1000)
    version: int | None = Field(
        None, ge=1, le=2**31 - 1, description="La version lue, si l’on veut être sûr."
    )


class ListChangesOut(Out):
    """`applied`, or the request that now waits for the owner."""

    applied: bool
    request_id: UUID | None


class DecisionIn(In):
    """The items that are accepted; all others are refused."""

    accepted: list[UUID] = Field(default_factory=list, max_length=2000)
    answer: str = Field("", max_length=1000)


class ListPersonOut(Out):
    id: UUID
    name: str


class ListOut(Out):
    id: UUID
    name: str
    description: str
    kind: Literal["dynamic", "frozen"]
    owner: ListPersonOut | None
    delegate: ListPersonOut | None
    mine: bool
    may_change: bool
    waiting: int
    frozen_at: datetime | None
    deleted: bool
    created_at: datetime
    updated_at: datetime
    version: int


class ListDetailOut(ListOut):
    """`query` is null for a frozen list, and where it asks what the reader may not see (`query_hidden`)."""

    query: dict[str, Any] | None
    query_hidden: bool
    told: ToldOut | None
    count: int
    pinned_in: int
    pinned_out: int


class MemberOut(MatchOut):
    pinned: bool
    reason: str


class MemberPage(Out):
    items: list[MemberOut]
    total: int
    limit: int
    offset: int


class PinOut(Out):
    contact: ListPersonOut
    way: Way
    reason: str
    pinned_by: str
    pinned_at: datetime


class ExplainedOut(Out):
    text: str
    holds: bool | None
    found: list[str]
    note: str
    children: list["ExplainedOut"]


class WhyOut(Out):
    member: bool
    because: str
    pin: PinOut | None
    tree: ExplainedOut | None


class ListRequestOut(Out):
    id: UUID
    list: ListPersonOut
    author: str
    mine: bool
    may_decide: bool
    message: str
    state: Literal["open", "accepted", "partly", "refused", "withdrawn"]
    created_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str


class ListItemOut(Out):
    """One change that is asked for; `outdated` says why it can't be applied any more."""

    id: UUID
    kind: Literal["pin", "unpin", "name", "description", "query", "removal"]
    state: ItemState
    outdated: str
    contact: ListPersonOut | None
    way: str
    reason: str
    before: str
    after: str
    told_before: ToldOut | None
    told_after: ToldOut | None


class DifferenceOut(Out):
    before: int
    after: int
    entering: int
    leaving: int
    enter: list[ListPersonOut]
    leave: list[ListPersonOut]


class ListRequestDetailOut(ListRequestOut):
    items: list[ListItemOut]
    difference: DifferenceOut | None
