"""The tree of expected errors. Each is a sentence for a person, a stable code for a program, an HTTP status.

DomainError (`extra`: members of the problem document of its own, RFC 9457 3.2)
├── Invalid            422  what was sent can't be used; `fields` says where
├── NotFound           404  absent, or not to be seen by this person
├── NotAllowed         403
├── NotSignedIn        401
├── Conflict           409  the state has changed meanwhile, or forbids it
│   └── Collided       409  two wrote the same rows, each waiting for the other: nothing was written
├── TooLarge           413
└── TooMany            429
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    status = 400
    code = "error"
    detail = "La demande n’a pas pu être traitée."

    def __init__(
        self, detail: str | None = None, *, code: str | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        self.detail = detail or self.detail
        self.code = code or self.code
        self.fields = dict(fields or {})
        self.extra: dict[str, Any] = {}
        super().__init__(self.code)


class Invalid(DomainError):
    status = 422
    code = "invalid"
    detail = "Certaines valeurs ne peuvent pas être acceptées."


class NotFound(DomainError):
    status = 404
    code = "not_found"
    detail = "Cette page ou cette fiche n’existe pas, ou vous n’y avez pas accès."


class NotAllowed(DomainError):
    status = 403
    code = "not_allowed"
    detail = "Vous n’avez pas le droit de faire cela. Un administrateur peut vous l’accorder."


class NotSignedIn(DomainError):
    status = 401
    code = "not_signed_in"
    detail = "Votre session est fermée. Connectez-vous pour continuer."


class Conflict(DomainError):
    status = 409
    code = "conflict"
    detail = "La fiche a été modifiée entre-temps. Rechargez-la avant de recommencer."


class Collided(Conflict):
    code = "collided"
    detail = "Quelqu’un modifie les mêmes fiches en ce moment. Rien n’a été enregistré : recommencez."


class TooLarge(DomainError):
    status = 413
    code = "too_large"
    detail = "L’envoi est trop volumineux."


class TooMany(DomainError):
    status = 429
    code = "too_many_requests"
    detail = "Trop de tentatives. Patientez une minute avant de recommencer."
