"""What pydantic finds wrong, said in French."""

from collections.abc import Mapping
from typing import Any

_MESSAGES = {
    "missing": "Cette valeur est obligatoire.",
    "extra_forbidden": "Ce champ n’est pas connu.",
    "string_type": "Un texte est attendu.",
    "string_unicode": "Ce texte contient des caractères interdits.",
    "string_too_short": "Ce texte est trop court ({min_length} caractères au moins).",
    "string_too_long": "Ce texte est trop long ({max_length} caractères au plus).",
    "string_pattern_mismatch": "Ce texte n’a pas la forme attendue.",
    "int_type": "Un nombre entier est attendu.",
    "int_parsing": "Un nombre entier est attendu.",
    "int_from_float": "Un nombre entier est attendu.",
    "float_parsing": "Un nombre est attendu.",
    "decimal_parsing": "Un montant est attendu.",
    "decimal_type": "Un montant est attendu.",
    "decimal_max_places": "Deux décimales au plus.",
    "decimal_max_digits": "Ce montant est trop grand.",
    "decimal_whole_digits": "Ce montant est trop grand.",
    "bool_type": "Oui ou non est attendu.",
    "bool_parsing": "Oui ou non est attendu.",
    "greater_than_equal": "La valeur doit être au moins {ge}.",
    "greater_than": "La valeur doit dépasser {gt}.",
    "less_than_equal": "La valeur doit être au plus {le}.",
    "less_than": "La valeur doit être inférieure à {lt}.",
    "uuid_parsing": "Cet identifiant n’a pas la forme attendue.",
    "uuid_type": "Cet identifiant n’a pas la forme attendue.",
    "datetime_type": "Une date et une heure sont attendues.",
    "datetime_parsing": "Une date et une heure sont attendues.",
    "datetime_from_date_parsing": "Une date et une heure sont attendues.",
    "timezone_aware": "Le fuseau horaire manque.",
    "date_parsing": "Une date est attendue.",
    "date_from_datetime_parsing": "Une date est attendue.",
    "list_type": "Une liste est attendue.",
    "too_short": "Il manque des éléments ({min_length} au moins).",
    "too_long": "Il y a trop d’éléments ({max_length} au plus).",
    "literal_error": "Valeur inconnue. Valeurs possibles : {expected}.",
    "enum": "Valeur inconnue. Valeurs possibles : {expected}.",
    "dict_type": "Un objet est attendu.",
    "model_type": "Un objet est attendu.",
    "model_attributes_type": "Un objet est attendu.",
    "json_invalid": "Le JSON reçu ne peut pas être lu.",
}


def message_for(error: Mapping[str, Any]) -> str:
    """The French sentence for one pydantic error; our own `value_error` sentences pass as they are."""
    kind = error.get("type", "")
    if kind == "value_error":
        return str(error.get("msg", "")).removeprefix("Value error, ")
    template = _MESSAGES.get(kind, "Cette valeur ne peut pas être acceptée.")
    try:
        return template.format(**(error.get("ctx") or {}))
    except (KeyError, IndexError):
        return "Cette valeur ne peut pas être acceptée."
