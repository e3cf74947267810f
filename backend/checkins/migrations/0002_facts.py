"""Scans become facts: what was shown, when it happened, what counts (docs/door.md)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import backend.core.ids

# What was judged so far was judged by the server, when it arrived. Nobody changed it: no traces.
FORMER_SCANS = """
ALTER TABLE checkins_scan DISABLE TRIGGER USER;
UPDATE checkins_scan SET happened_at = received_at, let_in = verdict IN ('admitted', 'attention'),
                         count = (verdict IN ('admitted', 'attention'))::int;
ALTER TABLE checkins_scan ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0001_initial"),
        ("events", "0002_door"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conflict",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("double_entry", "Entré deux fois"),
                            ("revoked_let_in", "Billet retiré, entré quand même"),
                            ("declined_let_in", "Avait décliné, entré quand même"),
                            ("unknown_let_in", "Billet inconnu, entré quand même"),
                        ],
                        max_length=16,
                    ),
                ),
                ("explained_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("same_person", "La même personne, lue deux fois"),
                            ("other_person", "Une autre personne est entrée"),
                            ("accepted", "Entrée admise"),
                            ("escorted_out", "Raccompagnée"),
                        ],
                        max_length=12,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Undoing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scan_id", models.UUIDField()),
                ("undone", models.UUIDField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="device",
            options={
                "default_permissions": (),
                "permissions": [
                    ("view_board", "Voir le tableau d'un événement"),
                    ("record_scan", "Contrôler les entrées"),
                    ("decide_conflicts", "Trancher les entrées contradictoires"),
                    ("manage_devices", "Appairer et révoquer les bornes"),
                ],
            },
        ),
        migrations.RemoveIndex(
            model_name="scan",
            name="scan_of_event",
        ),
        migrations.AddField(
            model_name="device",
            name="health",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="device",
            name="skew_ms",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="scan",
            name="count",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="scan",
            name="happened_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="scan",
            name="issue",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="scan",
            name="let_in",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="scan",
            name="method",
            field=models.CharField(
                blank=True,
                choices=[
                    ("camera", "Caméra"),
                    ("keyboard", "Lecteur"),
                    ("search", "Nom"),
                    ("walk_in", "Sans invitation"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="override_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="scan",
            name="shown",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="scan",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="scan",
            name="zone",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.RunSQL(FORMER_SCANS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="scan",
            name="happened_at",
            field=models.DateTimeField(),
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(fields=["event", "-happened_at"], name="scan_of_event"),
        ),
        migrations.AddField(
            model_name="conflict",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="conflict",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.event"
            ),
        ),
        migrations.AddField(
            model_name="conflict",
            name="guest",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="events.guest"
            ),
        ),
        migrations.AddField(
            model_name="conflict",
            name="other",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="checkins.scan"
            ),
        ),
        migrations.AddField(
            model_name="conflict",
            name="scan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="conflicts", to="checkins.scan"
            ),
        ),
        migrations.AddField(
            model_name="undoing",
            name="device",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="undoings", to="checkins.device"
            ),
        ),
        migrations.AddIndex(
            model_name="conflict",
            index=models.Index(fields=["event", "-created_at"], name="conflict_of_event"),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.UniqueConstraint(fields=("scan", "kind"), name="conflict_once"),
        ),
        migrations.AddIndex(
            model_name="undoing",
            index=models.Index(fields=["device", "undone"], name="undoing_of_scan"),
        ),
        migrations.AddConstraint(
            model_name="undoing",
            constraint=models.UniqueConstraint(fields=("device", "scan_id"), name="undoing_once_per_device"),
        ),
    ]
