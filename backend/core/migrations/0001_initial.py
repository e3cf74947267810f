from django.contrib.postgres.operations import (
    BtreeGinExtension,
    CreateExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations, models

# Same result as backend.core.text.fold: lower case, no accents, ligatures opened, the rest one space.
FOLD = r"""
CREATE FUNCTION fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, lower(value))), '[^a-z0-9@.+]+', ' ', 'g'))
$$;
"""

TRACE = r"""
CREATE FUNCTION trace_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  author jsonb := coalesce(nullif(current_setting('entregent.author', true), '')::jsonb,
                           '{"kind": "system", "id": "", "label": "Système"}'::jsonb);
  left_out text[] := string_to_array(TG_ARGV[3], ',');
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) - left_out END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) - left_out END;
  pk text := coalesce(CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END ->> TG_ARGV[2], '');
  diff jsonb;
BEGIN
  SELECT jsonb_object_agg(key, jsonb_build_array(before -> key, after -> key)) INTO diff
    FROM (SELECT jsonb_object_keys(before || after) AS key) AS keys
   WHERE (before -> key) IS DISTINCT FROM (after -> key);
  IF diff IS NULL THEN
    RETURN NULL;
  END IF;
  INSERT INTO auditlog_logentry
    (content_type_id, object_pk, object_repr, action, changes_text, changes, actor_id, timestamp, additional_data)
  SELECT id, pk, TG_ARGV[1], CASE TG_OP WHEN 'INSERT' THEN 0 WHEN 'UPDATE' THEN 1 ELSE 2 END, '', diff,
         CASE WHEN author ->> 'kind' = 'user' THEN (author ->> 'id')::uuid END,
         clock_timestamp(), jsonb_build_object('author', author)
    FROM django_content_type WHERE app_label = TG_ARGV[0] AND model = TG_ARGV[1];
  RETURN NULL;
END $$;
"""

CACHE = """
CREATE TABLE IF NOT EXISTS core_cache (
  cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("auditlog", "0017_add_actor_email"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(FOLD, "DROP FUNCTION fold(text)"),
        migrations.RunSQL(TRACE, "DROP FUNCTION trace_row() CASCADE"),
        migrations.RunSQL(CACHE, "DROP TABLE core_cache"),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                )
            ],
            options={
                "permissions": [("read_trace", "Lire l'historique des modifications")],
                "managed": False,
                "default_permissions": (),
            },
        ),
    ]
