from django.db import migrations


def told_apart(apps, schema_editor):
    """Pairs that somebody had told apart, and a run had opened again for new evidence: the person is right now."""
    pairs = apps.get_model("contacts", "DuplicatePair").objects.filter(verdict="open")
    pairs.exclude(raised_by=[]).update(verdict="not_duplicate", cluster=None)


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0013_search_speed"),
    ]

    operations = [
        migrations.RunPython(told_apart, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="duplicatepair",
            name="evidence_hash",
        ),
        migrations.RemoveField(
            model_name="duplicatepair",
            name="raised_by",
        ),
    ]
