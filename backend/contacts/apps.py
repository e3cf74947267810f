from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from backend.contacts.notice_kinds import KINDS
from backend.core.sweep import register_sweep
from backend.core.work import register_ending
from backend.live.audience import register_audience
from notifications.kinds import register_kinds


class ContactsConfig(AppConfig):
    name = "backend.contacts"
    label = "contacts"

    def ready(self) -> None:
        from backend.contacts.candidates.queries import may_decide  # noqa: PLC0415
        from backend.contacts.candidates.tidying import tidy as tidy_candidates  # noqa: PLC0415
        from backend.contacts.duplicates.runs import sweep as seek_nightly  # noqa: PLC0415
        from backend.contacts.exports.asking import tidy  # noqa: PLC0415
        from backend.contacts.feeds import history, scheduling  # noqa: PLC0415
        from backend.contacts.imports.files import purge_files  # noqa: PLC0415
        from backend.contacts.imports.worker import requeue_stale  # noqa: PLC0415  (models come later)
        from backend.contacts.merging.handlers import register_contacts  # noqa: PLC0415
        from backend.contacts.merging.latecomers import bring_latecomers  # noqa: PLC0415
        from backend.contacts.search import everywhere  # noqa: PLC0415
        from backend.contacts.search.refresh import refresh_due  # noqa: PLC0415
        from backend.contacts.search.upkeep import sweep as keep_search_fresh  # noqa: PLC0415
        from backend.contacts.services.purge import purge_bin  # noqa: PLC0415
        from backend.contacts.targeting.fields import register_own_criteria  # noqa: PLC0415

        register_audience("contacts", lambda user, key: not key and user.has_perm("contacts.view_person"))
        register_audience("candidates", lambda user, key: not key and may_decide(user))
        post_migrate.connect(fill_vocabularies, sender=self, dispatch_uid="contacts.starter")
        register_sweep("contacts.imports", requeue_stale)
        register_sweep("contacts.bin", purge_bin)
        register_sweep("contacts.import_files", purge_files)
        register_sweep("contacts.feeds", scheduling.sweep)
        register_sweep("contacts.feed_runs", history.tidy)
        register_own_criteria()
        everywhere.register()
        register_ending("contacts.search", refresh_due)
        register_sweep("contacts.search", keep_search_fresh)
        register_contacts()
        register_sweep("contacts.duplicates", seek_nightly)
        register_sweep("contacts.latecomers", bring_latecomers)
        register_sweep("contacts.exports", tidy)
        register_sweep("contacts.candidates", tidy_candidates)
        register_kinds(*KINDS)


def fill_vocabularies(sender: AppConfig, **_: Any) -> None:
    """A new base begins with terms; one that has its own keeps them."""
    from django.db import connection  # noqa: PLC0415  (models are loaded by now, and not before)

    from backend.contacts.services.starter import load_starter_terms  # noqa: PLC0415
    from backend.core.actor import task  # noqa: PLC0415

    if "contacts_term" in connection.introspection.table_names():  # migrating backwards, it may be gone
        load_starter_terms(task("installation"))
