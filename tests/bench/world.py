"""The data that the measures need: 50,000 contacts, an event with guests enough, a kiosk, a session."""

from dataclasses import dataclass
from datetime import timedelta

import django


@dataclass(frozen=True)
class World:
    names: list[tuple[str, str]]
    codes: list[str]
    api_token: str
    device_token: str
    session: str
    audience: str


def make(*, contacts: bool, guests: int = 16_000) -> World:
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from backend.accounts.services import create_user, issue_api_token
    from backend.checkins.services import add_device, pair_device
    from backend.contacts.models import Person
    from backend.core.actor import task
    from backend.core.clock import now
    from backend.events.models import Event, Guest
    from backend.events.tickets import ticket_code

    call_command("migrate", verbosity=0)
    bench = task("bench")
    if contacts:
        from fixtures.generate import generate_contacts

        generate_contacts(50_000)
    user = create_user(bench, username="bench", password="entregent-bench", roles=["administrator"])
    start = now()
    event = Event.objects.create(
        title="Mesure", place="Ici", starts_at=start, ends_at=start + timedelta(hours=3)
    )
    names = list(Person.objects.values_list("given_name", "family_name")[:5000])
    invited = Guest.objects.bulk_create(
        [
            Guest(
                event=event,
                name=f"Invité {number}",
                sort_name=f"invite {number}",
                answer="yes",
                category="Presse",
            )
            for number in range(guests)
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _, code = add_device(bench, name="Borne", event=event, gate="A")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return World(
        names=names,
        codes=[ticket_code(guest) for guest in invited],
        api_token=issue_api_token(bench, user=user, name="bench"),
        device_token=pair_device(code=code, app_version="")[1],
        session=client.cookies["sessionid"].value,
        audience=f"event:{event.pk}",
    )
