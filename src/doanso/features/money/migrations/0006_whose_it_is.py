"""The books keep every sum as it was written. Whose it is may change: two persons may turn out to be one."""

from django.db import migrations

MAY_CHANGE = """
CREATE OR REPLACE FUNCTION money_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - ARRAY['person_id', 'by_id'] = to_jsonb(OLD) - ARRAY['person_id', 'by_id'] THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the books are append-only';
END $$;
"""
NEVER = """
CREATE OR REPLACE FUNCTION money_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the books are append-only';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0005_vouchers_stay")]

    operations = [migrations.RunSQL(MAY_CHANGE, NEVER)]
