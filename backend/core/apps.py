from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "backend.core"
    label = "core"

    def ready(self) -> None:
        post_migrate.connect(_install_triggers, dispatch_uid="core.trace")


def _install_triggers(sender: AppConfig, **_: Any) -> None:
    from backend.core.trace import install_triggers  # noqa: PLC0415  (models are loaded by now, and not before)

    install_triggers(sender)
