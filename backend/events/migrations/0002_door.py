"""Gates, opening hours, the room inside, and how many of a party are there (docs/door.md)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import backend.core.ids

FORMER_ARRIVALS = """
ALTER TABLE events_guest DISABLE TRIGGER USER;
UPDATE events_guest SET came = (arrived_at IS NOT NULL)::int, inside = (attendance = 'arrived')::int,
                        last_passage_at = arrived_at
WHERE arrived_at IS NOT NULL;
ALTER TABLE events_guest ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="capacity",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="doors_close_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="doors_open_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="override_pin",
            field=models.CharField(blank=True, max_length=128),
        ),
        migrations.AddField(
            model_name="guest",
            name="came",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="guest",
            name="companion_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="companions",
                to="events.guest",
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="inside",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="guest",
            name="language",
            field=models.CharField(default="fr", max_length=2),
        ),
        migrations.AddField(
            model_name="guest",
            name="last_passage_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="guest",
            name="party",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="guest",
            name="ticket_issued_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="guest",
            name="walk_in",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="guest",
            name="answer",
            field=models.CharField(
                choices=[
                    ("none", "Sans réponse"),
                    ("yes", "Viendra"),
                    ("no", "Ne viendra pas"),
                    ("represented", "Se fera représenter"),
                    ("waitlisted", "Liste d'attente"),
                    ("withdrawn", "Désisté"),
                ],
                default="none",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Gate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("name", models.CharField(max_length=80)),
                ("zone", models.CharField(blank=True, max_length=80)),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("opens_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gates", to="events.event"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("event", "name"), name="gate_once_per_event")
                ],
            },
        ),
        migrations.RunSQL(FORMER_ARRIVALS, migrations.RunSQL.noop),
    ]
