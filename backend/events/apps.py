from django.apps import AppConfig

from backend.core.sweep import register_sweep
from backend.events.notice_kinds import KINDS
from notifications.kinds import register_kinds


class EventsConfig(AppConfig):
    name = "backend.events"
    label = "events"

    def ready(self) -> None:  # models are loaded by now, and not before
        from backend.contacts.candidates.origins import register_candidate_origin  # noqa: PLC0415
        from backend.contacts.last_contacts import register_last_contact  # noqa: PLC0415
        from backend.contacts.targeting.criteria import register_criterion  # noqa: PLC0415
        from backend.events import everywhere, webhooks  # noqa: PLC0415
        from backend.events.criteria import CRITERIA  # noqa: PLC0415
        from backend.events.letters.kinds import LETTERS  # noqa: PLC0415
        from backend.events.merged_guests import register_guests  # noqa: PLC0415
        from backend.events.pretix.waking import wake  # noqa: PLC0415
        from backend.events.proposed import ANSWER, DOOR  # noqa: PLC0415
        from backend.events.queries import last_invitations, may_follow_event  # noqa: PLC0415
        from backend.events.services.offers import sweep_offers  # noqa: PLC0415
        from backend.events.services.proposals import link_decided  # noqa: PLC0415
        from backend.events.services.reminders import send_due_reminders  # noqa: PLC0415
        from backend.live.audience import register_audience  # noqa: PLC0415
        from backend.mailings.letter import register_letter  # noqa: PLC0415

        register_audience("event", may_follow_event)
        for criterion in CRITERIA:
            register_criterion(criterion)
        register_last_contact(last_invitations)
        register_guests()
        everywhere.register()
        webhooks.register()
        for kind, composer in LETTERS.items():
            register_letter(kind, composer)
        register_sweep("events.reminders", send_due_reminders)
        register_kinds(*KINDS)
        register_sweep("events.offers", sweep_offers)
        register_sweep("events.pretix", wake)
        for kind, label in {ANSWER: "Réponse à une invitation", DOOR: "Venue sans invitation"}.items():
            register_candidate_origin(kind, label=label, decided=link_decided, right="events.view_event")
