from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "backend.webhooks"
    label = "webhooks"

    def ready(self) -> None:  # models are loaded by now, and not before
        from backend.core.sweep import register_sweep  # noqa: PLC0415
        from backend.webhooks.waking import wake  # noqa: PLC0415

        register_sweep("webhooks", wake)
