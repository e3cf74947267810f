"""Countries by their French names, ISO 3166-1 alpha-2. The names ship with the phonenumbers library."""

from functools import cache

from backend.core.text import fold

# Letters to these go by the French post, with a French postcode and no line for the country.
DOMESTIC = frozenset({"", "FR", "BL", "GF", "GP", "MC", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"})
# The postcode stands after the town there, or on a line of its own.
POSTCODE_AFTER = frozenset({"AU", "CA", "GB", "IE", "IN", "NZ", "US"})
_OTHER_NAMES = {
    "angleterre": "GB",
    "ecosse": "GB",
    "pays de galles": "GB",
    "grande bretagne": "GB",
    "united kingdom": "GB",
    "england": "GB",
    "etats unis": "US",
    "usa": "US",
    "u.s.a.": "US",
    "germany": "DE",
    "deutschland": "DE",
    "belgium": "BE",
    "belgie": "BE",
    "spain": "ES",
    "espana": "ES",
    "italy": "IT",
    "italia": "IT",
    "switzerland": "CH",
    "schweiz": "CH",
    "netherlands": "NL",
    "hollande": "NL",
    "republique tcheque": "CZ",
    "tchequie": "CZ",
    "grand duche de luxembourg": "LU",
}


@cache
def _french_names() -> dict[str, str]:
    from phonenumbers.geodata.locale import LOCALE_DATA  # noqa: PLC0415  (a quarter of a second, seldom needed)

    found = {}
    for code, names in LOCALE_DATA.items():
        name = names.get("fr", "")
        if name.startswith("*"):  # "*en": as in that language
            name = names.get(name[1:], "")
        if name:
            found[code] = name
    return found


@cache
def _codes() -> dict[str, str]:
    return {fold(name): code for code, name in _french_names().items()} | _OTHER_NAMES


def country_code(text: str) -> str | None:
    """« Belgique », `be` -> `BE`; None where TEXT is no country."""
    bare = text.strip()
    if len(bare) == 2 and bare.upper() in _french_names():
        return bare.upper()
    return _codes().get(fold(bare))


def country_name(code: str) -> str:
    """`BE` -> « Belgique »; the code itself where no name is known."""
    return _french_names().get(code, code)
