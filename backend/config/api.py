"""The API: its routers, and the one place where errors become problem documents."""

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from backend.accounts.api import router as accounts
from backend.accounts.auth import SignedIn
from backend.checkins.api import router as checkins
from backend.checkins.arrivals.api import router as arrivals
from backend.checkins.conflicts.api import router as conflicts
from backend.checkins.fleet.api import router as fleet
from backend.checkins.gates.api import router as gates
from backend.checkins.statistics.api import router as statistics
from backend.config import settings
from backend.contacts.api import router as contacts
from backend.core.errors import DomainError, NotFound, NotSignedIn, TooLarge
from backend.core.http.problems import from_domain_error, from_validation, problem
from backend.events.api import router as events
from backend.events.api_proposals import router as event_proposals
from backend.events.api_questions import router as event_questions
from backend.events.api_reminders import router as reminders
from backend.events.api_selection import router as selection
from backend.events.pretix.api import router as pretix
from backend.events.sheets.api import router as sheets
from backend.events.ticketing.api import router as ticketing
from backend.webhooks.api import router as webhooks
from notifications.api import router as notices
from notifications.push.api import router as push

log = logging.getLogger(__name__)

api = NinjaAPI(
    title="Entregent",
    version=settings.VERSION,
    description="Relations presse et publiques : contacts, événements, invitations, accueil.",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", checkins)  # first: addresses are tried in this order, and guests wait for these
api.add_router("", accounts)
api.add_router("", notices, auth=SignedIn())
api.add_router("", push, auth=SignedIn())
api.add_router("", contacts)
api.add_router("", events)
api.add_router("", ticketing)
api.add_router("", pretix)
api.add_router("", event_questions)
api.add_router("", event_proposals)
api.add_router("", selection)
api.add_router("", reminders)
api.add_router("", webhooks)
api.add_router("", arrivals)
api.add_router("", sheets)
api.add_router("", statistics)
api.add_router("", fleet)
api.add_router("", gates)
api.add_router("", conflicts)


@api.exception_handler(DomainError)
def _domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    return from_domain_error(request, error)


@api.exception_handler(ValidationError)
def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return from_validation(error.errors)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return from_domain_error(request, NotFound())


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return from_domain_error(request, NotSignedIn())


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "bad_request", "La demande ne peut pas être lue.")


@api.exception_handler(RequestDataTooBig)
@api.exception_handler(TooManyFieldsSent)
def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return from_domain_error(request, TooLarge())


@api.exception_handler(Exception)
def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("Unexpected error in the API.", exc_info=error)
    return problem(500, "unexpected", "Une erreur inattendue s’est produite. Rien n’a été perdu ; réessayez.")
