"""Which column holds what: French headers and their variants, over one or two lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from backend.contacts.errors import UnreadableFile
from backend.contacts.imports.lines import COLUMNS_AT_MOST, Line, letter
from backend.contacts.names import plain

LABELS = {
    "civility": "Civilité",
    "title": "Titre",
    "given_name": "Prénom",
    "family_name": "Nom",
    "full_name": "Nom complet",
    "birth_date": "Date de naissance",
    "contact_type": "Type de contact",
    "category": "Catégorie",
    "function": "Fonction",
    "service": "Service",
    "organisation": "Organisme",
    "email": "E-mail",
    "phone": "Téléphone",
    "mobile": "Mobile",
    "fax": "Fax",
    "address": "Adresse",
    "postal_code": "Code postal",
    "city": "Ville",
    "country": "Pays",
    "web": "Site",
    "social": "Réseau social",
    "note": "Notes",
    "birth_name": "Nom de naissance",
    "preferred_channel": "Canal préféré",
    "private_phone": "Téléphone privé",
    "private_mobile": "Mobile privé",
    "private_email": "E-mail privé",
    "private_address": "Adresse privée",
    "private_postal_code": "Code postal privé",
    "private_city": "Ville privée",
    "private_country": "Pays privé",
    "started_on": "Début de fonction",
    "ended_on": "Fin de fonction",
    "external_id": "Identifiant dans la source",
    "org_phone": "Téléphone de l’organisme",
    "org_email": "E-mail de l’organisme",
    "org_web": "Site de l’organisme",
    "org_address": "Adresse de l’organisme",
    "org_postal_code": "Code postal de l’organisme",
    "org_city": "Ville de l’organisme",
    "org_country": "Pays de l’organisme",
    "org_siret": "SIRET de l’organisme",
    "org_legal_name": "Raison sociale",
    "org_acronym": "Sigle de l’organisme",
    "term:domain": "Domaine (liste)",
    "term:sector": "Secteur (liste)",
    "term:category": "Catégorie (liste)",
    "term:function": "Fonction (liste)",
    "term:organisation_kind": "Type d’organisme (liste)",
}
_ASSISTANT = re.compile(r".*\b(assistant|assistante|secretaire)( e)?( s)?\b.*")
_ASSISTANT_HINT = (
    "Ces coordonnées sont celles d’un autre : elles ne deviennent pas celles du contact. Ajoutez l’assistant ou "
    "l’assistante comme intermédiaire, dans la fiche."
)
_NOT_ONES = re.compile(
    r"type de messagerie.*|nom complet de l adresse.*|e mail (\d )?(type|display name)|anniversaire de mariage.*"
    r"|autre (rue|ville|code postal|pays|dep).*|other (street|city|postal code|country|state).*|.*(b p|po box)"
    r"|.*(rappel|callback|isdn|rnis|telex|ttytdd|radio phone|radiomessagerie|pager)"
)
# Tried in this order on the folded header, without figures and plural marks.
_PATTERNS = [
    ("private_phone", r"(tel|telephone|phone|home phone)( .*)?(domicile|prive|perso|personnel)|home phone"),
    ("private_mobile", r"((tel|telephone) )?(mobile|portable|gsm) (prive|perso|personnel)"),
    ("private_email", r"(e ?mail|courriel|mel|mail) (prive|perso|personnel)"),
    ("private_address", r"(rue|adresse) (domicile|privee|personnelle|perso)|home street|home address"),
    ("private_postal_code", r"(code postal|cp) (domicile|prive|perso)|home postal code"),
    ("private_city", r"ville (domicile|privee|perso)|home city"),
    ("private_country", r"pays( region)? (domicile|prive|perso)|home country( region)?"),
    ("birth_name", r"nom (de )?(naissance|jeune fille)|nom patronymique|maiden name|birth name"),
    ("preferred_channel", r"canal( de diffusion)?( prefere)?|preferred channel"),
    ("started_on", r"(date de )?(debut|prise)( de)? (fonction|poste)|en poste depuis|date d entree"),
    ("ended_on", r"(date de )?fin( de)? (fonction|poste)|date de (sortie|depart)"),
    ("external_id", r"identifiant( externe| source| unique)?|id( externe)?|external id|ref(erence)? externe"),
    ("org_siret", r"siret( .*)?"),
    ("org_legal_name", r"raison sociale complete|denomination( sociale)?"),
    ("org_phone", r"(tel|telephone) (de l )?(organisme|societe|entreprise|redaction)|company main phone"),
    ("fax", r"(business|home|other) fax|autre telecopie"),
    ("mobile", r"mobile phone|cell phone"),
    ("phone", r"(business|primary|car|other) phone|autre telephone"),
    ("address", r"(rue|adresse) bureau|business (street|address)"),
    ("postal_code", r"code postal bureau|business postal code"),
    ("city", r"ville bureau|business city"),
    ("country", r"pays( region)? bureau|business country( region)?"),
    ("email", r"adresse de messagerie|e mail address|email address"),
    ("web", r"page web|web page|website"),
    ("function", r"poste occupe|job title|intitule de poste"),
    ("service", r"department"),
    ("category", r"categories|categorie"),
    ("birth_date", r"birthday|birth date"),
    (
        "email",
        r"(adresse )?(e ?mail|courriel|mel|mail)( .*)?|adresse (electronique|e mail|mail|internet)( .*)?",
    ),
    ("fax", r"(tele ?copie|fax|telecopieur)( .*)?|n(umero)? (de )?(fax|telecopie)"),
    ("mobile", r"((tel|telephone) )?(mobile|portable|gsm|cell(ulaire)?)( .*)?"),
    ("phone", r"((n|no|numero)( de)? )?(tel|telephone|phone|fixe|standard|ligne directe)( .*)?"),
    ("postal_code", r"code postal|cp|c p|code|zip"),
    ("city", r"ville|commune|localite|city"),
    ("country", r"pays|country"),
    ("address", r"adresse( postale| ligne| rue)?|rue|voie|complement( d)?( adresse)?|bp|boite postale"),
    ("birth_date", r"(date de naissance|ne e? ?le|naissance|anniversaire)"),
    ("civility", r"civilite|civ|genre|m mme"),
    (
        "full_name",
        r"nom complet|nom( et)? prenom|prenom( et)? nom|(nom du )?contact|interlocuteur|journaliste|identite",
    ),
    ("given_name", r"prenom( usuel| usage)?|first name|given name"),
    (
        "family_name",
        r"nom( de famille| usuel| d usage| patronymique| du journaliste)?|patronyme|last name|surname",
    ),
    ("title", r"titre|title|qualite|grade"),
    ("contact_type", r"type( de)? contact|type|type contact"),
    ("category", r"categorie|famille|segment|domaine|rubrique|secteur"),
    ("function", r"fonction|poste|profession|metier|emploi|role|job title"),
    ("service", r"service|redaction|service redaction|direction|departement|desk|pole|emission"),
    (
        "organisation",
        r"organisme|organisation|media|societe|entreprise|structure|support|titre de presse|employeur"
        r"|etablissement|institution|raison sociale|company|nom (de l |du )?(organisme|media)",
    ),
    ("web", r"site( web| internet)?|web|url"),
    ("social", r"reseau social|reseaux sociaux|twitter|x|linkedin|instagram|facebook|mastodon|bluesky"),
    ("note", r"note|remarque|commentaire|observation|info|information|divers"),
]
_KNOWN = [(field, re.compile(pattern)) for field, pattern in _PATTERNS]
_OPTIONAL = re.compile(r"\((?:s|e|x)\)")
_PLURAL = re.compile(r"(?<=\w{3})s$")
_SINGULAR = {"business", "depuis", "pays", "divers", "bis", "address"}
NAMES = {"family_name", "full_name"}
_SEVERAL = {
    *("email", "phone", "mobile", "fax", "address", "note", "web", "social"),
    *("private_phone", "private_mobile", "private_email", "private_address", "org_phone", "org_email"),
    *("org_address", "org_web", "term:domain", "term:sector", "term:category"),
}

_HEADER_WITHIN = 25


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it is, what it is called, the field it feeds (None: it is left aside)."""

    index: int
    header: str
    group: str
    field: str | None

    @property
    def letter(self) -> str:
        return letter(self.index)

    def as_json(self) -> dict[str, str | None]:
        label = LABELS.get(self.field, self.field) if self.field else None
        hint = "" if self.field else self.hint
        return {
            "letter": self.letter,
            "header": self.header,
            "field": self.field,
            "label": label,
            "hint": hint,
        }

    @property
    def hint(self) -> str:
        """Why the column is left aside, where one would expect it to be taken."""
        return _ASSISTANT_HINT if _is_of_an_assistant(self.header) or _is_of_an_assistant(self.group) else ""


def _is_of_an_assistant(header: str) -> bool:
    return bool(_ASSISTANT.fullmatch(plain(_OPTIONAL.sub("", header.lower()))))


@lru_cache(maxsize=5_000)
def field_of(header: str) -> str | None:
    """« Téléphone(s) 2 » -> phone; None for a header that says nothing to us."""
    if _NOT_ONES.fullmatch(_bare(header)) or _is_of_an_assistant(header):
        return None
    for text in (header, *header.split("/")):
        if field := next((name for name, pattern in _KNOWN if pattern.fullmatch(_bare(text))), None):
            return field
    return None


def _bare(header: str) -> str:
    words = plain(_OPTIONAL.sub("", header.lower())).split()
    return " ".join(
        word if word in _SINGULAR else _PLURAL.sub("", word) for word in words if not word.isdigit()
    )


def find_columns(first_lines: list[Line]) -> tuple[int, list[Column]] | None:
    """The place of the header line among FIRST_LINES and its columns; None where no line names the people."""
    best: tuple[int, int] | None = None
    for place, line in enumerate(first_lines[:_HEADER_WITHIN]):
        fields = _fields(line)
        if fields & NAMES and (best is None or len(fields) > best[0]):
            best = len(fields), place
    if best is None:
        return None
    place = best[1]
    above = next((line for line in reversed(first_lines[:place]) if not line.is_blank), None)
    return place, _columns(first_lines[place], _groups(above))


def _columns(header: Line, groups: dict[int, str]) -> list[Column]:
    taken: set[str] = set()
    columns = []
    titles = _two_titles(header)
    for index, text in enumerate(header.cells):
        field = field_of(text) if text and not _is_of_an_assistant(groups.get(index, "")) else None
        if field == "title" and index in titles:
            field = titles[index]
        if field in taken and field not in _SEVERAL:
            field = None
        if field:
            taken.add(field)
        if text:
            columns.append(Column(index, text.replace("\n", " "), groups.get(index, ""), field))
    return columns


def _two_titles(header: Line) -> dict[int, str]:
    """Outlook writes « Titre » twice, the civility first, then the job; in English « Title » and « Job Title »."""
    places = [index for index, text in enumerate(header.cells) if text.lower() == "titre"]
    if len(places) == 2:
        return {places[0]: "civility", places[1]: "function"}
    english = [index for index, text in enumerate(header.cells) if text.lower() == "title"]
    return {english[0]: "civility"} if english and "Job Title" in header.cells else {}


def _groups(above: Line | None) -> dict[int, str]:
    """The line of groups over the header (merged cells: each goes on to the next); a lone title is none."""
    if above is None or sum(1 for cell in above.cells if cell) < 2:
        return {}
    groups, current = {}, ""
    for index in range(COLUMNS_AT_MOST):
        current = above.cell(index).replace("\n", " ") or current
        groups[index] = current
    return groups


def guess_columns(first_lines: list[Line]) -> tuple[int, list[Column]] | None:
    """Like `find_columns` where no line names the people: for columns to be chosen by hand.

    The line that looks most like a header; where the first line holds values already, columns are called by their
    letters and the place is -1. None where all lines are empty.
    """
    lines = [(place, line) for place, line in enumerate(first_lines[:_HEADER_WITHIN]) if not line.is_blank]
    if not lines:
        return None
    place, header = max(lines, key=lambda found: (len(_fields(found[1])), _is_wide(found[1]), -found[0]))
    if not _fields(header) and any(_is_value(cell) for cell in header.cells):
        places = sorted({index for _, line in lines for index, cell in enumerate(line.cells) if cell})
        return -1, [Column(index, f"Colonne {letter(index)}", "", None) for index in places]
    return place, _columns(header, {})


def _is_wide(line: Line) -> bool:
    """Not a title over the table."""
    return sum(1 for cell in line.cells if cell) > 1


def _fields(line: Line) -> set[str | None]:
    return {field_of(cell) for cell in line.cells if cell} - {None}


def _is_value(cell: str) -> bool:
    """An address, a number, a date: no header says such a thing."""
    return "@" in cell or sum(char.isdigit() for char in cell) > 3


def no_name_column(header: Line | None, columns: Iterable[Column]) -> UnreadableFile:
    """Names the line that looks most like a header, so that one knows where to look."""
    seen = ", ".join(f"{column.letter} « {column.header} »" for column in columns if column.field)[:200]
    if header is None or not seen:
        return UnreadableFile(
            "Aucune ligne d’en-têtes n’a été reconnue. Choisissez ce que contient chaque colonne, au moins "
            "celle du nom, ou nommez-les dans le fichier : Nom, Prénom, Organisme, E-mail…",
            code="no_name_column",
        )
    return UnreadableFile(
        f"Ligne {header.number} : aucune colonne « Nom » parmi {seen}. Choisissez la colonne du nom, ou "
        "renommez-la dans le fichier.",
        code="no_name_column",
    )
