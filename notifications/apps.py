from django.apps import AppConfig

from backend.core.sweep import register_sweep


class NotificationsConfig(AppConfig):
    name = "notifications"
    label = "notifications"

    def ready(self) -> None:
        from notifications.push.waking import wake  # noqa: PLC0415  (models are loaded by now, and not before)

        register_sweep("notifications.push", wake)
