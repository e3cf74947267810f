from django.apps import AppConfig

from backend.core.sweep import register_sweep
from backend.live.audience import register_audience


class ContactsConfig(AppConfig):
    name = "backend.contacts"
    label = "contacts"

    def ready(self) -> None:
        from backend.contacts.imports.commit import requeue_stale  # noqa: PLC0415  (models come later)

        register_audience("contacts", lambda user, key: not key and user.has_perm("contacts.view_person"))
        register_sweep("contacts.imports", requeue_stale)
