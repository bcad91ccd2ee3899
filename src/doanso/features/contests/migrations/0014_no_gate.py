"""A round that is there already lets in everybody: what 0012 gave it was the text “{}”, and no object."""

from django.db import migrations, models

MEND = "UPDATE contests_round SET admits = '{}' WHERE jsonb_typeof(admits) = 'string'"


class Migration(migrations.Migration):
    dependencies = [("contests", "0013_unit_words")]

    operations = [
        migrations.AlterField(
            model_name="round",
            name="admits",
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.RunSQL(MEND, migrations.RunSQL.noop),
    ]
