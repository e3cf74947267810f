from django.apps import AppConfig


class MailingsConfig(AppConfig):
    name = "backend.mailings"
    label = "mailings"

    def ready(self) -> None:
        from backend.core.sweep import register_sweep  # models are loaded by now, and not before
        from backend.mailings.services import wake

        register_sweep("mailings", wake)
