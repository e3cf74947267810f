"""Criteria of the vocabularies: what a person, a position or an organisation is filed under, with the subtree."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from backend.contacts.models import Term, Vocabulary
from backend.contacts.targeting.criteria import ALIASES, Asking, Criterion, Scope
from backend.contacts.targeting.kinds import TERM
from backend.contacts.targeting.sql import Sql, negation

_OWNERS: list[tuple[Scope, str, str]] = [
    ("person", "Identité", "de la personne"),
    ("position", "Fonction", "de la fonction"),
    ("organisation", "Organisme", "de l’organisme"),
]
# A merged term stands for the one that took its uses.
_UNDER = (
    "WITH RECURSIVE under AS (SELECT id, merged_into_id FROM contacts_term WHERE id = ANY(%s) UNION "
    "SELECT term.id, term.merged_into_id FROM contacts_term term JOIN under "
    "ON term.parent_id = under.id OR term.id = under.merged_into_id) SELECT id FROM under"
)


def _build(scope: Scope, vocabulary: str) -> Callable[[Asking, str, Any], Sql]:
    source = f"contacts_classification filed WHERE filed.{scope}_id = {ALIASES[scope]}.id AND "

    def build(asking: Asking, cmp: str, ids: Any) -> Sql:
        if cmp in ("empty", "filled"):
            held = Sql(
                f"{ALIASES[scope]}.id IN (SELECT filed.{scope}_id FROM contacts_classification filed "  # noqa: S608
                f"JOIN contacts_term term ON term.id = filed.term_id WHERE term.vocabulary = %s "
                f"AND filed.{scope}_id IS NOT NULL)",
                (vocabulary,),
            )
            return held if cmp == "filled" else negation(held)
        wanted = f"ANY(ARRAY({_UNDER}))" if cmp == "under" else "ANY(%s)"
        return Sql(f"EXISTS (SELECT 1 FROM {source}filed.term_id = {wanted})", (list(ids),))  # noqa: S608

    return build


def _names(ids: Sequence[Any]) -> dict[str, str]:
    return {str(pk): label for pk, label in Term.objects.filter(pk__in=ids).values_list("pk", "label")}


def _found(vocabulary: str) -> Callable[[Any], list[str]]:
    def read(row: Any) -> list[str]:
        filed = row.classifications.all()
        return [each.term.label for each in filed if each.term.vocabulary == vocabulary]

    return read


def _all() -> Iterator[Criterion]:
    for scope, family, whose in _OWNERS:
        for vocabulary in Vocabulary:
            yield Criterion(
                f"{scope}.term.{vocabulary.value}",
                f"{vocabulary.label} {whose}",
                family,
                scope,
                TERM,
                build=_build(scope, vocabulary),
                names=_names,
                found=_found(vocabulary),
                vocabulary=vocabulary.value,
            )


TERMS = list(_all())
