from django.apps import AppConfig

from backend.checkins.notice_kinds import KINDS
from notifications.kinds import register_kinds


class CheckinsConfig(AppConfig):
    name = "backend.checkins"
    label = "checkins"

    def ready(self) -> None:  # models are loaded by now, and not before
        from backend.checkins.changes import DEVICES  # noqa: PLC0415
        from backend.checkins.criteria import LAST_ENTRY  # noqa: PLC0415
        from backend.checkins.queries import may_follow_conflicts  # noqa: PLC0415
        from backend.contacts.targeting.criteria import register_criterion  # noqa: PLC0415
        from backend.live.audience import register_audience  # noqa: PLC0415

        register_criterion(LAST_ENTRY)
        register_audience("conflicts", may_follow_conflicts)
        register_audience(DEVICES, lambda user, key: not key and user.has_perm("checkins.manage_devices"))
        register_kinds(*KINDS)
