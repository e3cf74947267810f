from django.db import migrations


class Migration(migrations.Migration):
    """The digest of a file is that of its import."""

    dependencies = [("contacts", "0016_candidates")]

    operations = [migrations.RemoveField(model_name="feedrun", name="digest")]
