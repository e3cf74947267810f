"""Asks the running product how it is, over HTTP like anyone else."""

import contextlib
import http.client
import json
from typing import Any


def checks(host: str, port: int, name: str) -> dict[str, Any]:
    """The `checks` of /readyz, asked under the NAME people type; empty when nobody answers."""
    connection = http.client.HTTPConnection(host, port, timeout=3)
    with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
        try:
            connection.request("GET", "/readyz", headers={"Host": name})
            answer = json.loads(connection.getresponse().read())
            return dict(answer["checks"]) if isinstance(answer, dict) else {}
        finally:
            connection.close()
    return {}


def well(told: dict[str, Any], *, without: str = "") -> bool:
    return bool(told) and all(check.get("ok") for name, check in told.items() if name != without)
