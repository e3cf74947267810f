"""The columns that an export may hold: what stands over each, how it is read, and whether it is sensitive.

Those that our own imports know carry the header that imports recognise, so that a file can be loaded again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.utils.timezone import localtime

from backend.contacts.exports.postal import NOWHERE, Postal, postal_of
from backend.contacts.exports.records import Record
from backend.contacts.models import FieldDefinition, Vocabulary
from backend.contacts.present import display
from backend.core.errors import Invalid

Value = str | int | float | date | datetime | None
Kind = Literal["text", "phone", "number", "date", "moment"]
BETWEEN = " ; "


@dataclass(frozen=True, slots=True)
class Column:
    """READ gives text, a number, a day, or a moment; POINTS is the kind of contact point it shows, if one."""

    key: str
    header: str
    group: str
    read: Callable[[Record], Value]
    kind: Kind = "text"
    is_sensitive: bool = False
    points: str = ""
    needs_terms: bool = False


def _person(field: str) -> Callable[[Record], Value]:
    return lambda record: getattr(record.person, field)


def _position(field: str) -> Callable[[Record], Value]:
    return lambda record: getattr(record.position, field) if record.position else None


def _organisation(record: Record) -> str:
    return record.organisation.name if record.organisation else ""


def _first(*kinds: str) -> Callable[[Record], Value]:
    def read(record: Record) -> str:
        found = next((point for kind in kinds if (point := record.point(kind))), None)
        return display(found) if found else ""

    return read


def _others(kind: str) -> Callable[[Record], Value]:
    return lambda record: BETWEEN.join(display(point) for point in record.points(kind)[1:])


def _all(kind: str) -> Callable[[Record], Value]:
    return lambda record: BETWEEN.join(display(point) for point in record.points(kind))


def postal(record: Record) -> Postal:
    point = record.point("address")
    return postal_of(point) if point else NOWHERE


def _moment(field: str) -> Callable[[Record], Value]:
    return lambda record: localtime(getattr(record.person, field)).replace(tzinfo=None, microsecond=0)


def _channel(record: Record) -> str:
    held = record.position.preferred_channel if record.position else ""
    if held:
        return str(record.position.get_preferred_channel_display())  # type: ignore[union-attr]
    return str(record.person.get_preferred_channel_display()) if record.person.preferred_channel else ""


def _terms(vocabulary: str) -> Callable[[Record], Value]:
    def read(record: Record) -> str:
        owners: list[Any] = [record.person, record.position, record.organisation]
        filed = [item.term for owner in owners if owner for item in owner.classifications.all()]
        labels = [term.label for term in filed if term.vocabulary == vocabulary]
        return BETWEEN.join(dict.fromkeys(labels))

    return read


PERSON, JOB, REACH, ADDRESS, FILING, LIFE = (
    "Contact",
    "Fonction",
    "Coordonnées",
    "Adresse",
    "Classement",
    "Fiche",
)
BUILT_IN: tuple[Column, ...] = (
    Column("civility", "Civilité", PERSON, _person("civility")),
    Column("title", "Titre", PERSON, _person("title")),
    Column("given_name", "Prénom", PERSON, _person("given_name")),
    Column("family_name", "Nom", PERSON, _person("family_name")),
    Column("birth_name", "Nom de naissance", PERSON, _person("birth_name")),
    Column("birth_date", "Date de naissance", PERSON, _person("birth_date"), "date", is_sensitive=True),
    Column("contact_type", "Type de contact", PERSON, _person("contact_type")),
    Column("preferred_channel", "Canal préféré", PERSON, _channel),
    Column("function", "Fonction", JOB, _position("function")),
    Column("service", "Service", JOB, _position("service")),
    Column("organisation", "Organisme", JOB, _organisation),
    Column("email", "E-mail", REACH, _first("email"), points="email"),
    Column("other_emails", "E-mails secondaires", REACH, _others("email"), points="email"),
    Column("phone", "Téléphone", REACH, _first("phone"), "phone", points="phone"),
    Column("mobile", "Mobile", REACH, _first("mobile"), "phone", points="mobile"),
    Column("other_phones", "Téléphones secondaires", REACH, _others("phone"), "phone", points="phone"),
    Column("fax", "Fax", REACH, _first("fax"), "phone", points="fax"),
    Column("web", "Site", REACH, _first("web"), points="web"),
    Column("social", "Réseau social", REACH, _all("social"), points="social"),
    Column("address", "Adresse", ADDRESS, lambda r: "\n".join(postal(r).lines), points="address"),
    Column("postal_code", "Code postal", ADDRESS, lambda r: postal(r).postal_code, points="address"),
    Column("city", "Ville", ADDRESS, lambda r: postal(r).city, points="address"),
    Column("country", "Pays", ADDRESS, lambda r: postal(r).country, points="address"),
    Column("note", "Notes", LIFE, _person("note"), is_sensitive=True),
    Column("origin_file", "Fichier d’origine", LIFE, _person("origin_file")),
    Column("created_at", "Créée le", LIFE, _moment("created_at"), "moment"),
    Column("updated_at", "Modifiée le", LIFE, _moment("updated_at"), "moment"),
    Column("id", "Identifiant", LIFE, lambda record: str(record.person.pk)),
)
VOCABULARIES = tuple(
    Column(f"terms:{value}", label, FILING, _terms(value), needs_terms=True)
    for value, label in Vocabulary.choices
)
USUAL = (
    *("civility", "given_name", "family_name", "function", "service", "organisation"),
    *("email", "phone", "mobile", "address", "postal_code", "city", "country"),
)


def columns_for(user: Any) -> list[Column]:
    """Every column that USER may export: sensitive ones need `contacts.view_sensitive`."""
    allowed = user.has_perm("contacts.view_sensitive")
    every = [*BUILT_IN, *VOCABULARIES, *_custom()]
    return [column for column in every if allowed or not column.is_sensitive]


def chosen_columns(user: Any, keys: Sequence[str]) -> list[Column]:
    """The columns KEYS name, in that order.

    Raises:
        Invalid: one does not exist, or USER may not see it.
    """
    known = {column.key: column for column in columns_for(user)}
    wanted = list(dict.fromkeys(keys))
    if missing := [key for key in wanted if key not in known]:
        named = ", ".join(missing)[:100]
        raise Invalid(fields={"columns": f"Ces colonnes n’existent pas ou vous sont fermées : {named}."})
    return [known[key] for key in wanted]


def _custom() -> Iterable[Column]:
    for definition in FieldDefinition.objects.filter(retired_at=None):
        kind: Kind = definition.kind if definition.kind in ("number", "date") else "text"  # type: ignore[assignment]
        yield Column(
            f"custom:{definition.key}",
            definition.label,
            FieldDefinition.Owner(definition.owner).label,
            _custom_value(definition.owner, definition.key, kind),
            kind,
            is_sensitive=definition.is_sensitive,
        )


def _custom_value(owner: str, key: str, kind: Kind) -> Callable[[Record], Value]:
    def read(record: Record) -> Value:
        held = record.person if owner == "person" else getattr(record, owner)
        value = held.custom.get(key) if held else None
        if kind == "date" and isinstance(value, str):
            return _day(value)
        return value if isinstance(value, int | float) or value is None else str(value)

    return read


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
