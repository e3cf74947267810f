from django.apps import AppConfig
from django.conf import settings

from backend.core.sweep import register_sweep


class NotificationsConfig(AppConfig):
    name = "notifications"
    label = "notifications"

    def ready(self) -> None:
        from notifications.push.waking import wake  # noqa: PLC0415  (models are loaded by now, and not before)

        register_sweep("notifications.push", wake)
        if settings.WORKER:
            # Before the worker forks: else the first notice of each process waits for a second of imports.
            import notifications.push.tasks  # noqa: F401, PLC0415
