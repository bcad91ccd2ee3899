"""Rounds that are folded already get their sums here; those that still run are folded once more from the beginning."""

from django.db import migrations

COUNT = """
INSERT INTO contests_tally (round_id, minute, unit_id, people, people_done, papers, papers_done)
SELECT round_id, date_trunc('minute', started_at) AS minute, unit_id,
  count(*) FILTER (WHERE number = 1), count(*) FILTER (WHERE number = 1 AND state <> 'dang_lam'),
  count(*), count(*) FILTER (WHERE state <> 'dang_lam')
FROM contests_attempt JOIN contests_entrant entrant ON entrant.id = entrant_id JOIN contests_fold USING (round_id)
WHERE finished GROUP BY GROUPING SETS ((round_id, 2), (round_id, 3));
UPDATE contests_fold fold SET counted = found.counted, points = found.points
FROM (SELECT round_id, count(*) AS counted, sum(score) AS points FROM contests_standing WHERE NOT excluded
      GROUP BY round_id) found
WHERE finished AND found.round_id = fold.round_id;
UPDATE contests_fold SET through = 0 WHERE NOT finished;
"""


class Migration(migrations.Migration):
    dependencies = [("contests", "0005_tallies")]

    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
