from django.apps import AppConfig

from backend.core.sweep import register_sweep
from backend.core.work import register_ending
from backend.live.audience import register_audience


class ContactsConfig(AppConfig):
    name = "backend.contacts"
    label = "contacts"

    def ready(self) -> None:
        from backend.contacts.duplicates.runs import sweep as seek_nightly  # noqa: PLC0415
        from backend.contacts.exports.asking import tidy  # noqa: PLC0415
        from backend.contacts.imports.files import purge_files  # noqa: PLC0415
        from backend.contacts.imports.worker import requeue_stale  # noqa: PLC0415  (models come later)
        from backend.contacts.merging.handlers import register_contacts  # noqa: PLC0415
        from backend.contacts.search.refresh import refresh_due  # noqa: PLC0415
        from backend.contacts.search.upkeep import sweep as keep_search_fresh  # noqa: PLC0415
        from backend.contacts.services.purge import purge_bin  # noqa: PLC0415
        from backend.contacts.targeting.fields import register_own_criteria  # noqa: PLC0415

        register_audience("contacts", lambda user, key: not key and user.has_perm("contacts.view_person"))
        register_sweep("contacts.imports", requeue_stale)
        register_sweep("contacts.bin", purge_bin)
        register_sweep("contacts.import_files", purge_files)
        register_own_criteria()
        register_ending("contacts.search", refresh_due)
        register_sweep("contacts.search", keep_search_fresh)
        register_contacts()
        register_sweep("contacts.duplicates", seek_nightly)
        register_sweep("contacts.exports", tidy)
