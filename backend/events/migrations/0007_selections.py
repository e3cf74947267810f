"""Who wants which guest; whoever put a guest on a list so far wants them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import backend.core.ids

FORMER_GUESTS = """
INSERT INTO events_selection (id, created_at, updated_at, guest_id, user_id, why, source, source_label)
SELECT gen_random_uuid(), created_at, created_at, id, added_by_id, '',
       CASE WHEN contact_id IS NULL THEN 'hand' ELSE 'contacts' END, ''
FROM events_guest WHERE added_by_id IS NOT NULL AND represents_id IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0006_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="event",
            options={
                "default_permissions": ("view", "change"),
                "permissions": [
                    ("invite_guests", "Inviter et écrire aux invités"),
                    ("manage_events", "Régler les événements des autres et leurs quotas"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Selection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("why", models.CharField(blank=True, max_length=200)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("hand", "À la main"),
                            ("contacts", "Choisi parmi les contacts"),
                            ("search", "Recherche"),
                            ("list", "Liste"),
                            ("targeting", "Ciblage"),
                        ],
                        default="hand",
                        max_length=10,
                    ),
                ),
                ("source_label", models.CharField(blank=True, max_length=200)),
                (
                    "guest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="selections",
                        to="events.guest",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("guest", "user"), name="selection_once_per_officer")
                ],
            },
        ),
        migrations.RunSQL(FORMER_GUESTS, migrations.RunSQL.noop),
    ]
