from django.apps import AppConfig

from backend.core.sweep import register_sweep


class LiveConfig(AppConfig):
    name = "backend.live"
    label = "live"

    def ready(self) -> None:
        from backend.live.replay import prune_hourly  # noqa: PLC0415  (models are loaded by now, and not before)

        register_sweep("live", prune_hourly)
