from django.db import migrations, models


class Migration(migrations.Migration):
    """Deleting is going to a bin: the column is called by what it means."""

    dependencies = [("contacts", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="person", name="person_by_name"),
        migrations.RenameField(model_name="person", old_name="archived_at", new_name="deleted_at"),
        migrations.RenameField(model_name="organisation", old_name="archived_at", new_name="deleted_at"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["sort_name", "id"], name="person_by_name", condition=models.Q(deleted_at=None)
            ),
        ),
    ]
