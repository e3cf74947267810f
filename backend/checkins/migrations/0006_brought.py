"""How many people each scan brought. Of what is stored, it follows from all passages; nobody changed it: no traces."""

from itertools import groupby

from django.db import migrations, models

# Who came alone came by the first passage in.
_ALONE = """
UPDATE checkins_scan SET brought = 1 WHERE id IN (
  SELECT DISTINCT ON (scan.guest_id) scan.id
  FROM checkins_scan AS scan JOIN events_guest AS guest ON guest.id = scan.guest_id
  WHERE guest.came = 1 AND scan.let_in AND scan.direction = 'in'
  ORDER BY scan.guest_id, scan.happened_at, scan.scan_id
)
"""
_PARTIES = """
SELECT scan.guest_id, scan.id, scan.direction, scan.count, scan.zone, guest.party, guest.came
FROM checkins_scan AS scan JOIN events_guest AS guest ON guest.id = scan.guest_id
WHERE guest.came > 1 AND scan.let_in ORDER BY scan.guest_id, scan.happened_at, scan.scan_id
"""


def count(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE checkins_scan DISABLE TRIGGER USER")
        cursor.execute(_ALONE)
        cursor.execute(_PARTIES)
        for _, rows in groupby(cursor.fetchall(), key=lambda row: row[0]):
            found = _brought(list(rows))
            cursor.executemany("UPDATE checkins_scan SET brought = %s WHERE id = %s", found)
        cursor.execute("ALTER TABLE checkins_scan ENABLE TRIGGER USER")


def _brought(rows):
    """Pairs of people and row id; they add up to all who came, whatever the party is now."""
    inside, highest, found = 0, 0, {}
    for _, scan, direction, count, zone, party, came in rows:
        if direction == "out":
            inside = max(0, inside - (0 if zone else count))
            continue
        inside = max(inside, min(party, (0 if zone else inside) + count))
        people = min(came, inside) - highest
        if people > 0:
            found[scan], highest = people, highest + people
    entries = [row[1] for row in rows if row[2] == "in"]
    if entries and highest < rows[0][6]:
        found[entries[0]] = found.get(entries[0], 0) + rows[0][6] - highest
    return [(people, scan) for scan, people in found.items()]


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0005_late_facts"),
        ("events", "0012_gates_exchange_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="scan",
            name="brought",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
