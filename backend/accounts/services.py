"""Accounts: opening one, giving a token to a script."""

import hashlib
import secrets

from django.contrib.auth.models import Group

from backend.accounts.models import ApiToken, User
from backend.accounts.rights import ROLES
from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Invalid
from backend.core.work import writing

TOKEN_PREFIX = "ent_"  # noqa: S105  (how a token begins, not a token)


def digest_of(token: str) -> str:
    """A token has 256 random bits: one SHA-256 is enough, there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_api_token(actor: Actor, *, user: User, name: str) -> str:
    """A new bearer token for USER; it is shown once and can't be read again."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with writing(actor):
        ApiToken.objects.create(user=user, name=name, digest=digest_of(token))
    return token


def create_user(
    actor: Actor,
    *,
    username: str,
    password: str,
    roles: list[str],
    first_name: str = "",
    last_name: str = "",
    email: str = "",
) -> User:
    """Open an account with ROLES.

    Raises:
        Invalid: a role is unknown, or the name is taken.
    """
    if unknown := set(roles) - set(ROLES):
        raise Invalid(fields={"roles": f"Rôle inconnu : {', '.join(sorted(unknown))}."})
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid(fields={"username": "Ce nom d’utilisateur est déjà pris."})
    with writing(actor):
        user = User.objects.create_user(username, email, password, first_name=first_name, last_name=last_name)
        user.groups.set(Group.objects.filter(name__in=roles))
    return user


def touch_token(token: ApiToken) -> None:
    """Note the use of TOKEN, at most once a minute."""
    moment = now()
    if token.last_used_at is None or (moment - token.last_used_at).total_seconds() > 60:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)
