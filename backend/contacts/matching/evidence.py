"""Why two records are taken for one person, in sentences: one for each field, with its weight in bits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from backend.contacts.matching.columns import Columns
from backend.contacts.matching.levels import MISSING, NameLevel
from backend.contacts.matching.scoring import Scores
from backend.contacts.matching.weights import FIELDS, Reading

_SAID: dict[str, list[str]] = {
    "given": [
        "même prénom",
        "prénoms qui se prononcent pareil",
        "prénoms presque identiques",
        "prénom abrégé ou incomplet",
        "même initiale du prénom",
        "prénoms qui se ressemblent",
        "prénoms différents",
    ],
    "surname": [
        "même nom",
        "noms qui se prononcent pareil",
        "noms presque identiques",
        "un nom contient l’autre",
        "même initiale du nom",
        "noms qui se ressemblent",
        "noms différents",
    ],
    "birth": [
        "même date de naissance",
        "jour et mois de naissance inversés",
        "dates de naissance à un chiffre près",
        "dates de naissance qui diffèrent sur le jour, le mois ou l’année",
        "même année de naissance",
        "dates de naissance différentes",
        "dates de naissance à une génération d’écart",
    ],
    "street": [
        "même rue et même numéro",
        "même rue",
        "adresses presque identiques",
        "même rue, autre numéro",
        "adresses qui se ressemblent",
        "adresses différentes",
    ],
    "postcode": [
        "même code postal",
        "codes postaux à un chiffre près",
        "même département",
        "codes postaux différents",
    ],
    "city": ["même ville", "villes presque identiques", "villes qui se ressemblent", "villes différentes"],
    "email": [
        "même adresse e-mail",
        "même début d’adresse e-mail",
        "adresses e-mail à un caractère près",
        "adresses e-mail différentes",
    ],
    "phone": ["même téléphone", "même téléphone", "téléphones à un chiffre près", "téléphones différents"],
    "mobile": ["même mobile", "même mobile", "mobiles à un chiffre près", "mobiles différents"],
    "organisation": [
        "même organisme",
        "organismes presque identiques",
        "organismes qui se ressemblent",
        "organismes différents",
    ],
    "civility": ["même civilité", "civilités différentes"],
    "generation": ["même mention de génération", "l’un est dit père, l’autre fils"],
}
_SWAPPED = "prénom et nom inversés"
_MARRIED = "nom de naissance ou nom d’usage commun"
_RELATED = {
    Reading.HOUSEHOLD: "deux personnes d’un même foyer se ressembleraient autant",
    Reading.COLLEAGUES: "deux collègues d’un même bureau se ressembleraient autant",
    Reading.NAMESAKES: "un parent de même nom (père et fils) ressemblerait autant",
}
_WORTH_SAYING = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason. BITS are positive for one person, negative against; LEVEL is the name in levels.py."""

    field: str
    level: str
    sentence: str
    bits: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records (ids, A before B) and the probability, 0 to 1, that they are one person."""

    a: str
    b: str
    score: float
    why: tuple[Evidence, ...]

    @property
    def sentence(self) -> str:
        return " ; ".join(reason.sentence for reason in self.why)


def explained(columns: Columns, scores: Scores, place: int) -> Pair:
    found, records = scores.found, columns.records
    why = [_reason(scores, field, place) for field in FIELDS if found.levels[field][place] != MISSING]
    why += _about_names(scores, place)
    why += _about_related(scores, place)
    return Pair(
        records[found.a[place]].id,
        records[found.b[place]].id,
        round(float(scores.probability[place]), 4),
        tuple(sorted(why, key=lambda reason: -abs(reason.bits))),
    )


def by_way_of(pair: Pair, group: list[str], direct: Mapping[tuple[str, str], Pair], least: float) -> Pair:
    """A pair that its neighbours hold together: as sure as the surest way through one of them, at least LEAST."""
    best, through = 0.0, ""
    for name in group:
        one, other = (direct.get((min(end, name), max(end, name))) for end in (pair.a, pair.b))
        if one and other and one.score * other.score > best:
            best, through = one.score * other.score, name
    said = (
        f"l’un et l’autre rapprochés de la fiche {through}" if through else "rapprochés par d’autres fiches"
    )
    return replace(
        pair, score=round(max(best, least), 4), why=(Evidence("group", "held", said, 0.0), *pair.why)
    )


def _reason(scores: Scores, field: str, place: int) -> Evidence:
    level = int(scores.found.levels[field][place])
    bits = round(float(scores.weights[field][place]), 1)
    sentence = _SAID[field][level]
    if field == "surname" and scores.found.married[place] and level <= NameLevel.CLOSE:
        sentence = _MARRIED
    return Evidence(field, FIELDS[field](level).name.lower(), sentence, bits)


def _about_names(scores: Scores, place: int) -> list[Evidence]:
    if not scores.found.swapped[place]:
        return []
    return [Evidence("names", "swapped", _SWAPPED, round(float(scores.weights["swapped"][place]), 1))]


def _about_related(scores: Scores, place: int) -> list[Evidence]:
    """What the best other explanation takes away."""
    related = {reading: float(bits[place]) for reading, bits in scores.related.items()}
    reading = max(related, key=lambda name: related[name])
    bits = -max(related[reading], 0.0)
    return (
        [Evidence("related", reading.value, _RELATED[reading], round(bits, 1))]
        if bits <= -_WORTH_SAYING
        else []
    )
