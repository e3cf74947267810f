"""What a steward reads, by reason."""

_BY_REASON = {
    "unknown": "Invitation inconnue : ce code n’est pas un de nos billets.",
    "revoked": "Ce billet a été remplacé ou annulé.",
    "not_confirmed": "Cette personne n’avait pas répondu à l’invitation.",
    "declined": "Cette personne avait répondu qu’elle ne viendrait pas.",
    "represented": "Cette personne se fait représenter.",
    "cancelled": "Cet événement est annulé.",
    "wrong_event": "Ce billet est celui d’un autre événement.",
    "wrong_gate": "Ce billet est prévu pour une autre porte.",
    "too_early": "L’entrée n’est pas encore ouverte.",
    "too_late": "L’entrée est fermée.",
    "already_in": "Cette personne est déjà entrée.",
    "party_full": "Toutes les personnes de cette invitation sont entrées, ou plus qu’elle n’en prévoit.",
    "quota_full": "La salle est pleine.",
    "ambiguous": "Cette lecture n’est pas claire : présentez de nouveau l’invitation.",
    "device_not_allowed": "Cette borne n’est pas ouverte à cet événement.",
}
_BY_VERDICT = {
    "admitted": "Bienvenue.",
    "attention": "Prévenir l’hôte : invité à accueillir personnellement.",
}


def message_for(verdict: str, reason: str) -> str:
    return _BY_REASON.get(reason) or _BY_VERDICT.get(verdict, "")
