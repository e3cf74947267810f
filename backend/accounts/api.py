from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router

from backend.accounts.auth import Enrolling, user_of
from backend.accounts.queries import needs_second_factor, rights_of
from backend.accounts.schemas import MeOut

router = Router(tags=["comptes"])


@router.get("/me", response=MeOut, auth=Enrolling(), summary="Mon compte et mes droits")
def me(request: HttpRequest) -> dict[str, Any]:
    user = user_of(request)
    get_token(request)  # sets the CSRF cookie that the next POST needs
    return {
        "id": user.pk,
        "username": user.username,
        "display_name": user.display_name,
        "email": user.email,
        "roles": sorted(group.name for group in user.groups.all()),
        "rights": rights_of(user),
        "second_factor": {"required": needs_second_factor(user), "enrolled": is_mfa_enabled(user)},
        "demo": settings.DEMO,
        "live_audience": f"user:{user.pk}",
    }
