from django.apps import AppConfig

from backend.core.sweep import register_sweep
from backend.live.audience import register_audience


class ContactsConfig(AppConfig):
    name = "backend.contacts"
    label = "contacts"

    def ready(self) -> None:
        from backend.contacts.exports.asking import tidy  # noqa: PLC0415
        from backend.contacts.imports.commit import requeue_stale  # noqa: PLC0415  (models come later)
        from backend.contacts.services.purge import purge_bin  # noqa: PLC0415
        from backend.contacts.targeting.fields import register_own_criteria  # noqa: PLC0415

        register_audience("contacts", lambda user, key: not key and user.has_perm("contacts.view_person"))
        register_sweep("contacts.imports", requeue_stale)
        register_sweep("contacts.bin", purge_bin)
        register_own_criteria()
        register_sweep("contacts.exports", tidy)
