"""SIREN, SIRET and VAT numbers: checked, kept without spaces, shown in groups. Pure functions.

python-stdnum holds the rules, the one of La Poste's establishments included.
"""

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as fr_siren
from stdnum.fr import siret as fr_siret

_LABELS = {"siren": "SIREN", "siret": "SIRET", "vat": "numéro de TVA"}


def read_identifiers(siren: str, siret: str, vat: str) -> tuple[dict[str, str], dict[str, str]]:
    """The three as they are kept, and what is wrong, by field; a SIRET or a French VAT number gives the SIREN."""
    kept = {"siren": "", "siret": "", "vat": ""}
    wrong: dict[str, str] = {}
    for field, text in (("siren", siren), ("siret", siret), ("vat", vat)):
        try:
            kept[field] = _read(field, text) if text.strip() else ""
        except ValidationError:
            wrong[field] = f"Ce {_LABELS[field]} n’est pas valable."
    sources = {"siret": kept["siret"][:9], "vat": _siren_of_vat(kept["vat"])}
    for field, found in sources.items():
        if found and kept["siren"] and found != kept["siren"]:
            wrong.setdefault(
                field, f"Ce {_LABELS[field]} ne correspond pas au SIREN {show_siren(kept['siren'])}."
            )
        kept["siren"] = kept["siren"] or found
    return kept, wrong


def show_siren(siren: str) -> str:
    """732829320 -> `732 829 320`."""
    return "\u202f".join(siren[at : at + 3] for at in range(0, len(siren), 3))


def show_siret(siret: str) -> str:
    """73282932000074 -> `732 829 320 00074`."""
    return f"{show_siren(siret[:9])}\u202f{siret[9:]}" if siret else ""


def show_vat(vat: str) -> str:
    """FR40303265045 -> `FR 40 303 265 045`; another country's number with its code apart."""
    if vat.startswith("FR"):
        return f"FR\u202f{vat[2:4]}\u202f{show_siren(vat[4:])}"
    return f"{vat[:2]}\u202f{vat[2:]}" if vat else ""


def _read(field: str, text: str) -> str:
    if field == "siren":
        return str(fr_siren.validate(text))
    if field == "siret":
        return str(fr_siret.validate(text))
    return str(eu_vat.validate(text))


def _siren_of_vat(vat: str) -> str:
    """A French VAT number ends with the SIREN, save that of a few who have none (Monaco)."""
    found = vat[4:] if vat.startswith("FR") else ""
    return found if fr_siren.is_valid(found) else ""
