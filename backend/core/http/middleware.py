"""A request id for each request: in the log lines, in the answer, in problem documents."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse

request_id: ContextVar[str] = ContextVar("request_id", default="-")
_ACCEPTABLE = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id.set(
            given if _ACCEPTABLE.match(given) else uuid4().hex
        )  # the context ends with the request
        response = _refuse_nul(request) or self.get_response(request)
        response["X-Request-Id"] = request_id.get()
        return response


def _refuse_nul(request: HttpRequest) -> HttpResponse | None:
    """PostgreSQL can't hold a NUL character; no address of ours has one."""
    if "\0" not in request.path and "%00" not in request.META.get("QUERY_STRING", ""):
        return None
    body = {"type": "about:blank", "title": "Bad Request", "status": 400, "code": "invalid", "errors": []}
    body["detail"] = "L’adresse contient un caractère interdit."
    return JsonResponse(body, status=400, content_type="application/problem+json")
