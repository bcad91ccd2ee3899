"""Terms of one body of one unit never overlap: the database refuses it. As plain numbers, for which PostgreSQL needs no
extension: unit and body are the high digits, the days of the term the low ones."""

from django.db import migrations

REFUSE = """
ALTER TABLE cadres_term ADD CONSTRAINT cadres_term_never_twice EXCLUDE USING gist (
  int8range(
    (unit_id * 10 + CASE body WHEN 'bch' THEN 1 WHEN 'btv' THEN 2 ELSE 3 END) * 1000000
      + greatest(valid_from - date '1900-01-01', 0),
    (unit_id * 10 + CASE body WHEN 'bch' THEN 1 WHEN 'btv' THEN 2 ELSE 3 END) * 1000000
      + least(valid_to - date '1900-01-01', 999999),
    '[]'
  ) WITH &&
) WHERE (undone_by = '');
"""


class Migration(migrations.Migration):
    dependencies = [("cadres", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "ALTER TABLE cadres_term DROP CONSTRAINT cadres_term_never_twice"),
    ]
