from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "backend.events"
    label = "events"

    def ready(self) -> None:
        from backend.events.letters.kinds import LETTERS  # models are loaded by now, and not before
        from backend.events.queries import may_follow_event
        from backend.live.audience import register_audience
        from backend.mailings.letter import register_letter

        register_audience("event", may_follow_event)
        for kind, composer in LETTERS.items():
            register_letter(kind, composer)
