"""The heads of the lanes are guarded as the rows are: they go on by one row at a time, and none goes away."""

from django.db import migrations

GUARD = """
CREATE TRIGGER audit_lane_refuse BEFORE DELETE ON audit_lane FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_lane_refuse_truncate BEFORE TRUNCATE ON audit_lane
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_lane_forward BEFORE UPDATE ON audit_lane FOR EACH ROW
  WHEN (NEW.seq <> OLD.seq + 1 OR NEW.number <> OLD.number) EXECUTE FUNCTION audit_refuse();
"""
UNGUARD = """
DROP TRIGGER audit_lane_forward ON audit_lane;
DROP TRIGGER audit_lane_refuse_truncate ON audit_lane;
DROP TRIGGER audit_lane_refuse ON audit_lane;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_own_lane")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
