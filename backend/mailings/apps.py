from django.apps import AppConfig


class MailingsConfig(AppConfig):
    name = "backend.mailings"
    label = "mailings"

    def ready(self) -> None:  # models are loaded by now, and not before
        from backend.core.sweep import register_sweep  # noqa: PLC0415
        from backend.mailings.services import wake  # noqa: PLC0415

        register_sweep("mailings", wake)
