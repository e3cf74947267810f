"""Which column of a file holds what: French and English headers, those of record-linkage data included.

`contacts/imports/columns.py` does the same for imports, where a column that is guessed wrong is seen and mended by
hand; nobody looks here, so a header that is not known for sure is left aside.
"""

import re
from collections.abc import Sequence

from backend.contacts.errors import UnreadableFile
from backend.core.text import fold

FIELDS = (
    *("given_name", "surname", "other_surname", "full_name", "civility", "birth_date"),
    *(
        "birth_year",
        "birth_month",
        "birth_day",
        "address",
        "postcode",
        "city",
        "email",
        "phone",
        "organisation",
    ),
)
Mapping = dict[str, list[int]]
"""For each field, the places of its columns, in the order of the file."""

_PATTERNS = [
    (
        "email",
        r"(adresse )?(e ?mail|courriel|mel|mail)( .*)?|adresse (electronique|internet)|.* (e ?mail|courriel)",
    ),
    (
        "phone",
        r"(n|no|num|numero)?( de)? ?(tel|telephone|phone|mobile|portable|gsm|cell|fixe|standard)( .*)?",
    ),
    (
        "phone",
        r"(home|work|mobile|cell|office) ?(phone|tel|telephone)( number)?|ligne directe|tel\w+ (pro|fixe).*",
    ),
    ("birth_year", r"(birth ?year|year of birth|yob|annee( de)? naissance|by|birth y)"),
    ("birth_month", r"(birth ?month|month of birth|mob|mois( de)? naissance|bm|birth m)"),
    ("birth_day", r"(birth ?day|day of birth|jour( de)? naissance|bd|birth d)"),
    (
        "birth_date",
        r"date( de)? (naissance|nais|naiss)|ne e? ?le|naissance|date ?of ?birth|birth ?date|dob|d o b",
    ),
    ("birth_date", r"birth|anniversaire|ddn|dat ?nais(s|sance)?|date nais.*"),
    (
        "other_surname",
        r"nom( de)? (naissance|jeune fille|marital|epoux|epouse|d ?usage)|maiden ?name|birth name",
    ),
    ("other_surname", r"(autre nom|former name|previous (sur|last ?)name|nomnaiss?)"),
    ("full_name", r"nom complet|nom( et)? prenoms?|prenoms?( et)? nom|full ?name|contact|identite|name"),
    ("given_name", r"(prenom|given ?name|first ?name|forename|fname|fore ?name|pnom)s?( usuel)?( 1)?"),
    (
        "surname",
        r"nom( de famille| patronymique| usuel)?|surname|last ?name|family ?name|lname|patronyme|sname",
    ),
    ("civility", r"civilite|civ|titre de civilite|sexe|genre|gender|sex|title|salutation|titre"),
    ("postcode", r"code ?postal|cp|c p|codpost|post ?code|postal ?code|zip( ?code)?|code ?post"),
    ("city", r"ville|commune|localite|city|town|suburb|municipality|locality|place"),
    (
        "address",
        r"(adresse|address|addr|adr)( ?(postale|ligne|line|rue|street|complete))?( ?\d)?|rue|voie|street",
    ),
    (
        "address",
        r"(street|house) ?(number|no|num|name|address)|(n|no|num|numero)( de)?( la)? (rue|voie)|complement.*",
    ),
    ("address", r"libelle (de )?voie|type (de )?voie|nom (de )?(la )?(voie|rue)"),
    (
        "organisation",
        r"organisme|organisation|organization|employeur|employer|societe|entreprise|structure|company( name)?",
    ),
    (
        "organisation",
        r"media|etablissement|institution|raison sociale|support|workplace|work place|nom (de l )?organisme",
    ),
]
_KNOWN = [(field, re.compile(pattern)) for field, pattern in _PATTERNS]
_ID = re.compile(r"id|rec(ord)? ?id|identifiant|uid|uuid|ref(erence)?|numero|row ?id|unique ?id|n|no")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEVERAL = {"email", "phone", "address"}


def guess(headers: Sequence[str], but: frozenset[int] = frozenset()) -> Mapping:
    """The fields that HEADERS name; the columns BUT are spoken for."""
    found: Mapping = {}
    for place, header in enumerate(headers):
        field = None if place in but else _field(header)
        if field and (field in _SEVERAL or field not in found):
            found.setdefault(field, []).append(place)
    if "surname" not in found and "other_surname" in found:
        found["surname"] = found.pop("other_surname")
    if "surname" in found and "given_name" not in found and "full_name" not in found:
        found["full_name"] = found.pop("surname")  # « Nom » alone holds both, and a lone word is a surname
    if "surname" in found or "given_name" in found:
        found.pop("full_name", None)
    return found


def _field(header: str) -> str | None:
    text = fold(_CAMEL.sub(" ", header).replace(".", " "))
    tries = (text, re.sub(r" ?\d+$", "", text))
    return next((field for text in tries for field, pattern in _KNOWN if pattern.fullmatch(text)), None)


def given_by_hand(text: str, headers: Sequence[str]) -> Mapping:
    """`given_name=prenom,surname=nom`: a field may be named several times.

    Raises:
        UnreadableFile: no such field, or no such column.
    """
    found: Mapping = {}
    for entry in filter(None, (piece.strip() for piece in text.split(","))):
        field, equals, header = entry.partition("=")
        if not equals or field.strip() not in FIELDS:
            raise UnreadableFile(
                f"« {entry} » ne désigne pas une colonne. Écrire champ=colonne, le champ étant l’un de : "
                f"{', '.join(FIELDS)}.",
                code="unknown_field",
            )
        found.setdefault(field.strip(), []).append(column(header.strip(), headers))
    return found


def column(header: str, headers: Sequence[str]) -> int:
    """The place of the column called HEADER, as written or at least as folded.

    Raises:
        UnreadableFile: there is none.
    """
    if header in headers:
        return list(headers).index(header)
    folded = [fold(text) for text in headers]
    if fold(header) and fold(header) in folded:
        return folded.index(fold(header))
    raise UnreadableFile(
        f"Aucune colonne « {header} ». Les colonnes du fichier sont : {', '.join(headers)[:400]}.",
        code="unknown_column",
    )


def id_column(headers: Sequence[str]) -> int:
    """The column that looks like an identifier, where none was named.

    Raises:
        UnreadableFile: none does.
    """
    found = next(
        (place for place, text in enumerate(headers) if _ID.fullmatch(fold(_CAMEL.sub(" ", text)))), None
    )
    if found is None:
        raise UnreadableFile(
            f"Indiquer la colonne des identifiants avec --id, parmi : {', '.join(headers)[:400]}.",
            code="no_id_column",
        )
    return found
