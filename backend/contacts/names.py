"""Names of persons and organisations as they are sorted, compared and united. Pure functions."""

import re

from backend.core.text import fold

# French directories leave « de » and « d’ » out when they sort, and keep « du », « des », « La », « Le ».
_PARTICLE = re.compile(r"^(?:(?:de|di|von|van)\s+(?=\S)|d['’]\s*(?=\S))", re.IGNORECASE)
_LEGAL_FORMS = {
    *("sa", "sas", "sasu", "sarl", "eurl", "sci", "scop", "scic", "snc", "scp", "scea", "sca", "selarl"),
    *("gie", "epic", "epa", "sem", "spl", "asbl", "gmbh", "ltd", "plc", "inc"),
}
_CIVILITIES = {
    "m": "M.",
    "mr": "M.",
    "monsieur": "M.",
    "mme": "Mme",
    "mrs": "Mme",
    "madame": "Mme",
    "mlle": "Mme",
    "mademoiselle": "Mme",
}


def sort_name(given_name: str, family_name: str) -> str:
    """« Jean-François », « de La Tour » -> `la tour jean francois`: what lists are sorted by."""
    bare = _PARTICLE.sub("", family_name.strip())
    return plain(f"{bare} {given_name}")[:250]


def name_key(given_name: str, family_name: str) -> str:
    """Equal for two spellings of one name: case, accents, hyphens and dots aside."""
    return plain(f"{family_name} {given_name}")


def match_key(organisation: str) -> str:
    """« FRANCE TELEVISIONS », « France Télévisions S.A. » -> `france televisions`; empty without a name."""
    folded = fold(organisation.replace(".", "").replace("&", " et "))
    kept = [word for word in folded.split() if word not in _LEGAL_FORMS]
    return (" ".join(kept) or folded)[:200]


def names_agree(one: str, other: str) -> bool:
    """Whether two name keys can be one person: each word of the shorter is in the other, or its initial."""
    short, long = sorted((one.split(), other.split()), key=len)
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        found = (
            next((name for name in left if name == word), None)
            or next((name for name in left if len(word) == 1 and name.startswith(word)), None)
            or next((name for name in left if len(name) == 1 and word.startswith(name)), None)
        )
        if found is None:
            return False
        left.remove(found)
    return any(len(word) > 1 for word in short)


def civility(text: str) -> str:
    """The usual short form of a civility, or TEXT as it is."""
    return _CIVILITIES.get(fold(text).replace(".", ""), text.strip())


def plain(text: str) -> str:
    """Folded, without dots: `J.-F.` and `J F` are the same."""
    return fold(text.replace(".", " ")).replace("+", " ").strip()
