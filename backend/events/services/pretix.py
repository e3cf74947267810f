"""Link the tickets of an event with a pretix, read it, and take over what was read (RF-15)."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django_q.tasks import async_task

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import Conflict, Invalid, NotFound
from backend.core.work import writing
from backend.events.models import PretixLink, SourceTicket, TicketSource
from backend.events.pretix.address import base_of
from backend.events.pretix.client import Place, Pretix, PretixProblem
from backend.events.pretix.fetching import rows_of
from backend.events.pretix.opening import place_of, sealed_token
from backend.events.services.ticketing import take_tickets
from backend.events.ticketing.plan import Plan

_SECONDS = 12.0
State = PretixLink.State


class NothingRead(Conflict):
    code = "nothing_read"
    detail = "Rien n’a été lu dans pretix, ou la lecture date de plus d’un jour. Relisez-le."


def link_pretix(actor: Actor, *, event_id: UUID, label: str, values: Mapping[str, Any]) -> TicketSource:
    """VALUES: url, organizer, event_slug, token, subevent. pretix is asked first, outside of any transaction.

    Raises:
        Invalid: pretix does not answer as it should, or the source is another pretix already.
    """
    place = _checked(values["url"], values["organizer"], values["event_slug"], values["token"])
    with writing(actor):
        source, _ = TicketSource.objects.get_or_create(event_id=event_id, label=label)
        if PretixLink.objects.filter(source=source).exists():
            raise Invalid(fields={"label": "Cette billetterie est déjà reliée à un pretix."})
        PretixLink.objects.create(
            source=source,
            url=place.url,
            organizer=place.organizer,
            event_slug=place.event,
            subevent=values.get("subevent"),
            token=sealed_token(place.token),
        )
    return source


def change_pretix(actor: Actor, *, link_id: UUID, values: Mapping[str, Any]) -> None:
    """VALUES: any of url, organizer, event_slug, token, subevent, checkin_list.

    Another address asks for the token anew: nobody sends a token that they do not know to an address of their own.

    Raises:
        NotFound, Invalid: pretix does not answer as it should.
    """
    link = PretixLink.objects.filter(pk=link_id).first()
    if link is None:
        raise NotFound
    place, sealed = _place_after(link, values), bytes(link.token)
    with writing(actor):
        link = _locked(link_id)
        if place is not None:
            link.url, link.organizer, link.event_slug = place.url, place.organizer, place.event
            link.token = sealed_token(place.token) if values.get("token") else sealed
            link.state, link.rows, link.problem = State.IDLE, None, ""
        for name in ("subevent", "checkin_list"):
            if name in values:
                setattr(link, name, values[name])
        link.save()
        if values.get("checkin_list") or values.get("token"):
            _try_again(link)


def unlink_pretix(actor: Actor, *, link_id: UUID) -> None:
    """Its token is forgotten; its tickets and their guests stay. Raises NotFound."""
    with writing(actor):
        _locked(link_id).delete()


def ask_fetch(actor: Actor, *, link_id: UUID) -> None:
    """The worker reads pretix; nothing is written before somebody takes it over. Raises NotFound."""
    with writing(actor):
        link = _locked(link_id)
        link.state, link.problem, link.rows, link.asked_at = State.FETCHING, "", None, now()
        link.save()
        transaction.on_commit(partial(_queue, link.pk))


def take_fetched(actor: Actor, *, link_id: UUID, withdraw_missing: bool) -> Plan:
    """Take over what was read and looked at.

    Raises:
        NotFound, NothingRead, MuchIsMissing: see there.
    """
    with writing(actor):
        link = _locked(link_id)
        if link.state != State.READY:
            raise NothingRead
        source = TicketSource.objects.get(pk=link.source_id)
        plan = take_tickets(
            actor,
            event_id=source.event_id,
            label=source.label,
            rows=rows_of(link),
            withdraw_missing=withdraw_missing,
        )
        link.state, link.rows = State.IDLE, None
        link.save()
    return plan


def lists_of(link: PretixLink) -> list[dict[str, Any]]:
    """The check-in lists of its event, as pretix has them now. Raises Invalid: pretix does not tell."""
    try:
        with Pretix(place_of(link), seconds=_SECONDS, patient=False) as pretix:
            found = pretix.checkin_lists()
    except PretixProblem as problem:
        raise Invalid(problem.why) from None
    lists = [each for each in found if isinstance(each, dict) and isinstance(each.get("id"), int)]
    return [{"id": each["id"], "name": str(each.get("name", ""))[:200]} for each in lists]


def _queue(link_id: UUID) -> None:
    async_task("backend.events.pretix.fetching.fetch", link_id, q_options={"save": False})


def _checked(url: str, organizer: str, event: str, token: str) -> Place:
    """Raises Invalid: it is no address, or pretix does not open the event with this token."""
    place = Place(base_of(url), organizer, event, token)
    try:
        with Pretix(place, seconds=_SECONDS, patient=False) as pretix:
            pretix.event()
    except PretixProblem as problem:
        field = {401: "token", 403: "event_slug", 404: "event_slug"}.get(problem.status, "url")
        raise Invalid(fields={field: problem.why}) from None
    return place


def _place_after(link: PretixLink, values: Mapping[str, Any]) -> Place | None:
    """Where LINK leads with VALUES; None: they do not touch that."""
    if not {"url", "organizer", "event_slug", "token"} & set(values):
        return None
    url = base_of(values.get("url") or link.url)
    token = values.get("token") or ""
    if not token and url != link.url:
        raise Invalid(fields={"token": "Donnez le jeton de cette adresse."})
    try:
        token = token or place_of(link).token
    except PretixProblem as problem:
        raise Invalid(fields={"token": problem.why}) from None
    organizer, event = values.get("organizer") or link.organizer, values.get("event_slug") or link.event_slug
    return _checked(url, organizer, event, token)


def _try_again(link: PretixLink) -> None:
    """What was given up may go through with another list, or another token."""
    given_up = SourceTicket.objects.filter(source=link.source_id, told_at=None, tell_attempts__gt=0)
    given_up.update(tell_attempts=0, tell_after=None, tell_problem="")


def _locked(link_id: UUID) -> PretixLink:
    link = PretixLink.objects.select_for_update().filter(pk=link_id).first()
    if link is None:
        raise NotFound
    return link
