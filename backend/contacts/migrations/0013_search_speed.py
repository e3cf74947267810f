import django.db.models.functions.text
from django.db import migrations, models

# Of the words of a base the planner remembers the most frequent by default a thousand, and takes all others for about
# as frequent as the last of these; with sixty of them asked for, it believes that half of the table is wanted.
STATISTICS = """
ALTER TABLE contacts_personsearch ALTER COLUMN tokens SET STATISTICS 400, ALTER COLUMN name_tokens SET STATISTICS 400
"""
NO_STATISTICS = """
ALTER TABLE contacts_personsearch ALTER COLUMN tokens SET STATISTICS -1, ALTER COLUMN name_tokens SET STATISTICS -1
"""


def by_frequency(letters):
    beginning = django.db.models.functions.text.Left("token", letters)
    return beginning, models.OrderBy(models.F("count"), descending=True)


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0012_feed_hour"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lexicontoken",
            index=models.Index(*by_frequency(1), name="lexicon_one_letter"),
        ),
        migrations.AddIndex(
            model_name="lexicontoken",
            index=models.Index(*by_frequency(2), name="lexicon_two_letters"),
        ),
        migrations.RunSQL(STATISTICS, NO_STATISTICS),
    ]
