"""The database keeps the register: no line is changed nor removed. Whose it is may change: two persons may be one."""

from django.db import migrations

KEEP = """
CREATE FUNCTION members_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the register of members is append-only';
END $$;
CREATE TRIGGER members_entry_refuse BEFORE UPDATE OR DELETE ON members_entry
  FOR EACH ROW EXECUTE FUNCTION members_entry_refuse();
"""

LET = """
DROP TRIGGER members_entry_refuse ON members_entry;
DROP FUNCTION members_entry_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_register")]

    operations = [migrations.RunSQL(KEEP, LET)]
