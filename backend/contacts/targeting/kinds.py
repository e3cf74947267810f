"""Kinds of criteria: which comparisons each knows, what values those take, their SQL and their French.

A comparison is two-valued: what is not filled in is neither before nor after a day, and `not` of it holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from annotated_types import MaxLen, MinLen
from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from backend.contacts.targeting.sql import Sql, escaped, like_any
from backend.core.clock import today
from backend.core.http.french import message_for

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Texts = Annotated[list[Text], MinLen(1), MaxLen(100)]
Ids = Annotated[list[UUID], MinLen(1), MaxLen(200)]
Days = Annotated[int, Field(ge=1, le=36_500)]
Number = Annotated[Decimal, Field(max_digits=15, decimal_places=6)]
Two = Annotated[list[date], MinLen(2), MaxLen(2)]
TwoNumbers = Annotated[list[Number], MinLen(2), MaxLen(2)]
Months = Annotated[list[Annotated[int, Field(ge=1, le=12)]], MinLen(1), MaxLen(12)]


class Near(TypedDict):
    """At most KM kilometres from a PLACE of the gazetteer."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    place: Annotated[str, Field(max_length=40)]
    km: Annotated[float, Field(gt=0, le=2000)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """PHRASE is what stands between the label and the value: « contient »."""

    phrase: str
    takes: TypeAdapter[Any] | None
    sql: Callable[[str, Any], Sql]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    comparisons: Mapping[str, Comparison]


def read_value(kind: Kind, cmp: str, value: Any) -> Any:
    """VALUE as the comparison takes it.

    Raises:
        ValueError: it can't be one; the message is for a person.
    """
    takes = kind.comparisons[cmp].takes
    if takes is None:
        if value is not None:
            raise ValueError("Cette comparaison n’attend pas de valeur.")
        return None
    if value is None or value == []:
        raise ValueError("Il manque une valeur.")
    try:
        read = takes.validate_python(value)
    except ValidationError as error:
        raise ValueError(message_for(error.errors()[0])) from None
    if cmp == "between" and read[0] > read[1]:
        raise ValueError("La fin vient avant le début.")
    return read


def _known(expression: str, condition: str, *params: Any) -> Sql:
    return Sql(f"({expression} IS NOT NULL AND {condition})", params)


def _patterns(before: str, after: str) -> Callable[[str, Any], Sql]:
    def build(expression: str, texts: list[str]) -> Sql:
        return like_any(expression, [f"{before}{escaped(text)}{after}" for text in texts])

    return build


def _day(days: int) -> date:
    return today() - timedelta(days=days)


def _compared(sign: str) -> Callable[[str, Any], Sql]:
    return lambda expression, value: _known(expression, f"{expression} {sign} %s", value)


def _between(expression: str, pair: list[Any]) -> Sql:
    return _known(expression, f"{expression} BETWEEN %s AND %s", *pair)


_EMPTY_TEXT = {
    "empty": Comparison("n’est pas renseigné", None, lambda expression, _: Sql(f"{expression} = ''")),
    "filled": Comparison("est renseigné", None, lambda expression, _: Sql(f"{expression} <> ''")),
}
_NULL = {
    "empty": Comparison("n’est pas renseigné", None, lambda expression, _: Sql(f"{expression} IS NULL")),
    "filled": Comparison("est renseigné", None, lambda expression, _: Sql(f"{expression} IS NOT NULL")),
}
_texts: TypeAdapter[Any] = TypeAdapter(Texts)
_ids: TypeAdapter[Any] = TypeAdapter(Ids)
_a_day: TypeAdapter[Any] = TypeAdapter(date)
_days: TypeAdapter[Any] = TypeAdapter(Days)
_number: TypeAdapter[Any] = TypeAdapter(Number)

TEXT = Kind(
    "text",
    {
        "contains": Comparison("contient", _texts, _patterns("%", "%")),
        "is": Comparison("est", _texts, _patterns("", "")),
        "starts": Comparison("commence par", _texts, _patterns("", "%")),
        **_EMPTY_TEXT,
    },
)
CODE = Kind(  # identifiers and e-mails: compared as they are, so that an index serves
    "code",
    {
        "is": Comparison("est", _texts, lambda expression, texts: Sql(f"{expression} = ANY(%s)", (texts,))),
        "starts": Comparison(
            "commence par",
            _texts,
            lambda expression, texts: Sql(
                f"{expression} LIKE ANY (%s)", ([f"{escaped(text)}%" for text in texts],)
            ),
        ),
        **_EMPTY_TEXT,
    },
)
CHOICE = Kind(
    "choice",
    {
        "is": Comparison("est", _texts, lambda expression, texts: Sql(f"{expression} = ANY(%s)", (texts,))),
        **_EMPTY_TEXT,
    },
)
DATE = Kind(
    "date",
    {
        "since": Comparison("depuis le", _a_day, _compared(">=")),
        "before": Comparison("avant le", _a_day, _compared("<")),
        "on": Comparison("le", _a_day, _compared("=")),
        "between": Comparison("entre", TypeAdapter(Two), _between),
        "last_days": Comparison(
            "dans les derniers",
            _days,
            lambda expression, days: _known(expression, f"{expression} >= %s", _day(days)),
        ),
        "older_days": Comparison(
            "il y a plus de",
            _days,
            lambda expression, days: _known(expression, f"{expression} < %s", _day(days)),
        ),
        **_NULL,
    },
)
NUMBER = Kind(
    "number",
    {
        "is": Comparison("est", _number, _compared("=")),
        "less": Comparison("est inférieur à", _number, _compared("<")),
        "more": Comparison("est supérieur à", _number, _compared(">")),
        "between": Comparison("est entre", TypeAdapter(TwoNumbers), _between),
        **_NULL,
    },
)
FLAG = Kind(
    "flag",
    {
        "is": Comparison(
            "", TypeAdapter(bool), lambda expression, yes: Sql(expression if yes else f"NOT ({expression})")
        )
    },
)
MONTH = Kind(
    "month",
    {
        "is": Comparison(
            "en",
            TypeAdapter(Months),
            lambda expression, months: _known(
                expression, f"extract(month FROM {expression})::int = ANY(%s)", months
            ),
        )
    },
)


def _unbuilt(expression: str, value: Any) -> Sql:
    raise NotImplementedError("The criterion says how it is compiled.")


TERM = Kind(
    "term",
    {
        "under": Comparison("relève de", _ids, _unbuilt),
        "exactly": Comparison("est exactement", _ids, _unbuilt),
        "empty": Comparison("n’est pas renseigné", None, _unbuilt),
        "filled": Comparison("est renseigné", None, _unbuilt),
    },
)
PLACE = Kind("place", {"in": Comparison("est dans", _texts, _unbuilt)})
NEAR = Kind("near", {"within": Comparison("à moins de", TypeAdapter(Near), _unbuilt)})
LIST = Kind("list", {"in": Comparison("figure dans", _ids, _unbuilt)})
WORDS = Kind("words", {"match": Comparison("contient", TypeAdapter(Text), _unbuilt)})
EVENT = Kind(
    "event",
    {
        "any": Comparison("à un événement quelconque", None, _unbuilt),
        "in": Comparison("à", _ids, _unbuilt),
        "last_days": Comparison("à un événement des derniers", _days, _unbuilt),
    },
)
KINDS = (TEXT, CODE, CHOICE, DATE, NUMBER, FLAG, MONTH, TERM, PLACE, NEAR, LIST, WORDS, EVENT)
