"""Kinds of fields that events, guests and their doors share."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Field
from pydantic import AfterValidator, AwareDatetime

MOST_COMPANIONS = 20


MOST_PLACES = 1_000_000


_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


_ZONES = available_timezones()


def _known_zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("Ce fuseau horaire n’est pas connu. Exemple : Europe/Paris.")
    return name


def _within_reason(moment: datetime) -> datetime:
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("Cette date est trop éloignée.")
    return moment


def _address(value: str) -> str:
    try:
        if value:
            validate_email(value)
    except ValidationError:
        raise ValueError("Cette adresse e-mail n’a pas la forme attendue.") from None
    return value


def _one_line(value: str) -> str:
    if any(char in value for char in "\r\n\x0b\x0c\x85\u2028\u2029"):
        raise ValueError("Une seule ligne est attendue.")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_within_reason)]


Zone = Annotated[str, Field(max_length=40), AfterValidator(_known_zone)]


Email = Annotated[str, Field(max_length=254), AfterValidator(_address)]


Line = Annotated[str, AfterValidator(_one_line)]


CategoryName = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_one_line)]


PlacesByCategory = Annotated[
    dict[CategoryName, Annotated[int, Field(ge=0, le=MOST_PLACES)]], Field(max_length=50)
]


Cost = Annotated[Decimal, Field(ge=0, le=Decimal("99999999.99"), max_digits=10, decimal_places=2)]
