from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0011_pretix")]

    operations = [
        migrations.RemoveConstraint(model_name="gate", name="gate_once_per_event"),
        migrations.AddConstraint(
            model_name="gate",
            constraint=models.UniqueConstraint(
                fields=["event", "name"],
                name="gate_once_per_event",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ),
    ]
