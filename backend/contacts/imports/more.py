"""What a row may hold beyond names and numbers: dates, channel, terms, added fields, the organisation's own."""

import re
from typing import TYPE_CHECKING

from stdnum.fr import siren, siret

from backend.contacts.custom import read_value
from backend.contacts.imports import cells
from backend.contacts.imports.columns import Column
from backend.contacts.models import Channel
from backend.contacts.names import plain

if TYPE_CHECKING:
    from backend.contacts.imports.rows import Reading

Texts = dict[str, list[tuple[Column, str]]]
_ABOUT = {"org_legal_name": ("legal_name", 200), "org_acronym": ("acronym", 40)}
_CHANNELS = {plain(label): key for key, label in Channel.choices if key} | {
    "mail": "email",
    "courriel": "email",
    "tel": "phone",
    "portable": "mobile",
    "poste": "post",
    "courrier postal": "post",
    "telecopie": "fax",
}
_CUSTOM_OF = {"person": "custom", "position": "job_custom", "organisation": "house_custom"}
_BETWEEN_TERMS = re.compile(r"\s*[;|\n]\s*|\s*,\s+")
_TERM_AT_MOST = 120


def read_more(row: "Reading", texts: Texts) -> None:
    for field, found in texts.items():
        column, text = found[0]
        if field in ("started_on", "ended_on"):
            _date(row, field, column, text)
        elif field == "preferred_channel":
            _channel(row, column, text)
        elif field.startswith("term:"):
            _terms(row, field.removeprefix("term:"), found)
        elif field.startswith("custom:"):
            _custom(row, field.removeprefix("custom:"), column, text)
        elif field == "org_siret":
            _siret(row, column, text)
        elif field in _ABOUT:
            name, longest = _ABOUT[field]
            if len(text) > longest:
                row.refuse(column, "too_long", f"{len(text)} caractères, {longest} au plus.")
            else:
                row.draft.about[name] = " ".join(text.split())


def _date(row: "Reading", field: str, column: Column, text: str) -> None:
    if (day := cells.date_in(text)) is None:
        row.warn(column, "unreadable_date", f"« {text[:60]} » n’est pas une date ; laissée de côté.")
    else:
        setattr(row.draft, field, day.isoformat())


def _channel(row: "Reading", column: Column, text: str) -> None:
    if found := _CHANNELS.get(plain(text)):
        row.draft.preferred_channel = found
    else:
        row.warn(column, "unknown_channel", f"« {text[:60]} » n’est pas un canal connu ; laissé de côté.")


def _terms(row: "Reading", vocabulary: str, found: list[tuple[Column, str]]) -> None:
    labels = [label for _, text in found for label in _BETWEEN_TERMS.split(text) if label]
    if too_long := next((label for label in labels if len(label) > _TERM_AT_MOST), ""):
        row.refuse(found[0][0], "too_long", f"{len(too_long)} caractères, {_TERM_AT_MOST} au plus.")
    else:
        row.draft.terms[vocabulary] = list(dict.fromkeys(labels))


def _custom(row: "Reading", key: str, column: Column, text: str) -> None:
    definition = row.custom.get(key)
    if definition is None:
        return
    try:
        getattr(row.draft, _CUSTOM_OF[definition.owner])[key] = read_value(definition, text)
    except ValueError as error:
        row.warn(column, "unreadable_value", f"« {text[:60]} » : {error} La valeur est laissée de côté.")


def _siret(row: "Reading", column: Column, text: str) -> None:
    number = re.sub(r"\D", "", text)
    if siret.is_valid(number):
        row.draft.about["siret"], row.draft.about["siren"] = number, number[:9]
    elif siren.is_valid(number):
        row.draft.about["siren"] = number
    else:
        row.warn(column, "unreadable_siret", f"« {text[:60]} » n’est pas un SIRET ; laissé de côté.")
