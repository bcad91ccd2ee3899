"""The database keeps the sums of members, whoever writes."""

import django.db.models.deletion
from django.db import migrations, models

COUNT = """
CREATE FUNCTION units_count_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO units_headcount (unit_id, kind, state, number)
      SELECT unit_id, kind, state, count(*) FROM fresh WHERE valid_to IS NULL GROUP BY 1, 2, 3;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO units_headcount (unit_id, kind, state, number)
      SELECT unit_id, kind, state, -count(*) FROM stale WHERE valid_to IS NULL GROUP BY 1, 2, 3;
  ELSE
    INSERT INTO units_headcount (unit_id, kind, state, number)
      SELECT unit_id, kind, state, sum(one) FROM (
        SELECT unit_id, kind, state, 1 AS one FROM fresh WHERE valid_to IS NULL
        UNION ALL SELECT unit_id, kind, state, -1 FROM stale WHERE valid_to IS NULL
      ) AS changed GROUP BY 1, 2, 3 HAVING sum(one) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER units_count_new AFTER INSERT ON units_membership
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION units_count_members();
CREATE TRIGGER units_count_gone AFTER DELETE ON units_membership
  REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION units_count_members();
CREATE TRIGGER units_count_changed AFTER UPDATE ON units_membership
  REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION units_count_members();
INSERT INTO units_headcount (unit_id, kind, state, number)
  SELECT unit_id, kind, state, count(*) FROM units_membership WHERE valid_to IS NULL GROUP BY 1, 2, 3;
"""
LEAVE = """
DROP TRIGGER units_count_new ON units_membership;
DROP TRIGGER units_count_gone ON units_membership;
DROP TRIGGER units_count_changed ON units_membership;
DROP FUNCTION units_count_members();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_words'),
        ('units', '0003_least_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='Headcount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('state', models.CharField(max_length=20)),
                ('number', models.IntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(models.F('valid_to'), condition=models.Q(('valid_to', None), _negated=True), name='membership_ended'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(models.F('valid_from'), condition=models.Q(('valid_to', None)), name='membership_open'),
        ),
        migrations.AddField(
            model_name='headcount',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit'),
        ),
        migrations.AddIndex(
            model_name='headcount',
            index=models.Index(models.F('unit'), include=('kind', 'state', 'number'), name='headcount_of_unit'),
        ),
        migrations.RunSQL(COUNT, LEAVE),
    ]
