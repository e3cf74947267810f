"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the caller, as the last of our own proxies saw it; X-Forwarded-For is not believed beyond."""
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if trusted and len(forwarded) >= trusted:
        return forwarded[-trusted]
    return str(request.META.get("REMOTE_ADDR") or "unknown")
