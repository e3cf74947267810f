"""Criteria of the person: who they are, where their record comes from, how complete it is."""

from collections.abc import Callable, Sequence
from typing import Any

from backend.contacts.models import Channel, ContactList, DataSource, Person, Source
from backend.contacts.search.asking import Word
from backend.contacts.search.lexicon import alike
from backend.contacts.search.words import query_words
from backend.contacts.targeting.criteria import Asking, Choice, Criterion
from backend.contacts.targeting.fields.found import attribute
from backend.contacts.targeting.kinds import CHOICE, CODE, DATE, LIST, MONTH, NUMBER, TEXT, WORDS
from backend.contacts.targeting.sql import TODAY, Sql, all_of, any_of, exists

WHO, RECORD, OTHER = "Identité", "Fiche", "Listes et recherche"
_AGE = f"extract(year FROM age({TODAY}, contacts_person.birth_date))::int"
# One point each: given name, civility, function, organisation, e-mail, phone, address, type. 0 to 100.
_COMPLETENESS = """((
 (contacts_person.given_name <> '')::int + (contacts_person.civility <> '')::int
 + (contacts_person.contact_type <> '')::int
 + (coalesce(contacts_person.summary ->> 'function', '') <> '')::int
 + (coalesce(contacts_person.summary ->> 'organisation', '') <> '')::int
 + (coalesce(contacts_person.summary -> 'emails', '[]'::jsonb) <> '[]'::jsonb)::int
 + (coalesce(contacts_person.summary -> 'phones', '[]'::jsonb) <> '[]'::jsonb)::int) * 100 / 7)"""


def _in_use(column: str) -> Callable[[], Sequence[Choice]]:
    def read() -> Sequence[Choice]:
        used = (
            Person.objects.exclude(**{column: ""}).order_by(column).values_list(column, flat=True).distinct()
        )
        return [Choice(value, value) for value in used[:200]]

    return read


def _labels(choices: Any) -> Callable[[], Sequence[Choice]]:
    return lambda: [Choice(value, label) for value, label in choices.choices if value]


def _sources() -> Sequence[Choice]:
    return [Choice(str(pk), name) for pk, name in DataSource.objects.values_list("pk", "name")]


def _labelled(column: str, choices: Any) -> Callable[[Any], list[str]]:
    return lambda person: [choices(getattr(person, column)).label] if getattr(person, column) else []


def _words(asking: Asking, cmp: str, text: str) -> Sql:
    """Every word is found in the record, as the search box finds it: written so, or sounding so; errors apart."""
    words = [Word(each) for each in query_words(text)]
    return all_of(_found_in_row(word, asking.private) for word in words)


def _found_in_row(word: Word, private: bool) -> Sql:
    found = word.found(private)
    parts = [Sql(found.text, tuple(found.params))]
    if word.is_spoken and (sounds := alike(word.text).sounds):
        parts.append(Sql("s.tokens && %s::text[]", (sounds,)))
    return exists(
        "contacts_personsearch s",
        all_of([Sql("s.id = contacts_person.id"), any_of(parts)]),
    )


def _member(asking: Asking, cmp: str, lists: Any) -> Sql:
    assert asking.membership is not None
    return asking.membership(lists)


def _list_names(ids: Sequence[Any]) -> dict[str, str]:
    found = ContactList.objects.filter(pk__in=ids).values_list("pk", "name", "deleted_at")
    return {str(pk): f"{name} (supprimée)" if gone else name for pk, name, gone in found}


def _text(column: str, label: str, **more: Any) -> Criterion:
    expression = f"contacts_person.{column}"
    return Criterion(
        f"person.{column}", label, WHO, "person", TEXT, expression, found=attribute(column), **more
    )


def _day_of(column: str) -> str:
    return f"(contacts_person.{column} AT TIME ZONE 'Europe/Paris')::date"


PERSON = [
    _text("family_name", "Nom"),
    _text("given_name", "Prénom"),
    _text("birth_name", "Nom de naissance"),
    Criterion(
        "person.civility",
        "Civilité",
        WHO,
        "person",
        CHOICE,
        "contacts_person.civility",
        choices=_in_use("civility"),
        found=attribute("civility"),
    ),
    _text("title", "Titre"),
    Criterion(
        "person.contact_type",
        "Type de contact",
        WHO,
        "person",
        CHOICE,
        "contacts_person.contact_type",
        choices=_in_use("contact_type"),
        found=attribute("contact_type"),
    ),
    Criterion(
        "person.birth_date",
        "Date de naissance",
        WHO,
        "person",
        DATE,
        "contacts_person.birth_date",
        found=attribute("birth_date"),
        sensitive=True,
    ),
    Criterion(
        "person.age", "Âge", WHO, "person", NUMBER, _AGE, found=attribute("birth_date"), sensitive=True
    ),
    Criterion(
        "person.birth_month",
        "Anniversaire",
        WHO,
        "person",
        MONTH,
        "contacts_person.birth_date",
        found=attribute("birth_date"),
        sensitive=True,
    ),
    Criterion(
        "person.note",
        "Notes",
        WHO,
        "person",
        TEXT,
        "contacts_person.note",
        found=attribute("note"),
        sensitive=True,
    ),
    Criterion(
        "person.preferred_channel",
        "Canal préféré",
        WHO,
        "person",
        CHOICE,
        "contacts_person.preferred_channel",
        choices=_labels(Channel),
        found=_labelled("preferred_channel", Channel),
    ),
    Criterion(
        "person.source",
        "Origine",
        RECORD,
        "person",
        CHOICE,
        "contacts_person.source",
        choices=_labels(Source),
        found=_labelled("source", Source),
        comparisons=("is",),
    ),
    Criterion(
        "person.data_source",
        "Source de données",
        RECORD,
        "person",
        CHOICE,
        "coalesce(contacts_person.data_source_id::text, '')",
        choices=_sources,
        found=lambda person: [person.data_source.name] if person.data_source else [],
    ),
    Criterion(
        "person.origin_file",
        "Fichier d’origine",
        RECORD,
        "person",
        TEXT,
        "contacts_person.origin_file",
        found=attribute("origin_file"),
    ),
    Criterion(
        "person.import",
        "Import",
        RECORD,
        "person",
        CODE,
        "coalesce(contacts_person.origin_import_id::text, '')",
        found=attribute("origin_file"),
        comparisons=("is", "empty", "filled"),
    ),
    Criterion(
        "person.created",
        "Fiche créée",
        RECORD,
        "person",
        DATE,
        _day_of("created_at"),
        found=attribute("created_at"),
        comparisons=("since", "before", "on", "between", "last_days", "older_days"),
    ),
    Criterion(
        "person.updated",
        "Fiche modifiée",
        RECORD,
        "person",
        DATE,
        _day_of("updated_at"),
        found=attribute("updated_at"),
        comparisons=("since", "before", "on", "between", "last_days", "older_days"),
    ),
    Criterion(
        "person.completeness",
        "Fiche complète à (%)",
        RECORD,
        "person",
        NUMBER,
        _COMPLETENESS,
        comparisons=("less", "more", "between"),
        hint="prénom, civilité, type, fonction, organisme, e-mail, téléphone",
    ),
    Criterion("person.words", "La fiche", OTHER, "person", WORDS, build=_words),
    Criterion("person.list", "La personne", OTHER, "person", LIST, build=_member, names=_list_names),
]
