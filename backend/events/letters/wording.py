"""What each letter says. French, short, and without an exclamation mark."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend.events.audiences import stands_in
from backend.events.card import Card, card_of, full_name, paragraphs_of
from backend.events.guest_links import holds_ticket, standing_offer
from backend.events.models import Guest
from backend.events.words import NARROW as N
from backend.events.words import in_words, spaced


@dataclass(frozen=True, slots=True)
class Wording:
    """ABOVE and NAME stand over the title of the event, PARAGRAPHS under its date and place."""

    subject: str
    above: str
    name: str
    paragraphs: tuple[str, ...]
    button: str
    with_ticket: bool = False
    personal: bool = True


def invitation(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording:
    message = paragraphs_of(str(data.get("message") or ""))
    return Wording(
        subject=spaced(str(data.get("subject") or "")) or f"Invitation{N}: {card.title}",
        above="a le plaisir d’inviter",
        name=full_name(guest),
        paragraphs=message or card.paragraphs,
        button="Répondre à l’invitation",
    )


def answer_confirmed(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording | None:
    say = {"yes": _comes, "no": _stays, "represented": _sends, "withdrawn": _stays, "waitlisted": _waits}.get(
        guest.answer
    )
    return say(guest, card) if say else None


def _comes(guest: Guest, card: Card) -> Wording:
    return Wording(
        subject=f"Votre billet{N}: {card.title}",
        above="a le plaisir de vous attendre",
        name=full_name(guest),
        paragraphs=(
            "Votre réponse est enregistrée. Présentez ce code à l’entrée, sur votre téléphone ou imprimé.",
            "En cas d’empêchement, modifiez votre réponse à tout moment.",
        ),
        button="Voir mon billet",
        with_ticket=holds_ticket(guest),
    )


def _stays(guest: Guest, card: Card) -> Wording:
    return Wording(
        subject=f"Votre réponse{N}: {card.title}",
        above="a bien noté votre réponse",
        name=full_name(guest),
        paragraphs=("Vous ne viendrez pas. Merci de nous l’avoir fait savoir.",),
        button="Modifier ma réponse",
    )


def _waits(guest: Guest, card: Card) -> Wording:
    return Wording(
        subject=f"Liste d’attente{N}: {card.title}",
        above="a bien noté votre réponse",
        name=full_name(guest),
        paragraphs=(
            "Toutes les places sont prises. Vous êtes sur la liste d’attente.",
            "Dès qu’une place se libère, nous vous écrivons et nous vous la gardons le temps que vous répondiez.",
        ),
        button="Voir ma réponse",
    )


def place_offered(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording | None:
    offer = standing_offer(guest)
    if offer is None:
        return None
    until = in_words(offer.expires_at, guest.event.timezone)
    kept = (
        "Une place s’est libérée et vous est réservée"
        if offer.places == 1
        else f"{offer.places} places se sont libérées et vous sont réservées, à vous et à vos accompagnants,"
    )
    return Wording(
        subject=f"Une place pour vous{N}: {card.title}",
        above="a une place pour vous",
        name=full_name(guest),
        paragraphs=(
            f"{kept} jusqu’au {until}.",
            "Sans réponse de votre part d’ici là, nous la proposerons à la personne suivante.",
        ),
        button="Prendre la place ou y renoncer",
    )


def offer_expired(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording | None:
    if guest.answer != Guest.Answer.WAITLISTED or guest.waiting_since is not None:
        return None
    return Wording(
        subject=f"La place n’est plus réservée{N}: {card.title}",
        above="vous informe d’un changement",
        name=full_name(guest),
        paragraphs=(
            "Vous n’avez pas confirmé à temps. La place est proposée à la personne suivante.",
            "Si vous souhaitez toujours venir, demandez de nouveau une place.",
        ),
        button="Voir ma réponse",
    )


def _sends(guest: Guest, card: Card) -> Wording:
    deputy = guest.deputy
    return Wording(
        subject=f"Votre réponse{N}: {card.title}",
        above="a bien noté votre réponse",
        name=full_name(guest),
        paragraphs=(f"{deputy.name if deputy else 'Une autre personne'} vous représentera.",),
        button="Modifier ma réponse",
    )


def deputy_invited(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording | None:
    principal = guest.represents
    if principal is None or guest.answer not in (Guest.Answer.YES, Guest.Answer.WAITLISTED):
        return None
    comes = guest.answer == Guest.Answer.YES
    return Wording(
        subject=f"Vous représentez {principal.name}{N}: {card.title}",
        above="a le plaisir de vous attendre" if comes else "a bien noté votre nom",
        name=full_name(guest),
        paragraphs=(
            f"{principal.name} vous a choisi pour répondre à cette invitation à sa place.",
            "Présentez ce code à l’entrée, sur votre téléphone ou imprimé."
            if comes
            else "Toutes les places sont prises. Vous êtes sur la liste d’attente.",
        ),
        button="Voir mon billet" if comes else "Voir ma réponse",
        with_ticket=holds_ticket(guest),
    )


def deputy_released(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording | None:
    principal = guest.represents
    if principal is None or not guest.revoked:
        return None
    return Wording(
        subject=f"Vous ne représentez plus {principal.name}{N}: {card.title}",
        above="vous informe d’un changement",
        name=full_name(guest),
        paragraphs=(f"{principal.name} a changé sa réponse. Votre billet n’est plus valable.",),
        button="",
        personal=False,
    )


def companion_invited(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording | None:
    host = guest.companion_of
    if host is None or guest.answer != Guest.Answer.YES:
        return None
    return Wording(
        subject=f"Votre billet{N}: {card.title}",
        above="a le plaisir de vous attendre",
        name=full_name(guest),
        paragraphs=(
            f"{host.name} vient avec vous et nous a donné votre nom.",
            "Présentez ce code à l’entrée, sur votre téléphone ou imprimé.",
        ),
        button="Voir mon billet",
        with_ticket=holds_ticket(guest),
    )


def companion_released(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording | None:
    host = guest.companion_of
    if host is None or not guest.revoked:
        return None
    return Wording(
        subject=f"Votre billet n’est plus valable{N}: {card.title}",
        above="vous informe d’un changement",
        name=full_name(guest),
        paragraphs=(f"{host.name} a changé sa réponse. Votre billet n’est plus valable.",),
        button="",
        personal=False,
    )


def ticket_reissued(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording:
    ticket = holds_ticket(guest)
    return Wording(
        subject=f"{'Votre nouveau billet' if ticket else 'Votre nouveau lien'}{N}: {card.title}",
        above="vous adresse un nouveau billet" if ticket else "vous adresse un nouveau lien",
        name=full_name(guest),
        paragraphs=("Il remplace le précédent, qui n’est plus valable.",),
        button="Voir mon billet" if ticket else "Répondre à l’invitation",
        with_ticket=ticket,
    )


def reminder(guest: Guest, card: Card, data: Mapping[str, Any]) -> Wording | None:
    """To who still stands where it was meant for: whoever answered meanwhile hears nothing."""
    audience = str(data.get("audience") or "")
    if not stands_in(guest, audience):
        return None
    message = paragraphs_of(str(data.get("message") or ""))
    usual, button = _REMINDERS[audience]
    return Wording(
        subject=spaced(str(data.get("subject") or "")) or f"Rappel{N}: {card.title}",
        above="vous rappelle son invitation"
        if audience == "silent"
        else "vous écrit au sujet de son invitation",
        name=full_name(guest),
        paragraphs=message or (usual,),
        button=button,
        with_ticket=audience == "coming" and holds_ticket(guest),
    )


_REMINDERS = {
    "silent": (
        "Nous n’avons pas encore reçu votre réponse. Un instant suffit pour nous dire si vous viendrez.",
        "Répondre à l’invitation",
    ),
    "coming": (
        "Nous vous attendons. Présentez ce code à l’entrée, sur votre téléphone ou imprimé.",
        "Voir mon billet",
    ),
    "declined": (
        "Si vous pouviez finalement venir, il est encore temps de nous le dire.",
        "Modifier ma réponse",
    ),
    "waitlisted": (
        "Vous êtes sur la liste d’attente. Nous vous écrirons dès qu’une place se libère.",
        "Voir mon invitation",
    ),
    "withdrawn": (
        "Si vous pouviez finalement venir, il est encore temps de nous le dire.",
        "Modifier ma réponse",
    ),
}


Say = Callable[[Guest, Card, Mapping[str, Any]], Wording | None]
WORDINGS: dict[str, Say] = {
    "invitation": invitation,
    "answer_confirmed": answer_confirmed,
    "deputy_invited": deputy_invited,
    "deputy_released": deputy_released,
    "companion_invited": companion_invited,
    "companion_released": companion_released,
    "ticket_reissued": ticket_reissued,
    "place_offered": place_offered,
    "offer_expired": offer_expired,
    "reminder": reminder,
}


_POSSESSIVE = re.compile(r"^(son|sa) ")
_ASKING = ("invitation", "reminder", "place_offered")


def for_intermediary(wording: Wording, kind: str, guest: Guest) -> Wording:
    """WORDING as it goes to who answers for GUEST: it says for whom it is."""
    above = f"Vous recevez ce courrier pour {guest.name}."
    if kind in _ASKING:
        above += " Votre réponse sera notée en son nom."
    return replace(wording, paragraphs=(above, *wording.paragraphs))


def for_principal(wording: Wording, kind: str, guest: Guest) -> Wording:
    """WORDING as it goes to GUEST: it says who gave the answer in their stead."""
    if kind != "answer_confirmed" or not guest.answered_via:
        return wording
    whom = _POSSESSIVE.sub("votre ", guest.answered_via)
    return replace(wording, paragraphs=(f"Cette réponse a été donnée par {whom}.", *wording.paragraphs))


_TO_WHO_IS_WITHDRAWN = ("deputy_released", "companion_released")


def wording_for(kind: str, guest: Guest, data: Mapping[str, Any]) -> Wording | None:
    """What a letter of KIND says to GUEST as things stand now; None when it has nothing to say any more."""
    if guest.event.cancelled or (guest.revoked and kind not in _TO_WHO_IS_WITHDRAWN):
        return None
    return WORDINGS[kind](guest, card_of(guest.event), data)
