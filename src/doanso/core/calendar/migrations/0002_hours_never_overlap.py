"""An exclusion constraint over plain ranges: unit, day from which the hours hold, and weekday are folded into one number."""

from django.db import migrations

WINDOW = """int8range(
    ((coalesce(unit_id, 0) * 40000 + (valid_from - DATE '2000-01-01')) * 7 + weekday) * 1440
        + (extract(hour FROM opens) * 60 + extract(minute FROM opens))::bigint,
    ((coalesce(unit_id, 0) * 40000 + (valid_from - DATE '2000-01-01')) * 7 + weekday) * 1440
        + (extract(hour FROM closes) * 60 + extract(minute FROM closes))::bigint
)"""


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE calendar_hours ADD CONSTRAINT calendar_hours_never_overlap EXCLUDE USING gist ({WINDOW} WITH &&)",
            "ALTER TABLE calendar_hours DROP CONSTRAINT calendar_hours_never_overlap",
        ),
    ]
