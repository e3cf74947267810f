"""The guest's own page, /i/{token}: opened from a letter, on a phone, without account and JavaScript.

Reading changes nothing: mail scanners follow links. Only POST does, and it asks for no CSRF cookie. The
token in the address is the proof: who can forge the request must know it, and then needs no forgery. A
cookie would fail in the browsers inside mail applications, and `Referrer-Policy: no-referrer` makes browsers
send `Origin: null`, which the cookie check refuses.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.core.actor import Actor
from backend.core.clock import now
from backend.core.errors import DomainError, NotFound, TooMany
from backend.events.card import card_of, full_name
from backend.events.errors import AlreadyArrived, AnswersClosed, NoPlaceLeft, TooManyCompanions
from backend.events.forms import AnswerForm
from backend.events.guest_links import guest_of_link, holds_ticket, standing_offer, via_of_link
from backend.events.links import link_of
from backend.events.models import Guest
from backend.events.paper.calendar import as_ics
from backend.events.paper.qr import as_png, as_svg, inline_svg
from backend.events.paper.ticket import as_pdf
from backend.events.services.answers import answer_invitation
from backend.events.services.companions import companions_of
from backend.events.services.places import is_room_for
from backend.events.services.questions import reply_to_questions
from backend.events.tickets import ticket_code
from backend.events.words import NARROW, in_words

log = logging.getLogger(__name__)
ANSWERS_A_MINUTE = 10
View = Callable[..., HttpResponse]
_PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def personal(view: View) -> View:
    """VIEW(request, guest) for the guest of the token; a void link gets a page that says why.

    `guest.via` is the assistant who was given this link, or None.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        try:
            guest: Any = guest_of_link(token)
            guest.via = via_of_link(token, guest)
            response = view(request, guest)
        except DomainError as error:
            log.warning("Guest page refused: %s", error.code)
            response = problem_page(request, error)
        for name, value in _PRIVATE.items():
            response[name] = value
        return response

    return wrapped


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def invitation(request: HttpRequest, guest: Guest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, guest, AnswerForm(guest=guest))
    _limit(guest)
    form = AnswerForm(request.POST, guest=guest)
    if not form.is_valid():
        return _page(request, guest, form, status=422)
    try:
        _answer(guest, form)
    except (AlreadyArrived, AnswersClosed, NoPlaceLeft, TooManyCompanions) as error:
        return _page(request, guest, form, status=error.status, refusal=error.detail)
    return _see_other(request.path)


@require_http_methods(["GET", "HEAD"])
@personal
def qr_svg(request: HttpRequest, guest: Guest) -> HttpResponse:
    return HttpResponse(as_svg(_code(guest)), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD"])
@personal
def qr_png(request: HttpRequest, guest: Guest) -> HttpResponse:
    return HttpResponse(as_png(_code(guest)), content_type="image/png")


@require_http_methods(["GET", "HEAD"])
@personal
def ticket_pdf(request: HttpRequest, guest: Guest) -> HttpResponse:
    return _file(as_pdf(guest, _code(guest)), "application/pdf", "billet.pdf", inline=True)


@require_http_methods(["GET", "HEAD"])
@personal
def calendar(request: HttpRequest, guest: Any) -> HttpResponse:
    return _file(
        as_ics(guest, link_of(guest, guest.via.key if guest.via else None)),
        "text/calendar; charset=utf-8",
        "evenement.ics",
    )


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Any other address below /i/."""
    return problem_page(request, NotFound())


def problem_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    heading = {404: "Ce lien n’est pas valable", 410: "Ce lien n’est plus valable", 429: "Un instant"}
    context = {"heading": heading.get(error.status, "Cela n’a pas été possible"), "error": error}
    return render(request, "events/link_problem.html", context, status=error.status)


def _answer(guest: Any, form: AnswerForm) -> None:
    label = f"{guest.name}, par {guest.via.told}" if guest.via else guest.name
    actor = Actor(kind="guest", id=str(guest.pk), label=label[:160])
    answer_invitation(
        actor,
        event_id=guest.event_id,
        guest_id=guest.pk,
        answer=form.cleaned_data["answer"],
        deputy=form.deputy,
        party=form.party,
        via=guest.via.told[:300] if guest.via else "",
    )
    if form.replies:
        reply_to_questions(actor, event_id=guest.event_id, guest_id=guest.pk, values=form.replies)


def _limit(guest: Guest) -> None:
    """Raises TooMany."""
    key = f"guest-answers:{guest.pk}:{int(now().timestamp()) // 60}"
    cache.add(key, 0, 120)
    if cache.incr(key) > ANSWERS_A_MINUTE:
        raise TooMany("Trop de réponses en peu de temps. Patientez une minute avant de recommencer.")


def _page(request: HttpRequest, guest: Guest, form: AnswerForm, **extra: Any) -> HttpResponse:
    status = extra.pop("status", 200)
    return render(request, "events/invitation.html", {**_context(guest, form), **extra}, status=status)


def _context(guest: Any, form: AnswerForm) -> dict[str, Any]:
    deputy, ticket, offer = guest.deputy, holds_ticket(guest), standing_offer(guest)
    return {
        "offer": offer,
        "offer_until": in_words(offer.expires_at, guest.event.timezone) if offer else "",
        "full": not is_room_for(guest),
        "form": form,
        "wrong_deputy": form.is_bound and any(name.startswith("deputy") for name in form.errors),
        "unnamed": guest.party - 1,
        "n": NARROW,
        "via": guest.via,
        "missing": [question for question, field in form.asked if question.required and not field.initial],
        "card": card_of(guest.event),
        "guest": guest,
        "full_name": full_name(guest).split(" "),
        "cancelled": guest.event.cancelled,
        "over": guest.event.ends_at <= now(),
        "open": guest.event.takes_answers(now()),
        "arrived": any(each.attendance != "none" for each in (guest, deputy) if each),
        "deputy": deputy,
        "deputy_link": link_of(deputy) if deputy else "",
        "principal": guest.represents,
        "host": guest.companion_of,
        "companions": [(each, link_of(each)) for each in companions_of(guest)],
        "qr": mark_safe(inline_svg(ticket_code(guest))) if ticket else "",  # noqa: S308  (drawn by us)
    }


def _code(guest: Guest) -> str:
    """Raises NotFound: there is no ticket (yet)."""
    if not holds_ticket(guest):
        raise NotFound(
            "Il n’y a pas de billet à cette adresse : il est donné avec la réponse « Je viendrai »."
        )
    return ticket_code(guest)


def _file(content: bytes, media_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


def _see_other(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response
