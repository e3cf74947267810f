import django.contrib.postgres.indexes
from django.db import migrations, models

# All changes of a transaction for one audience at once. The row lock on the audience is held to the end of the
# transaction: cursors are given in the order of commits. Returns the last cursor.
PUBLISH = """
CREATE FUNCTION live_publish(audience_name text, kinds text[], data jsonb[], channel text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  added integer := cardinality(kinds);
  last_cursor bigint;
BEGIN
  INSERT INTO live_audience (name, cursor) VALUES (audience_name, added)
    ON CONFLICT (name) DO UPDATE SET cursor = live_audience.cursor + added RETURNING cursor INTO last_cursor;
  INSERT INTO live_change (audience, cursor, kind, data, at)
    SELECT audience_name, last_cursor - added + place, change_kind, change_data, clock_timestamp()
      FROM unnest(kinds, data) WITH ORDINALITY AS given(change_kind, change_data, place);
  IF channel <> '' THEN
    PERFORM pg_notify(channel, json_build_object('audience', audience_name, 'cursor', last_cursor)::text);
  END IF;
  RETURN last_cursor;
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("cursor", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("audience", models.CharField(max_length=80)),
                ("cursor", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("data", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="live_change_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("audience", "cursor"), name="live_change_once")
                ],
            },
        ),
        migrations.RunSQL(PUBLISH, "DROP FUNCTION live_publish(text, text[], jsonb[], text)"),
    ]
