import django.db.models.deletion
from django.db import migrations, models

import backend.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="TicketSource",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("label", models.CharField(max_length=80)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticket_sources",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SourceTicket",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("reference", models.CharField(max_length=80)),
                (
                    "status",
                    models.CharField(
                        choices=[("valid", "Valable"), ("pending", "En attente"), ("cancelled", "Annulé")],
                        default="valid",
                        max_length=10,
                    ),
                ),
                (
                    "guest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="source_tickets",
                        to="events.guest",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tickets",
                        to="events.ticketsource",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="ticketsource",
            constraint=models.UniqueConstraint(
                fields=("event", "label"), name="ticket_source_once_per_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="sourceticket",
            constraint=models.UniqueConstraint(fields=("source", "reference"), name="source_ticket_once"),
        ),
    ]
