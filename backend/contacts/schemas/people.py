"""Persons as the API takes and gives them."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator

from backend.contacts.schemas.parts import (
    Channel,
    ContactPointIn,
    ContactPointOut,
    Custom,
    IntermediaryIn,
    IntermediaryOut,
    Kind,
    OrganisationBrief,
    PrincipalOut,
    TermBrief,
)
from backend.core.dates import typed_day
from backend.core.http.paging import Page
from backend.core.http.schemas import In, Out

SELECTION_AT_MOST = 10_000
"""Contacts that can be chosen one by one: as many as an export of a selection takes."""
_SHORT_YEAR = re.compile(r"00(\d\d)-(\d\d)-(\d\d)")


def _born(value: Any) -> Any:
    """`0048-02-29`, which is what a browser makes of a year that was typed with two figures, is in 1948."""
    short = _SHORT_YEAR.fullmatch(value) if isinstance(value, str) else None
    return (typed_day(f"{short[3]}/{short[2]}/{short[1]}", is_past=True) or value) if short else value


BirthDate = Annotated[date, BeforeValidator(_born)]


class ContactDetails(Out):
    """What a table shows of a person beside the card; positions and points of today."""

    service: str
    contact_type: str
    town: str
    terms: list[str]
    state: Literal["", "bounced", "refused", "missing"] = Field(
        description="Le plus grave de ses coordonnées ; `missing` : ni e-mail ni téléphone."
    )
    preferred_channel: Channel
    last_contact: datetime | None = Field(description="Dernière invitation envoyée.")
    created_at: datetime


class ContactCard(Out):
    id: UUID
    name: str
    sort_name: str
    civility: str
    function: str
    organisation: str
    email: str
    phone: str
    updated_at: datetime
    matched: str = Field(
        default="", description="Pourquoi la recherche a trouvé ce contact ; vide si le nom le dit."
    )
    details: ContactDetails | None = Field(default=None, description="Donné avec `details=true`.")


class ContactPage(Page[ContactCard]):
    total_capped: bool = Field(description="Vrai si `total` est un minimum : il y en a au moins autant.")


class ContactIds(Out):
    """Of all that a query finds the first `most`, by name; `total` counts them to the last one."""

    ids: list[UUID]
    total: int
    most: int


TOGETHER = 2_000


class Together(In):
    """Contacts that something is done to at once; their search rows are made again in the same transaction."""

    contact_ids: list[UUID] = Field(min_length=1, max_length=TOGETHER)


class FiledTogether(Together):
    term_id: UUID
    filed: bool = Field(default=True, description="Faux pour retirer le terme.")


class ChangedTogether(Out):
    """Those for whom it changed something."""

    contact_ids: list[UUID]


class PositionOut(Out):
    id: UUID
    function: str
    service: str
    organisation: OrganisationBrief | None
    is_main: bool
    started_on: date | None
    ended_on: date | None
    is_current: bool
    preferred_channel: Channel
    custom: Custom
    terms: list[TermBrief]
    contact_points: list[ContactPointOut]
    inherited: list[ContactPointOut] = Field(
        description="Coordonnées de l’organisme, pour ce que la fonction n’a pas elle-même."
    )


class ReachPoint(Out):
    """The best point of its kind to use now, and whose it is."""

    id: UUID
    kind: Kind
    value: str
    display: str
    label: str
    owner: Literal["position", "person", "organisation"]


class ReachOut(Out):
    channel: Channel = Field(description="Le canal préféré, s’il y en a un.")
    phone: ReachPoint | None
    email: ReachPoint | None
    address: ReachPoint | None


class AlertOut(Out):
    code: Literal["point_refused", "point_bounced", "position_ended", "intermediary_replaces", "in_bin"]
    text: str
    id: UUID | None = Field(description="La coordonnée, la fonction ou l’intermédiaire dont il s’agit.")


class OriginOut(Out):
    source: str
    file: str
    row: int | None


class ContactOut(Out):
    id: UUID
    civility: str
    title: str
    given_name: str
    family_name: str
    birth_name: str
    name: str
    sort_name: str
    birth_date: date | None
    contact_type: str
    preferred_channel: Channel
    note: str
    custom: Custom
    terms: list[TermBrief]
    positions: list[PositionOut]
    contact_points: list[ContactPointOut]
    intermediaries: list[IntermediaryOut]
    principals: list[PrincipalOut]
    reach: ReachOut
    alerts: list[AlertOut]
    hidden: list[str] = Field(
        description="Ce que la fiche peut contenir et que vous n’avez pas le droit de voir : "
        "`birth_date`, `note`, `private_points`, `custom.…`."
    )
    origin: OriginOut
    deleted: bool
    created_at: datetime
    updated_at: datetime
    version: int


class OfflineContact(Out):
    id: UUID
    name: str
    function: str
    organisation: str
    emails: list[str]
    phones: list[str]
    search: str
    sort_name: str
    is_past: bool = False


class OfflinePlace(Schema):
    """Query parameters of the feed: where the last page ended, and how many contacts at most."""

    after: str = Field(default="", max_length=300)
    limit: int = Field(default=1000, ge=1, le=2000)


class OfflinePage(Out):
    items: list[OfflineContact]
    next: str | None = Field(
        default=None, description="À redonner comme `after`, tout de suite ou plus tard."
    )
    more: bool
    removed: list[UUID]
    cursor: int


class PositionIn(In):
    """A position to keep (with its id) or to add; `organisation` is a name, found or made.

    Of one that is kept, what is not given stays as it is. `custom` is completed: null takes a value away.
    """

    id: UUID | None = None
    function: str = Field(default="", max_length=200)
    service: str = Field(default="", max_length=200)
    organisation: str = Field(default="", max_length=200)
    organisation_id: UUID | None = Field(default=None, description="À la place de `organisation`.")
    is_main: bool = False
    started_on: date | None = None
    ended_on: date | None = None
    preferred_channel: Channel = ""
    custom: Custom = Field(default_factory=dict, max_length=100)
    terms: list[UUID] = Field(default_factory=list, max_length=100)
    contact_points: list[ContactPointIn] = Field(default_factory=list, max_length=30)


class _PersonFields(In):
    civility: str = Field(default="", max_length=20)
    title: str = Field(default="", max_length=80)
    given_name: str = Field(default="", max_length=120)
    birth_name: str = Field(default="", max_length=120)
    birth_date: BirthDate | None = None
    contact_type: str = Field(default="", max_length=80)
    preferred_channel: Channel = ""
    note: str = Field(default="", max_length=10_000)
    custom: Custom = Field(default_factory=dict, max_length=100)
    terms: list[UUID] = Field(default_factory=list, max_length=200)
    positions: list[PositionIn] = Field(default_factory=list, max_length=20)
    contact_points: list[ContactPointIn] = Field(default_factory=list, max_length=60)
    intermediaries: list[IntermediaryIn] = Field(default_factory=list, max_length=30)


class ContactIn(_PersonFields):
    family_name: str = Field(min_length=1, max_length=120)


class ContactPatch(_PersonFields):
    """Only what is given is changed; a list that is given replaces the whole list, `custom` is completed."""

    family_name: str = Field(default="", max_length=120)
    version: int = Field(
        ge=1, le=2**31 - 1, description="La version lue : refusé si la fiche a changé depuis."
    )
