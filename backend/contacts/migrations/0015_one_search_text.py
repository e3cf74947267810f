from django.db import migrations


class Migration(migrations.Migration):
    """What is searched of a person is in the search rows alone: three indexes less to keep at every import."""

    dependencies = [
        ("contacts", "0014_told_apart_for_ever"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="person", name="person_search"),
        migrations.RemoveIndex(model_name="person", name="person_name_prefix"),
        migrations.RemoveIndex(model_name="person", name="person_name_words"),
        migrations.RemoveField(model_name="person", name="search"),
    ]
