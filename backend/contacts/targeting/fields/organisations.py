"""Criteria of an organisation in which somebody holds a position."""

from collections.abc import Sequence
from typing import Any

from backend.contacts.models import Organisation
from backend.contacts.targeting.criteria import Asking, Criterion
from backend.contacts.targeting.fields.found import attribute
from backend.contacts.targeting.kinds import CODE, LIST, TEXT, Comparison, Kind
from backend.contacts.targeting.sql import Sql, any_of, escaped, like_any

FAMILY = "Organisme"
_BEFORE_AFTER = {"contains": ("%", "%"), "starts": ("", "%"), "is": ("", "")}
# The organisation itself, chosen by name; its parts count as itself.
ORGANISATIONS = Kind(
    "organisation",
    {
        "is": Comparison("est", LIST.comparisons["in"].takes, LIST.comparisons["in"].sql),
        "under": Comparison("est ou dépend de", LIST.comparisons["in"].takes, LIST.comparisons["in"].sql),
    },
)


_UNDER = (
    "WITH RECURSIVE under AS (SELECT id, merged_into_id FROM contacts_organisation WHERE id = ANY(%s) UNION "
    "SELECT part.id, part.merged_into_id FROM contacts_organisation part "
    "JOIN under ON part.parent_id = under.id OR part.id = under.merged_into_id) SELECT id FROM under"
)
_MERGED = _UNDER.replace("part.parent_id = under.id OR ", "")


def _named(asking: Asking, cmp: str, texts: Any) -> Sql:
    """Usual name, legal name or acronym."""
    if cmp in ("empty", "filled"):
        return Sql("org.name = ''" if cmp == "empty" else "org.name <> ''")
    before, after = _BEFORE_AFTER[cmp]
    patterns = [f"{before}{escaped(text)}{after}" for text in texts]
    return any_of(like_any(f"org.{column}", patterns) for column in ("name", "legal_name", "acronym"))


def _chosen(asking: Asking, cmp: str, ids: Any) -> Sql:
    """An organisation that was merged stands for the one that it went into."""
    return Sql(f"org.id = ANY(ARRAY({_UNDER if cmp == 'under' else _MERGED}))", (list(ids),))


def _names(ids: Sequence[Any]) -> dict[str, str]:
    found = Organisation.objects.filter(pk__in=ids).values_list("pk", "name")
    return {str(pk): name for pk, name in found}


ORGANISATION = [
    Criterion(
        "organisation.name", "Organisme", FAMILY, "organisation", TEXT, build=_named, found=attribute("name")
    ),
    Criterion(
        "organisation.id",
        "Cet organisme",
        FAMILY,
        "organisation",
        ORGANISATIONS,
        build=_chosen,
        names=_names,
        found=attribute("name"),
    ),
    Criterion(
        "organisation.siren", "SIREN", FAMILY, "organisation", CODE, "org.siren", found=attribute("siren")
    ),
    Criterion(
        "organisation.siret", "SIRET", FAMILY, "organisation", CODE, "org.siret", found=attribute("siret")
    ),
]
