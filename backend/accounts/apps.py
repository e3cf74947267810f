from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from backend.live.audience import register_audience, register_gate


class AccountsConfig(AppConfig):
    name = "backend.accounts"
    label = "accounts"

    def ready(self) -> None:
        # models are loaded by now, and not before
        from backend.accounts.queries import lacks_second_factor  # noqa: PLC0415

        register_gate(lambda user: not lacks_second_factor(user))
        register_audience("user", lambda user, key: str(user.pk) == key)
        post_migrate.connect(_create_roles, dispatch_uid="accounts.roles")


def _create_roles(sender: AppConfig, apps: Any = None, **_: Any) -> None:
    """After the last application of ours, when every right exists."""
    if sender.label != "checkins":
        return
    # models are loaded by now, and not before
    from django.contrib.auth.management import create_permissions  # noqa: PLC0415

    from backend.accounts.rights import create_roles  # noqa: PLC0415

    create_permissions(sender, verbosity=0)
    create_roles()
