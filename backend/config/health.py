"""/healthz: this process answers. /readyz: what it needs answers too. Neither says anything about data."""

from typing import Any

import redis
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from backend.core.clock import now
from backend.core.models import Heartbeat

WORKER_SILENT_AFTER = 60.0
_state = {"migrated": False}


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True, "version": settings.VERSION})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 otherwise; the worker counts as well for its first minute."""
    checks = {"database": _database(), "migrations": {"ok": False}, "worker": {"ok": False}, "live": _live()}
    if checks["database"]["ok"]:
        checks["migrations"] = _migrations()
    if checks["migrations"]["ok"]:
        checks["worker"] = _worker()
    ready = all(check["ok"] for check in checks.values())
    return JsonResponse({"ok": ready, "checks": checks}, status=200 if ready else 503)


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False}
    return {"ok": True}


def _migrations() -> dict[str, Any]:
    """Once they are all applied they stay so for the life of the process."""
    if not _state["migrated"]:
        executor = MigrationExecutor(connection)
        _state["migrated"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {"ok": _state["migrated"]}


def _worker() -> dict[str, Any]:
    beat = Heartbeat.objects.filter(name="worker").first()
    if beat is None:
        return {"ok": False, "age_seconds": None}
    age = (now() - beat.at).total_seconds()
    return {"ok": age < WORKER_SILENT_AFTER, "age_seconds": round(age, 1)}


def _live() -> dict[str, Any]:
    """Redis answers, where it carries the changes; otherwise PostgreSQL does, which is checked already.

    A process that holds no socket yet listens to nothing, and that is well.
    """
    if not settings.REDIS_URL:
        return {"ok": True, "listening": getattr(get_channel_layer(), "is_listening", False)}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as server:
            return {"ok": bool(server.ping())}
    except redis.RedisError:
        return {"ok": False}
