"""The floor: the least that a check-in can be in Django. One file, one route.

A sign-in check (one SELECT), a row lock, an UPDATE and an INSERT in one transaction; no rules, no trace, no
live change. Served exactly like the product: daphne, sync view, a pool of connections.
"""

import json
import os
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings

_url = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY="floor" * 12,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _url.path.strip("/"),
            "USER": _url.username,
            "PASSWORD": _url.password,
            "HOST": _url.hostname,
            "PORT": str(_url.port),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 12, "timeout": 10}},
        }
    },
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


def scan(request: HttpRequest) -> JsonResponse:
    body = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute("SELECT device FROM floor_token WHERE digest = %s", [request.headers["Authorization"]])
        assert cursor.fetchone()
        with transaction.atomic():
            cursor.execute("SELECT arrived_at FROM floor_guest WHERE id = %s FOR UPDATE", [body["guest"]])
            row: Any = cursor.fetchone()
            cursor.execute("UPDATE floor_guest SET arrived_at = now() WHERE id = %s", [body["guest"]])
            cursor.execute(
                "INSERT INTO floor_scan (guest, at, body) VALUES (%s, now(), %s)",
                [body["guest"], request.body.decode()],
            )
    return JsonResponse({"admitted": row[0] is None})


urlpatterns = [path("scan", scan)]
application = get_asgi_application()
