"""Every route, tried by everybody (RF-23). A route that this table does not know fails the test."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from backend.config.api import api as ninja_api

pytestmark = pytest.mark.django_db
ANYBODY, SIGNED_IN, DEVICE = "anybody", "signed in", "device"
SCANNER = "device or checkins.record_scan"

ROUTES: dict[str, str] = {
    "GET /me": SIGNED_IN,
    "GET /search": SIGNED_IN,
    "GET /notices": SIGNED_IN,
    "POST /notices/read-all": SIGNED_IN,
    "POST /notices/{notice_id}/read": SIGNED_IN,
    "GET /notices/preferences": SIGNED_IN,
    "PATCH /notices/preferences": SIGNED_IN,
    "GET /push": SIGNED_IN,
    "POST /push/devices": SIGNED_IN,
    "DELETE /push/devices/{device_id}": SIGNED_IN,
    "POST /push/test": SIGNED_IN,
    "POST /notices/quiet-hours": SIGNED_IN,
    "DELETE /notices/quiet-hours": SIGNED_IN,
    "GET /contacts": "contacts.view_person",
    "POST /contacts": "contacts.change_person",
    "GET /contacts/offline": "contacts.view_person",
    "GET /contacts/ids": "contacts.view_person",
    "POST /contacts/bin": "contacts.delete_person",
    "POST /contacts/bin/restore": "contacts.delete_person",
    "POST /contacts/terms": "contacts.change_person",
    "GET /contacts/candidates": "contacts.change_person",
    "GET /contacts/candidates/count": "contacts.change_person",
    "GET /contacts/candidates/kinds": "contacts.change_person",
    "GET /contacts/candidates/{candidate_id}": "contacts.change_person",
    "POST /contacts/candidates/{candidate_id}/accept": "contacts.change_person",
    "POST /contacts/candidates/{candidate_id}/attach": "contacts.change_person",
    "POST /contacts/candidates/{candidate_id}/refuse": "contacts.change_person",
    "POST /contacts/candidates/{candidate_id}/reopen": "contacts.change_person",
    "GET /contacts/{contact_id}": "contacts.view_person",
    "PATCH /contacts/{contact_id}": "contacts.change_person",
    "DELETE /contacts/{contact_id}": "contacts.delete_person",
    "POST /contacts/{contact_id}/restore": "contacts.delete_person",
    "GET /contacts/{contact_id}/history": "core.read_trace",
    "GET /contacts/bin": "contacts.delete_person",
    "GET /contacts/bin/{contact_id}": "contacts.delete_person",
    "DELETE /contacts/bin/{contact_id}": "contacts.delete_person",
    "GET /organisations": "contacts.view_person",
    "POST /organisations": "contacts.change_person",
    "GET /organisations/bin": "contacts.delete_person",
    "DELETE /organisations/bin/{organisation_id}": "contacts.delete_person",
    "GET /organisations/{organisation_id}": "contacts.view_person",
    "PATCH /organisations/{organisation_id}": "contacts.change_person",
    "DELETE /organisations/{organisation_id}": "contacts.delete_person",
    "POST /organisations/{organisation_id}/restore": "contacts.delete_person",
    "GET /organisations/{organisation_id}/contacts": "contacts.view_person",
    "GET /organisations/{organisation_id}/history": "core.read_trace",
    "GET /organisations/{organisation_id}/moves": "contacts.view_person",
    "POST /organisations/{organisation_id}/moves": "contacts.change_person",
    "POST /organisations/moves/{move_id}/undo": "contacts.change_person",
    "GET /vocabularies": "contacts.view_person",
    "GET /vocabularies/{vocabulary}": "contacts.view_person",
    "POST /vocabularies/{vocabulary}/terms": "contacts.manage_vocabularies",
    "POST /vocabularies/{vocabulary}/proposals": "contacts.change_person",
    "PATCH /vocabularies/terms/{term_id}": "contacts.manage_vocabularies",
    "POST /vocabularies/terms/{term_id}/retire": "contacts.manage_vocabularies",
    "POST /vocabularies/terms/{term_id}/reactivate": "contacts.manage_vocabularies",
    "POST /vocabularies/terms/{term_id}/merge": "contacts.manage_vocabularies",
    "POST /vocabularies/terms/{term_id}/accept": "contacts.manage_vocabularies",
    "POST /vocabularies/terms/{term_id}/refuse": "contacts.manage_vocabularies",
    "GET /fields": "contacts.view_person",
    "POST /fields": "contacts.configure_contacts",
    "PATCH /fields/{field_id}": "contacts.configure_contacts",
    "POST /fields/{field_id}/retire": "contacts.configure_contacts",
    "POST /fields/{field_id}/reactivate": "contacts.configure_contacts",
    "GET /sources": "contacts.view_person",
    "POST /sources": "contacts.configure_contacts",
    "PATCH /sources/{source_id}": "contacts.configure_contacts",
    "POST /sources/order": "contacts.configure_contacts",
    "GET /contacts/feeds": "contacts.import_contacts",
    "POST /contacts/feeds": "contacts.configure_contacts",
    "GET /contacts/feeds/folders": "contacts.configure_contacts",
    "GET /contacts/feeds/{feed_id}": "contacts.import_contacts",
    "PATCH /contacts/feeds/{feed_id}": "contacts.configure_contacts",
    "DELETE /contacts/feeds/{feed_id}": "contacts.configure_contacts",
    "POST /contacts/feeds/{feed_id}/pause": "contacts.configure_contacts",
    "POST /contacts/feeds/{feed_id}/resume": "contacts.configure_contacts",
    "POST /contacts/feeds/{feed_id}/run": "contacts.configure_contacts",
    "POST /contacts/feeds/{feed_id}/accept": "contacts.configure_contacts",
    "GET /contacts/feeds/{feed_id}/runs": "contacts.import_contacts",
    "GET /contacts/feeds/{feed_id}/missing": "contacts.import_contacts",
    "GET /contacts/imports": "contacts.import_contacts",
    "POST /contacts/imports": "contacts.import_contacts",
    "GET /contacts/imports/{import_id}": "contacts.import_contacts",
    "GET /contacts/imports/{import_id}/rows": "contacts.import_contacts",
    "POST /contacts/imports/{import_id}/commit": "contacts.import_contacts",
    "GET /lists": "contacts.view_person",
    "POST /lists": "contacts.change_person",
    "POST /lists/combine": "contacts.change_person",
    "GET /lists/colleagues": "contacts.view_person",
    "GET /lists/requests": "contacts.view_person",
    "GET /lists/requests/{request_id}": "contacts.view_person",
    "POST /lists/requests/{request_id}/decide": "contacts.change_person",
    "POST /lists/requests/{request_id}/withdraw": "contacts.change_person",
    "GET /lists/{list_id}": "contacts.view_person",
    "GET /lists/{list_id}/members": "contacts.view_person",
    "GET /lists/{list_id}/pins": "contacts.view_person",
    "GET /lists/{list_id}/explain/{contact_id}": "contacts.view_person",
    "POST /lists/{list_id}/changes": "contacts.change_person",
    "POST /lists/{list_id}/freeze": "contacts.change_person",
    "POST /lists/{list_id}/duplicate": "contacts.change_person",
    "POST /lists/{list_id}/delegate": "contacts.change_person",
    "POST /lists/{list_id}/restore": "contacts.change_person",
    "GET /lists/{list_id}/requests": "contacts.view_person",
    "GET /lists/{list_id}/history": "core.read_trace",
    "POST /contacts/imports/{import_id}/undo": "contacts.import_contacts",
    "POST /contacts/imports/{import_id}/mapping": "contacts.import_contacts",
    "PATCH /contacts/imports/{import_id}": "contacts.import_contacts",
    "GET /contacts/imports/{import_id}/kept": "contacts.import_contacts",
    "GET /contacts/imports/{import_id}/refused.xlsx": "contacts.import_contacts",
    "GET /contacts/imports/targets": "contacts.import_contacts",
    "GET /contacts/imports/mappings": "contacts.import_contacts",
    "DELETE /contacts/imports/mappings/{mapping_id}": "contacts.import_contacts",
    "PATCH /contacts/imports/mappings/{mapping_id}": "contacts.import_contacts",
    "GET /lists/criteria": "contacts.view_person",
    "GET /lists/places": "contacts.view_person",
    "POST /lists/count": "contacts.view_person",
    "POST /lists/preview": "contacts.view_person",
    "GET /exports": "contacts.export_contacts",
    "POST /exports": "contacts.export_contacts",
    "GET /exports/choices": "contacts.export_contacts",
    "POST /exports/count": "contacts.export_contacts",
    "GET /exports/register": "core.read_trace",
    "GET /exports/templates": "contacts.export_contacts",
    "POST /exports/templates": "contacts.export_contacts",
    "DELETE /exports/templates/{template_id}": "contacts.export_contacts",
    "GET /exports/{export_id}": "contacts.export_contacts",
    "GET /exports/{export_id}/file": "contacts.export_contacts",
    "GET /duplicates/clusters": "contacts.merge_contacts",
    "GET /duplicates/counts": "contacts.merge_contacts",
    "GET /duplicates/comparison": "contacts.merge_contacts",
    "GET /duplicates/certain": "contacts.merge_contacts",
    "POST /duplicates/certain/merges": "contacts.merge_contacts",
    "POST /duplicates/verdicts": "contacts.merge_contacts",
    "POST /duplicates/merges": "contacts.merge_contacts",
    "GET /duplicates/merges": "contacts.merge_contacts",
    "POST /duplicates/merges/{merge_id}/undo": "contacts.merge_contacts",
    "POST /duplicates/runs": "contacts.merge_contacts",
    "GET /duplicates/runs/latest": "contacts.merge_contacts",
    "GET /duplicates/rules": "contacts.configure_contacts",
    "POST /duplicates/rules": "contacts.configure_contacts",
    "POST /duplicates/candidates": "contacts.change_person",
    "GET /events": "events.view_event",
    "POST /events": "events.change_event",
    "GET /events/{event_id}": "events.view_event",
    "PATCH /events/{event_id}": "events.change_event",
    "GET /events/categories": "events.view_event",
    "POST /events/{event_id}/cancel": "events.change_event",
    "GET /events/{event_id}/history": "core.read_trace",
    "GET /events/{event_id}/guests/{guest_id}/history": "core.read_trace",
    "GET /devices/{device_id}/history": "checkins.manage_devices",
    "GET /events/{event_id}/guests": "events.view_event",
    "POST /events/{event_id}/guests": "events.change_event",
    "GET /events/{event_id}/guests/{guest_id}": "events.view_event",
    "PATCH /events/{event_id}/guests/{guest_id}": "events.change_event",
    "DELETE /events/{event_id}/guests/{guest_id}": "events.change_event",
    "GET /events/{event_id}/questions": "events.view_event",
    "POST /events/{event_id}/questions": "events.change_event",
    "POST /events/{event_id}/questions/order": "events.change_event",
    "PATCH /events/{event_id}/questions/{question_id}": "events.change_event",
    "GET /events/{event_id}/guests/{guest_id}/proposal": "events.view_event",
    "GET /events/{event_id}/guests/{guest_id}/replies": "events.view_event",
    "PATCH /events/{event_id}/guests/{guest_id}/replies": "events.change_event",
    "GET /events/{event_id}/reminders": "events.view_event",
    "POST /events/{event_id}/reminders": "events.invite_guests",
    "POST /events/{event_id}/reminders/now": "events.invite_guests",
    "POST /events/{event_id}/reminders/preview": "events.invite_guests",
    "POST /events/{event_id}/reminders/{reminder_id}/cancel": "events.invite_guests",
    "POST /events/{event_id}/guests/list": "contacts.change_person",
    "GET /events/officers": "events.change_event",
    "GET /events/{event_id}/doors": "events.view_event",
    "POST /events/{event_id}/doors": "events.change_event",
    "GET /events/{event_id}/quotas": "events.view_event",
    "POST /events/{event_id}/quotas": "events.change_event",
    "POST /events/{event_id}/guests/known": "events.change_event",
    "POST /events/{event_id}/guests/{guest_id}/selection": "events.change_event",
    "DELETE /events/{event_id}/guests/{guest_id}/selections/{selection_id}": "events.change_event",
    "POST /events/{event_id}/guests/{guest_id}/answer": "events.change_event",
    "POST /events/{event_id}/guests/{guest_id}/reissue": "events.invite_guests",
    "POST /events/{event_id}/guests/{guest_id}/revoke": "events.invite_guests",
    "POST /events/{event_id}/invitations": "events.invite_guests",
    "GET /events/{event_id}/invitations/preview": "events.invite_guests",
    "GET /events/{event_id}/invitations/preview.html": "events.invite_guests",
    "GET /events/{event_id}/conflicts": "checkins.decide_conflicts",
    "POST /events/{event_id}/conflicts/{conflict_id}/decide": "checkins.decide_conflicts",
    "GET /events/{event_id}/conflicts/{conflict_id}/history": "checkins.decide_conflicts",
    "GET /events/{event_id}/scans": "checkins.decide_conflicts",
    "GET /events/{event_id}/board": "checkins.view_board",
    "POST /events/{event_id}/attendance": "events.change_event",
    "GET /events/{event_id}/statistics": "checkins.view_board",
    "POST /events/{event_id}/statistics/export": "checkins.view_board",
    "GET /statistics": "checkins.view_board",
    "POST /statistics/export": "checkins.view_board",
    "GET /events/{event_id}/followed": "checkins.view_board",
    "POST /events/{event_id}/guests/{guest_id}/follow": "checkins.view_board",
    "DELETE /events/{event_id}/guests/{guest_id}/follow": "checkins.view_board",
    "GET /events/{event_id}/tickets": "events.view_event",
    "POST /events/{event_id}/tickets": "events.change_event",
    "POST /events/{event_id}/tickets/{source_id}/statuses": "events.change_event",
    "POST /events/{event_id}/tickets/pretix": "events.change_event",
    "GET /events/{event_id}/tickets/{source_id}/pretix": "events.change_event",
    "PATCH /events/{event_id}/tickets/{source_id}/pretix": "events.change_event",
    "DELETE /events/{event_id}/tickets/{source_id}/pretix": "events.change_event",
    "GET /events/{event_id}/tickets/{source_id}/pretix/lists": "events.change_event",
    "POST /events/{event_id}/tickets/{source_id}/pretix/fetch": "events.change_event",
    "POST /events/{event_id}/tickets/{source_id}/pretix/take": "events.change_event",
    "GET /webhooks": "webhooks.manage_webhooks",
    "POST /webhooks": "webhooks.manage_webhooks",
    "PATCH /webhooks/{endpoint_id}": "webhooks.manage_webhooks",
    "DELETE /webhooks/{endpoint_id}": "webhooks.manage_webhooks",
    "POST /webhooks/{endpoint_id}/secret": "webhooks.manage_webhooks",
    "POST /webhooks/{endpoint_id}/test": "webhooks.manage_webhooks",
    "GET /webhooks/{endpoint_id}/deliveries": "webhooks.manage_webhooks",
    "POST /devices/pair": ANYBODY,
    "GET /devices/me": DEVICE,
    "POST /devices/heartbeat": DEVICE,
    "PATCH /devices/{device_id}": "checkins.manage_devices",
    "POST /devices/{device_id}/drill": "checkins.manage_devices",
    "GET /devices": "checkins.manage_devices",
    "POST /devices": "checkins.manage_devices",
    "POST /devices/{device_id}/pairing-code": "checkins.manage_devices",
    "POST /devices/{device_id}/revoke": "checkins.manage_devices",
    "POST /checkins/scans": SCANNER,
    "GET /checkins/guests": DEVICE,
    "GET /checkins/roster": SCANNER,
    "GET /checkins/session-key": SCANNER,
}
NOBODY = UUID(int=7)


def operations() -> Iterator[str]:
    for path, methods in ninja_api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield f"{method.upper()} {path.removeprefix('/api/v1')}"


def test_every_route_is_in_the_table() -> None:
    assert sorted(operations()) == sorted(ROUTES)


def _try(client: Any, route: str) -> int:
    method, path = route.split(" ")
    parts = [str(NOBODY) if part.startswith("{") else part for part in path.split("/")]
    call = getattr(client, method.lower())
    status: int = (
        call("/".join(parts), {}) if method in ("POST", "PATCH") else call("/".join(parts))
    ).status_code
    return status


def test_nobody_gets_in_without_an_account(api: Callable[..., Any]) -> None:
    open_routes = {route for route in ROUTES if _try(api(), route) != 401}
    assert open_routes == {route for route, right in ROUTES.items() if right == ANYBODY}


@pytest.mark.parametrize("name", ["admin", "editor", "colleague", "steward", "manager", "outsider"])
def test_each_role_reaches_what_its_rights_open(api: Callable[..., Any], cast: Any, name: str) -> None:
    user = getattr(cast, name)
    for route, right in ROUTES.items():
        status = _try(api(user), route)
        if right == DEVICE:
            assert status == 401, route
        elif right in (ANYBODY, SIGNED_IN) or user.has_perm(right.removeprefix("device or ")):
            assert status not in (401, 403), (route, status)
        else:
            assert status == 403, (route, status)
        assert status < 500, (route, status)


def test_nothing_opens_before_a_second_factor_that_is_needed(
    api: Callable[..., Any], cast: Any, settings: Any
) -> None:
    settings.DEMO = False
    for route, right in ROUTES.items():
        if right not in (ANYBODY, DEVICE) and route != "GET /me":  # which says what is missing
            assert _try(api(cast.admin), route) == 403, route


def test_a_kiosk_reaches_its_own_routes_only(api: Callable[..., Any], device_token: str) -> None:
    reached = {route for route in ROUTES if _try(api(token=device_token), route) != 401}
    assert reached == {route for route, right in ROUTES.items() if right in (ANYBODY, DEVICE, SCANNER)}


@pytest.fixture
def device_token(db: None) -> str:
    from datetime import timedelta

    from backend.checkins.services import add_device, pair_device
    from backend.core.actor import task
    from backend.core.clock import now
    from backend.events.models import Event

    start = now()
    event = Event.objects.create(
        title="Essai", place="Ici", starts_at=start, ends_at=start + timedelta(hours=1)
    )
    _, code = add_device(task("tests"), name="Borne", event=event, gate="")
    return pair_device(code=code, app_version="")[1]
