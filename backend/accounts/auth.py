"""How an API operation says who may call it: `auth=Right("events.change_event")`."""

from typing import Any

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from backend.accounts.errors import SecondFactorRequired
from backend.accounts.models import User
from backend.accounts.queries import lacks_second_factor, user_of_token
from backend.accounts.services import TOKEN_PREFIX, touch_token
from backend.core.actor import Actor
from backend.core.errors import NotAllowed, NotSignedIn


class SignedIn(AuthBase):
    """Any open account with the second factor its role needs: by session (with CSRF), or by personal token."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    right: str | None = None
    before_enrolment = False

    def __init__(self) -> None:
        self.openapi_name = "SignedIn"
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        user = self.identify(request)
        self.check(user)
        request.auth = user  # type: ignore[attr-defined]
        return user

    def identify(self, request: HttpRequest) -> User:
        """Raises NotSignedIn, or NotAllowed for a session without its CSRF token."""
        if token := bearer_token(request):
            return _user_by_token(token)
        user = request.user
        if not isinstance(user, User) or not user.is_authenticated:
            raise NotSignedIn
        if check_csrf(request):
            raise NotAllowed("La page a expiré. Rechargez-la avant de recommencer.", code="csrf_failed")
        return user

    def check(self, user: User) -> None:
        if not self.before_enrolment and lacks_second_factor(user):
            raise SecondFactorRequired
        if self.right and not user.has_perm(self.right):
            raise NotAllowed


class Enrolling(SignedIn):
    """An open account that may still lack its second factor: for what tells it so."""

    before_enrolment = True


class Right(SignedIn):
    """An open account that holds RIGHT, such as `contacts.view_person`."""

    def __init__(self, right: str) -> None:
        super().__init__()
        self.right = right


def bearer_token(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _user_by_token(token: str) -> User:
    found = user_of_token(token) if token.startswith(TOKEN_PREFIX) else None
    if found is None:
        raise NotSignedIn("Ce jeton n’est pas valable.", code="token_invalid")
    touch_token(found)
    return found.user


def user_of(request: HttpRequest) -> User:
    """The user that `auth` let in."""
    user = request.auth  # type: ignore[attr-defined]
    assert isinstance(user, User)
    return user


def actor_of(request: HttpRequest) -> Actor:
    return user_of(request).actor
