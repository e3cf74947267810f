"""Errors as RFC 9457 problem documents, each with a stable code, a French sentence and the fields concerned."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from backend.core.errors import DomainError
from backend.core.http.french import message_for
from backend.core.http.middleware import request_id

CONTENT_TYPE = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str,
    errors: Iterable[Mapping[str, str]] = (),
    headers: dict[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    body = {
        **(extra or {}),
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": list(errors),
        "request_id": request_id.get(),
    }
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers)


def from_domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    errors = [{"path": path, "message": message} for path, message in error.fields.items()]
    return problem(error.status, error.code, error.detail, errors, extra=error.extra)


def from_validation(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """ERRORS as pydantic gives them, `loc` beginning with body, query or path."""
    listed = [{"path": _path(error["loc"]), "message": message_for(error)} for error in errors]
    return problem(422, "invalid", "Certaines valeurs ne peuvent pas être acceptées.", listed)


def _path(loc: Iterable[Any]) -> str:
    """('body', 'payload', 'email') -> 'email': names of parameters and of union members (~) are ours."""
    parts = [str(part) for part in loc if not str(part).startswith("~")]
    if parts and parts[0] == "body" and len(parts) > 1:
        return ".".join(parts[2:]) or "body"
    return ".".join(parts[1:]) if len(parts) > 1 else ".".join(parts)


_DETAILS = {
    400: ("bad_request", "La demande ne peut pas être lue."),
    403: ("not_allowed", "Cette demande est refusée."),
    404: ("not_found", "Cette adresse n’existe pas."),
    405: ("method_not_allowed", "Cette adresse ne connaît pas cette méthode."),
    413: ("too_large", "L’envoi est trop volumineux."),
}


class ProblemMiddleware:
    """Refusals under /api/ that Django itself gives (unknown address, method, host…) become problems too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith("/api/"):
            return response
        if response.get("Content-Type", "").startswith(CONTENT_TYPE):
            return response
        status = response.status_code
        code, detail = _DETAILS.get(status, ("error", "La demande n’a pas pu être traitée."))
        kept = {"Allow": response["Allow"]} if "Allow" in response else None
        return problem(status, code, detail, headers=kept)
