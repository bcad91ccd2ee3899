"""The database keeps the viewings: nobody changes one, and none goes before a year is over."""

from django.db import migrations

KEEP = """
CREATE FUNCTION privacy_viewing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '365 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'viewings are append-only';
END $$;
CREATE FUNCTION privacy_viewing_refuse_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'viewings are append-only';
END $$;
CREATE TRIGGER privacy_viewing_refuse BEFORE UPDATE OR DELETE ON privacy_viewing
  FOR EACH ROW EXECUTE FUNCTION privacy_viewing_refuse();
CREATE TRIGGER privacy_viewing_refuse_truncate BEFORE TRUNCATE ON privacy_viewing
  FOR EACH STATEMENT EXECUTE FUNCTION privacy_viewing_refuse_all();
"""

LET = """
DROP TRIGGER privacy_viewing_refuse_truncate ON privacy_viewing;
DROP TRIGGER privacy_viewing_refuse ON privacy_viewing;
DROP FUNCTION privacy_viewing_refuse_all();
DROP FUNCTION privacy_viewing_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [migrations.RunSQL(KEEP, LET)]
