"""Who may call the door's routes: a paired device, or a member of staff with the right to check in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.security.base import AuthBase

from backend.accounts.auth import Right, bearer_token
from backend.accounts.models import User
from backend.checkins.models import Device
from backend.checkins.queries import device_of_token
from backend.checkins.roster import Station, station_of_device, station_of_user
from backend.checkins.services import TOKEN_PREFIX, browser_device, note_contact
from backend.core.errors import NotSignedIn


class DeviceAuth(AuthBase):
    """A paired device. Only the routes that name this class open to it: that is its allow-list."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self) -> None:
        self.openapi_name = "Device"
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        token = bearer_token(request)
        if not token.startswith(TOKEN_PREFIX):
            raise NotSignedIn
        device = device_of_token(token)
        note_contact(device)
        request.device, request.actor = device, None  # type: ignore[attr-defined]
        return device


class DeviceOrSteward(DeviceAuth):
    """A paired device, or an account that may check in; the account's browser is a device of its own."""

    right = "checkins.record_scan"

    def __call__(self, request: HttpRequest) -> Any:
        if bearer_token(request).startswith(TOKEN_PREFIX):
            return super().__call__(request)
        user = Right(self.right)(request)
        request.device, request.actor = browser_device(user), user.actor  # type: ignore[attr-defined]
        return user


class DeviceOrReader(DeviceAuth):
    """The same for what is only read: an account needs no device of its own."""

    right = "checkins.record_scan"

    def __call__(self, request: HttpRequest) -> Any:
        if bearer_token(request).startswith(TOKEN_PREFIX):
            return super().__call__(request)
        return Right(self.right)(request)


def station_of(request: HttpRequest, event_id: UUID | None) -> Station:
    """Raises DeviceWithoutEvent, NotFound, Invalid."""
    user = request.auth  # type: ignore[attr-defined]
    return (
        station_of_user(user, event_id) if isinstance(user, User) else station_of_device(device_of(request))
    )


def device_of(request: HttpRequest) -> Device:
    device = request.device  # type: ignore[attr-defined]
    assert isinstance(device, Device)
    return device
