"""Who is asking, and what may they do."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Q, QuerySet

from backend.accounts.models import ApiToken, User
from backend.accounts.rights import NEEDS_SECOND_FACTOR
from backend.accounts.services import digest_of
from backend.core.clock import now

_RIGHTS_OF_ROLES = "django.contrib.auth.backends.ModelBackend"


def user_of_token(token: str) -> ApiToken | None:
    """The valid token with its user, or None."""
    return (
        ApiToken.objects.select_related("user")
        .filter(Q(expires_at=None) | Q(expires_at__gt=now()), digest=digest_of(token), user__is_active=True)
        .first()
    )


def needs_second_factor(user: User) -> bool:
    return not settings.DEMO and user.has_perm(NEEDS_SECOND_FACTOR)


def lacks_second_factor(user: User) -> bool:
    """True where the account must have a second factor and has none yet."""
    return needs_second_factor(user) and not is_mfa_enabled(user)


def rights_of(user: User) -> list[str]:
    ours = (
        *("accounts.", "checkins.", "contacts.", "core.", "events.", "mailings.", "notifications."),
        "webhooks.",
    )
    return sorted(right for right in user.get_all_permissions() if right.startswith(ours))


def holders_of(right: str) -> QuerySet[User]:
    """Who can sign in and has RIGHT, such as `contacts.import_contacts`, by a role or as a superuser."""
    return User.objects.with_perm(right, is_active=True, backend=_RIGHTS_OF_ROLES)
