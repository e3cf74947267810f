"""Anything may be sent to the API; it never answers 500, and every refusal is a problem document (RFC 9457)."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def bearer(cast: Any) -> Iterator[str]:
    """A token of the administrator; the test's own transaction outlives each request."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from backend.accounts.services import issue_api_token

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield issue_api_token(cast.admin.actor, user=cast.admin, name="fuzz")
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_no_input_breaks_the_api(case: schemathesis.Case[Any], bearer: str) -> None:
    response = case.call(headers={"Authorization": f"Bearer {bearer}"})
    case.validate_response(response, checks=[not_a_server_error])
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith("application/problem+json"), (
            response.status_code
        )
        body = response.json()
        assert body["status"] == response.status_code
        assert body["code"]
        assert body["detail"]
